import { posix } from "node:path";
import type { InspectedRelease, InspectedTarget, ValuesLayer } from "../render/embedded/inspect.ts";
import type { TargetRenderer } from "../render/embedded/target-renderer.ts";
import { type ContainerImage, findImages } from "../render/images.ts";
import type { Release, RenderTarget } from "../render/renderer.ts";
import { isWithin } from "../repository/is-within.ts";
import { chartDefaults } from "./chart-defaults.ts";
import { findCauses, findUnsetCauses, type ImagePart, textOfPart } from "./find-causes.ts";
import { findInTexts } from "./find-in-texts.ts";
import { locateValue, siteAt } from "./locate.ts";
import type {
  Cause,
  ImageOrigin,
  LayerKind,
  OriginLayer,
  PartOrigin,
  ReleaseOrigins,
  Site,
  TargetOrigins,
} from "./origin.ts";
import { type KeyPath, textOfScalar, valueAt } from "./values-tree.ts";

/** What to trace. Plain data. */
export interface TraceQuestion {
  /** The names of images: the last parts of their paths. */
  readonly images: readonly string[];
  /** Whether images whose names go on behind one of these with a dash are meant as well; default: no. */
  readonly flavours?: boolean;
  readonly parts: readonly ImagePart[];
}

/** Whether a question is about an image. */
export function isImageAskedFor({ name }: ContainerImage, { images, flavours = false }: TraceQuestion): boolean {
  return images.some((wanted) => name === wanted || (flavours && name.startsWith(`${wanted}-`)));
}

/** Traces the images of a target to the lines that decide what runs: first to values, then to what sets these. */
export async function traceTarget(
  renderer: TargetRenderer,
  target: RenderTarget,
  question: TraceQuestion,
): Promise<TargetOrigins> {
  const isWanted = (image: ContainerImage) => isImageAskedFor(image, question);
  const inspected = await renderer.inspect(target);
  const tracer = new Tracer(renderer, target, inspected);
  const failures = [...inspected.failures];
  const releases: ReleaseOrigins[] = [];
  for (const release of inspected.releases) {
    const { text, problems } = release.render();
    failures.push(...problems.map((problem) => `release ${release.release.name} is rendered in part: ${problem}`));
    const images = findImages(text);
    releases.push({
      release: release.release,
      images: await tracer.trace(release, images.filter(isWanted), question.parts),
      others: images.filter((image) => !isWanted(image)),
    });
  }
  return { releases, failures };
}

class Tracer {
  readonly #renderer: TargetRenderer;
  readonly #target: RenderTarget;
  readonly #inspected: InspectedTarget;

  constructor(renderer: TargetRenderer, target: RenderTarget, inspected: InspectedTarget) {
    this.#renderer = renderer;
    this.#target = target;
    this.#inspected = inspected;
  }

  async trace(
    release: InspectedRelease,
    images: readonly ContainerImage[],
    parts: readonly ImagePart[],
  ): Promise<ImageOrigin[]> {
    if (images.length === 0) return [];
    const version = await this.#tracePart(release, images, "version");
    const name = parts.includes("name") ? await this.#tracePart(release, images, "name") : [];
    return images.map((image, i) => ({ image, version: version[i] as PartOrigin, name: name[i] }));
  }

  async #tracePart(
    release: InspectedRelease,
    images: readonly ContainerImage[],
    part: ImagePart,
  ): Promise<PartOrigin[]> {
    const paths = findCauses(release, images, part);
    const causes = new Map<string, Promise<Cause>>();
    const causeAt = (path: KeyPath): Promise<Cause> => {
      const key = JSON.stringify(path);
      const cause = causes.get(key) ?? this.#cause(release, path);
      causes.set(key, cause);
      return cause;
    };
    return Promise.all(
      images.map(async (image, i): Promise<PartOrigin> => {
        const own = await Promise.all((paths[i] ?? []).map(causeAt));
        if (own.length > 0) return { causes: own, literals: [] };
        const literals = await this.#literals(release, image, part);
        const unset = findUnsetCauses(release, image, part, valuesNamedIn(literals));
        return { causes: unset.map((path) => ({ path, layers: [] })), literals };
      }),
    );
  }

  async #cause(release: InspectedRelease, path: KeyPath): Promise<Cause> {
    const layers: OriginLayer[] = this.#defaultLayers(release, path);
    for (const [index, layer] of release.layers.entries()) {
      const value = textOfScalar(layer.values && valueAt(layer.values, path));
      if (value !== undefined) layers.push(await this.#layer(release, layer, index, path, value));
    }
    return { path, layers };
  }

  #defaultLayers(release: InspectedRelease, path: KeyPath): OriginLayer[] {
    return chartDefaults(release).flatMap(({ file, prefix, values }): OriginLayer[] => {
      if (!prefix.every((key, i) => path[i] === key)) return [];
      const below = path.slice(prefix.length);
      const value = textOfScalar(valueAt(values, below));
      if (value === undefined) return [];
      return [{ kind: "chart", file: this.#name(file), index: -1, value, site: this.#locate(file, below) }];
    });
  }

  async #layer(
    release: InspectedRelease,
    layer: ValuesLayer,
    index: number,
    path: KeyPath,
    value: string,
  ): Promise<OriginLayer> {
    if (layer.kind === "file" && !layer.isTemplate) {
      const file = this.#name(layer.path);
      const behind = this.#renderer.filesBehind(this.#target, layer.path);
      if (behind.length === 0 && isWithin(layer.path, this.#renderer.root)) {
        return { kind: "values", file, index, value, site: this.#locate(layer.path, path) };
      }
      const sources = behind.length > 0 ? behind : [layer.path];
      const site = sources.map((each) => this.#locate(each, path)).findLast((found) => found !== undefined);
      return { kind: "stand-in", file, index, value, site };
    }
    const site = await this.#siteInState(release.release, index, path, value, layer);
    if (layer.kind === "file") return { kind: "template", file: this.#name(layer.path), index, value, site };
    const kind: LayerKind = site && this.#isStateValue(site) ? "state" : layer.kind;
    return { kind, file: this.#target.helmfile, index, value, site };
  }

  /** Where the value of a layer that is made of templates stands: in a state file, in what it includes or in state values. */
  async #siteInState(
    release: Release,
    index: number,
    path: KeyPath,
    value: string,
    layer: ValuesLayer,
  ): Promise<Site | undefined> {
    const plain = new Set(
      this.#inspected.releases.flatMap(({ layers }) =>
        layers.flatMap((each) => (each.kind === "file" && !each.isTemplate && each !== layer ? [each.path] : [])),
      ),
    );
    const texts = this.#textsOf(this.#inspected.stateFiles.filter((file) => !plain.has(file)));
    const [found] = await findInTexts(texts, value, async (changed) => {
      const layers = this.#rendererWith(changed).layers(this.#target);
      const same = layers.find(
        (other) => other.release.name === release.name && other.release.namespace === release.namespace,
      );
      const values = same?.layers[index]?.values;
      return textOfScalar(values && valueAt(values, path));
    });
    return found && siteAt(texts.get(found.file) ?? "", this.#name(found.file), found.start, found.end);
  }

  /** Where a part of an image reference stands in the templates of the chart. */
  async #literals(release: InspectedRelease, image: ContainerImage, part: ImagePart): Promise<Site[]> {
    const texts = this.#textsOf(release.chartFiles.filter((file) => !file.endsWith("/values.yaml")));
    const { name, namespace } = release.release;
    const found = await findInTexts(texts, textOfPart(image, part), async (changed) => {
      const { releases } = await this.#rendererWith(changed).inspect(this.#target);
      const same = releases.find((other) => other.release.name === name && other.release.namespace === namespace);
      const images = same ? findImages(same.render().text) : [];
      const other = images.find(({ container, object }) => container === image.container && object === image.object);
      return other && textOfPart(other, part);
    });
    return found.map(({ file, start, end }) => siteAt(texts.get(file) ?? "", this.#name(file), start, end));
  }

  #rendererWith(changed: ReadonlyMap<string, string>): TargetRenderer {
    const { root } = this.#renderer;
    return this.#renderer.withTexts(new Map([...changed].map(([file, text]) => [posix.relative(root, file), text])));
  }

  /** Of the files that lie in the repository. */
  #textsOf(files: readonly string[]): Map<string, string> {
    const texts = new Map<string, string>();
    for (const file of files) {
      const text = isWithin(file, this.#renderer.root) ? this.#renderer.textOf(file) : undefined;
      if (text !== undefined) texts.set(file, text);
    }
    return texts;
  }

  #locate(file: string, path: KeyPath): Site | undefined {
    const text = this.#renderer.textOf(file);
    return text === undefined ? undefined : locateValue(text, this.#name(file), path);
  }

  /** Whether a place is among the values that state files give themselves, and not among those of a release. */
  #isStateValue({ file, line }: Site): boolean {
    const text = this.#renderer.textOf(posix.resolve(this.#renderer.root, file)) ?? "";
    const above =
      text
        .split("\n")
        .slice(0, line)
        .findLast((each) => /^[A-Za-z]+:/.test(each)) ?? "";
    return !/^(?:releases|templates):/.test(above);
  }

  /** As messages call a file: relative to the root where it lies within. */
  #name(file: string): string {
    const { root } = this.#renderer;
    return isWithin(file, root) ? posix.relative(root, file) : file;
  }
}

/** The values that the lines around a default name: `{{ .Values.mesh.image_version | default "latest" }}`. */
function valuesNamedIn(sites: readonly Site[]): KeyPath[] {
  const names = sites.flatMap(({ lineText }) => lineText.match(/(?<=\.Values\.)[\w.]+/g) ?? []);
  return [...new Set(names)].map((name) => name.split("."));
}
