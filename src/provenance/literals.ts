import { HelmError } from "../helm/index.ts";
import type { TargetRenderer } from "../render/embedded/target-renderer.ts";
import { findInTexts } from "./find-in-texts.ts";
import type { Site } from "./origin.ts";
import type { Sources } from "./sources.ts";
import type { Trial } from "./trial.ts";
import { type KeyPath, valueAt } from "./values-tree.ts";

/** Where a part of an image stands in the files of the chart, its default values aside. @param trial - of one image */
export async function findLiterals(trial: Trial, sources: Sources): Promise<Site[]> {
  const { chartFiles, chartPath } = trial.release;
  const texts = sources.texts(chartFiles.filter((file) => !file.endsWith("/values.yaml")));
  const found = await findInTexts(texts, trial.before[0] ?? "", async (changed) => {
    const chart = await chartAt(chartPath, sources.rendererWith(changed));
    return chart && trial.run({ chart })[0];
  });
  return found.map((occurrence) => sources.siteOf(occurrence));
}

/** The chart; `undefined` where a mark has broken it. */
async function chartAt(path: string, renderer: TargetRenderer) {
  try {
    return await renderer.chartAt(path);
  } catch (error) {
    if (error instanceof HelmError) return undefined;
    throw error;
  }
}

/**
 * The keys without a value that templates name where a literal stands: those of its line, such as
 * `{{ .Values.mesh.image_version | default "latest" }}`, then those of its whole file.
 */
export function keysNamedAt(sites: readonly Site[], trial: Trial, sources: Sources): KeyPath[][] {
  const lines = sites.map(({ lineText }) => lineText);
  const files = sites.map((site) => sources.textAround(site));
  return [lines, files].map((texts) => {
    const names = texts.flatMap((text) => text.match(/(?<=\.Values\.)\w+(?:\.\w+)*/g) ?? []);
    const paths = [...new Set(names)].map((name) => name.split("."));
    return paths.filter((path) => valueAt(trial.release.values, path) === undefined);
  });
}
