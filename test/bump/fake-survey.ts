import { posix } from "node:path";
import type { BumpPlan } from "../../src/bump/plan.ts";
import { releaseId } from "../../src/bump/plan.ts";
import type { Survey, SurveyedRelease } from "../../src/bump/survey.ts";
import { TargetReaders } from "../../src/bump/target-readers.ts";
import type { ImageOrigin, LayerKind, OriginLayer } from "../../src/provenance/origin.ts";
import { parseImageReference } from "../../src/render/image-reference.ts";
import type { Release, ValuesSource } from "../../src/render/renderer.ts";
import type { Helmfile } from "../../src/repository/scan.ts";

/** A helmfile by its path; the folder is the service, and the one above it its cluster where there is one. */
export function helmfileAt(path: string, environments: readonly string[] = []): Helmfile {
  const folder = posix.dirname(path);
  const [service = "", cluster] = folder.split("/").reverse();
  return { path, folder, service, cluster, environments };
}

/** A release as `FOLDER@ENVIRONMENT/NAME`, or `-FOLDER@ENVIRONMENT/NAME` where it is not selected, and its layers in merge order:
 *
 * - `values.yaml=1.0`: a values file of the folder (or of another, with a `/`) that sets the key of the version,
 * - `values.yaml=other:1.0`, `values.yaml=other:`: one that sets that of the name as well, or alone,
 * - `values.yaml`: one that does not, `values.yaml?`: one that does not exist,
 * - `values.yaml->real.yaml`: a link,
 * - `general=1.0`: a stand-in, `x.gotmpl=1.0`: a template, `set=1.0`: an assignment, `chart=1.0`: the chart's defaults.
 */
export type FakeSurvey = Readonly<Record<string, readonly string[]>>;

export interface FakeImages {
  /** The key of the version of all releases, unless a release has its own. */
  readonly key?: string;
  /** By the start of a release's name: the key of its version. */
  readonly keys?: Readonly<Record<string, string>>;
  /** By release: the images that it runs instead of `envoy` at the version that the layers say. */
  readonly images?: Readonly<Record<string, readonly string[]>>;
  /** The key of the image's name. */
  readonly nameKey?: string;
}

/** Releases whose only image runs what the last layer says. */
export function fakeSurvey(releases: FakeSurvey, fakes: FakeImages = {}): Survey {
  const surveyed = Object.entries(releases).map(([id, layers]) => fakeRelease(id, layers, fakes));
  return { releases: surveyed, readers: new TargetReaders((path) => path), failures: [] };
}

function fakeRelease(id: string, texts: readonly string[], fakes: FakeImages): SurveyedRelease {
  const isSelected = !id.startsWith("-");
  const [, folder = "", environment, name = ""] = /^-?(.*?)(?:@([^/]*))?\/([^/]*)$/.exec(id) ?? [];
  const source = { ...helmfileAt(`${folder}/helmfile.yaml`), cluster: undefined };
  const files: SurveyedRelease["files"][0][] = [];
  const values: ValuesSource[] = [];
  const layers: OriginLayer[] = [];
  const nameLayers: OriginLayer[] = [];
  for (const text of texts) {
    const [place = "", said] = text.split("=");
    const [, imageName, value] = /^(?:(.*):)?(.*)$/.exec(said ?? "") ?? [];
    const kind = kindOf(place);
    const [linked = "", real] = place.replace(/\?$/, "").split("->");
    const path = kind === "values" || kind === "template" ? below(folder, linked) : linked;
    const index = kind === "chart" ? -1 : kind === "set" ? texts.length : values.length;
    for (const [part, line, own] of [
      [value, 2, layers],
      [imageName, 3, nameLayers],
    ] as const) {
      if (!part) continue;
      const site = { file: path, line, column: 5, text: part, lineText: `  key: ${part}` };
      own.push({ kind, file: path, index, value: part, site });
    }
    if (kind === "chart" || kind === "set") continue;
    values.push({ kind: "file", path, exists: !place.endsWith("?") });
    const realPath = real === undefined ? path : below(folder, real);
    const file = { path, realPath, exists: !place.endsWith("?"), isOwn: realPath.startsWith(`${folder}/`) };
    files.push(kind === "values" ? file : undefined);
  }
  const release: Release = { name, namespace: folder, chart: "charts/fake", installed: true, values };
  const short = id.replace("-", isSelected ? "-" : "");
  const key = Object.entries(fakes.keys ?? {}).find(([start]) => name.startsWith(start))?.[1] ?? fakes.key;
  const path = (key ?? "tls.image_version").split(".");
  const current = layers.at(-1)?.value ?? "default";
  const currentName = nameLayers.at(-1)?.value ?? "envoy";
  const references = fakes.images?.[short] ?? [`example.org/${currentName}:${current}`];
  return {
    id: releaseId({ helmfile: source.path, environment, namespace: folder, name }),
    target: { helmfile: source.path, environment, source, isSelected },
    release,
    isSelected,
    images: references.map((reference, i): ImageOrigin => {
      const image = { ...parseImageReference(reference), text: reference, container: `c${i}`, object: "Pod/x" };
      const named = fakes.nameKey === undefined ? [] : [{ path: fakes.nameKey.split("."), layers: nameLayers }];
      return {
        image,
        version: { causes: [{ path, layers }], literals: [] },
        name: { causes: named, literals: [] },
      };
    }),
    files,
  };
}

function kindOf(place: string): LayerKind {
  if (place === "general") return "stand-in";
  if (place === "set" || place === "chart") return place;
  return place.endsWith(".gotmpl") ? "template" : "values";
}

function below(folder: string, path: string): string {
  return path.includes("/") ? path : `${folder}/${path}`;
}

/** What becomes of each release: `FOLDER@ENVIRONMENT/NAME: bumped by FILES`, or why not. */
export function outcomes({ releases }: BumpPlan): string[] {
  return releases.map(({ helmfile, environment, name, outcome }) => {
    const release = `${helmfile.folder}${environment === undefined ? "" : `@${environment}`}/${name}`;
    if ("files" in outcome) return `${release}: ${outcome.kind} by ${outcome.files.join(", ")}`;
    return `${release}: ${"reason" in outcome ? `${outcome.kind}: ${outcome.reason}` : outcome.kind}`;
  });
}
