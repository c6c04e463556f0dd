import type { OriginLayer } from "../provenance/origin.ts";
import { isSamePath } from "./deciding-key.ts";
import type { SurveyedRelease } from "./survey.ts";

/** What becomes of one key in values files, which are named by their real paths. */
export interface KeyChange {
  readonly writes?: ReadonlyMap<string, string>;
  readonly removals?: ReadonlySet<string>;
}

/** The layers that set a key of a release, if it decides one of its images, alone or with others. */
export function layersOfKey(release: SurveyedRelease, path: readonly string[]): readonly OriginLayer[] | undefined {
  for (const { version, name } of release.images) {
    for (const { path: other, layers } of [...version.causes, ...(name?.causes ?? [])]) {
      if (isSamePath(path, other)) return layers;
    }
  }
  return undefined;
}

/**
 * What a key says for a release after a change: the last layer that sets it decides.
 *
 * @param layers - those that set it now
 */
export function valueAfter(
  { files }: SurveyedRelease,
  layers: readonly OriginLayer[],
  { writes = new Map(), removals = new Set() }: KeyChange,
): string | undefined {
  const values = layers
    .filter(({ index }) => !removals.has(files[index]?.realPath ?? ""))
    .map(({ index, value }) => ({ index, value }));
  for (const [index, file] of files.entries()) {
    const value = file && writes.get(file.realPath);
    // A layer of the same place comes before it, so that this one counts.
    if (value !== undefined) values.push({ index, value });
  }
  return values.sort((a, b) => a.index - b.index).at(-1)?.value;
}
