import { posix } from "node:path";
import { spend } from "../govalue/allowance.ts";
import { HelmError } from "../helm/index.ts";
import type { TargetRenderer } from "../render/embedded/target-renderer.ts";
import { chartDefaults } from "./chart-defaults.ts";
import { findInTexts } from "./find-in-texts.ts";
import type { Site } from "./origin.ts";
import type { Sources } from "./sources.ts";
import type { Trial } from "./trial.ts";
import { type KeyPath, valueAt } from "./values-tree.ts";

/** Where a part of an image stands in the files of the chart, its default values aside. @param trial - of one image */
export async function findLiterals(trial: Trial, sources: Sources): Promise<Site[]> {
  const texts = textsOfChart(trial, sources);
  const found = await findInTexts(texts, trial.before[0] ?? "", sources.allowance, async (changed) => {
    const chart = await chartAt(trial.release.chartPath, sources.rendererWith(changed));
    return chart && trial.run({ chart })[0];
  });
  return found.map((occurrence) => sources.siteOf(occurrence));
}

function textsOfChart({ release }: Trial, sources: Sources): Map<string, string> {
  return sources.texts(release.chartFiles.filter((file) => !file.endsWith("/values.yaml")));
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
 * The keys without a value that templates name: those of the lines where literals stand, such as
 * `{{ .Values.mesh.image_version | default "latest" }}`, then those of the whole chart.
 */
export function unsetKeys(literals: readonly Site[], trial: Trial, sources: Sources): KeyPath[][] {
  const lines = literals.map(({ file, lineText }) => [file, lineText] as const);
  const texts = [...textsOfChart(trial, sources)].map(([file, text]) => [sources.nameOf(file), text] as const);
  const isUnset = (path: KeyPath) => (valueAt(trial.release.values, path) ?? null) === null;
  return [lines, texts].map((named) => {
    const paths = named.flatMap(([file, text]) => {
      const names = new Set(text.match(/(?<=\.Values\.)\w+(?:\.\w+)*/g));
      const prefixes = prefixesOf(file, trial, sources);
      sources.allowance.run(() => spend(text.length + pathCost * names.size * prefixes.length));
      return [...names].flatMap((name) => prefixes.map((prefix) => [...prefix, ...name.split(".")]));
    });
    return [...new Map(paths.filter(isUnset).map((path) => [JSON.stringify(path), path])).values()];
  });
}

/** What it takes to make a path. */
const pathCost = 100;

/** Where the values of the chart or subchart stand that a file belongs to; several where a subchart is there under several names. */
function prefixesOf(file: string, { release }: Trial, sources: Sources): KeyPath[] {
  const around = chartDefaults(release.chart)
    .filter(({ isImported }) => !isImported)
    .map(({ file: defaults, prefix }) => ({ prefix, folder: posix.join(release.chartPath, posix.dirname(defaults)) }))
    .filter(({ folder }) => file.startsWith(`${sources.nameOf(folder)}/`));
  const deepest = Math.max(...around.map(({ folder }) => folder.length));
  return around.filter(({ folder }) => folder.length === deepest).map(({ prefix }) => prefix);
}
