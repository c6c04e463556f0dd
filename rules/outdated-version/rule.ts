import { type DecidingKey, decidingKey, type NoKey } from "../../src/bump/deciding-key.ts";
import { FileEditor } from "../../src/bump/file-editor.ts";
import { layersOfKey } from "../../src/bump/key-values.ts";
import type { SurveyedRelease } from "../../src/bump/survey.ts";
import { compareVersions, isVersion } from "../../src/bump/version-order.ts";
import { isCertain } from "../../src/lint/releases/is-certain.ts";
import { describeReleases, placeAt, toTextEdit } from "../../src/lint/releases/places.ts";
import type { Fix, Problem, ReleasesContext, Rule } from "../../src/lint/rule.ts";
import { formatKeyPath, type ImageOrigin, type Site, winnerOf } from "../../src/provenance/origin.ts";

/** Releases whose version stands at the same place. */
interface Outdated {
  readonly site: Site;
  readonly tag: string;
  readonly key: DecidingKey | NoKey;
  /** The file to edit, where it is the service's own: relative to the root, links resolved. */
  readonly file: string | undefined;
  /** Whether it comes from the deployment host. */
  readonly isOfHost: boolean;
  readonly releases: SurveyedRelease[];
}

export const rule: Rule = {
  meta: {
    name: "outdated-version",
    description: "A release runs a version that is older than the one that is wanted.",
    severity: "warn",
    fixable: true,
    since: "0.1.0",
    layouts: "all",
  },

  *checkReleases(context: ReleasesContext): Iterable<Problem> {
    const { image, version } = context.config;
    if (version === undefined || !isVersion(version)) return;
    const places = new Map<string, Outdated>();
    for (const release of context.survey.releases) {
      if (!release.isSelected) continue;
      for (const origin of release.images) {
        const { name, tag } = origin.image;
        if (name !== image || tag === undefined || !isVersion(tag) || compareVersions(tag, version) >= 0) continue;
        if (!isCertain(release, origin.version, context)) continue;
        const outdated = placeOf(release, origin, tag);
        if (outdated === undefined) continue;
        const id = JSON.stringify([outdated.site, tag]);
        const known = places.get(id) ?? outdated;
        known.releases.push(release);
        places.set(id, known);
      }
    }
    for (const outdated of places.values()) yield problemOf(outdated, image, version, context);
  },
};

function placeOf(release: SurveyedRelease, origin: ImageOrigin, tag: string): Outdated | undefined {
  const key = decidingKey(origin, "version", undefined);
  const winners = origin.version.causes.flatMap((cause) => winnerOf(cause) ?? []);
  const site = winners.at(-1)?.site ?? origin.version.literals[0];
  const winner = "reason" in key ? undefined : winners.find(({ site }) => site !== undefined);
  // What the chart or the deployment host gives is not the service's to change.
  const file = winner && release.files[winner.index];
  const isOfHost = winners.at(-1)?.kind === "stand-in";
  return site && { site, tag, key, file: file?.isOwn ? file.realPath : undefined, isOfHost, releases: [] };
}

function problemOf(
  { site, tag, key, file, isOfHost, releases }: Outdated,
  image: string,
  version: string,
  context: ReleasesContext,
): Problem {
  const fix = file === undefined || "reason" in key ? undefined : fixOf(file, key, releases, version, context);
  const elsewhere = isOfHost
    ? "set it in the deployment host's values"
    : `\`bump-envoy ${version}\` sets it where it can`;
  const todo = fix ? fix.title : elsewhere;
  return {
    message: `${image} ${tag} is older than ${version}, the version that is wanted (${describeReleases(releases)}): ${todo}`,
    ...placeAt(site, context.root),
    data: { image, version: tag, wanted: version },
    ...(fix && { fix }),
  };
}

/** What is inherited already need not be set. */
function fixOf(
  file: string,
  { path, valueFor }: DecidingKey,
  releases: readonly SurveyedRelease[],
  version: string,
  { root, read }: ReleasesContext,
): Fix | undefined {
  const value = valueFor(version);
  const editor = new FileEditor(root, (name) => read(name)?.text);
  const isInherited = releases.every((release) => valueBelow(release, file, path) === value);
  const edit = isInherited ? editor.remove(file, [path]) : editor.set(file, [{ path, value }]);
  if ("reason" in edit) return undefined;
  const name = formatKeyPath(path);
  const title = isInherited ? `remove ${name}, so that ${version} is inherited` : `set ${name} to ${version}`;
  return { title, edits: [toTextEdit(edit, root)], isSafe: true, effect: "versions" };
}

/** What a release would inherit without a file. */
function valueBelow(release: SurveyedRelease, file: string, path: readonly string[]): string | undefined {
  const layers = layersOfKey(release, path) ?? [];
  const place = layers.findIndex(({ index }) => release.files[index]?.realPath === file);
  return layers[place - 1]?.value;
}
