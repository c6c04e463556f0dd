import { posix } from "node:path";
import { HelmError } from "../helm/index.ts";
import type { InspectedRelease } from "../render/embedded/inspect.ts";
import type { TargetRenderer } from "../render/embedded/target-renderer.ts";
import { chartDefaults } from "./chart-defaults.ts";
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
export function keysNamedAt(sites: readonly Site[], { release }: Trial, sources: Sources): KeyPath[][] {
  return [(site: Site) => site.lineText, (site: Site) => sources.textAround(site)].map((textOf) => {
    const paths = sites.flatMap((site) => {
      const names = textOf(site).match(/(?<=\.Values\.)\w+(?:\.\w+)*/g) ?? [];
      return prefixesOf(site, release, sources).flatMap((prefix) =>
        names.map((name) => [...prefix, ...name.split(".")]),
      );
    });
    const unset = paths.filter((path) => valueAt(release.values, path) === undefined);
    return [...new Map(unset.map((path) => [JSON.stringify(path), path])).values()];
  });
}

/** Where the values of the chart or subchart stand that a file belongs to; several where a subchart is there under several names. */
function prefixesOf({ file }: Site, { chart, chartPath }: InspectedRelease, sources: Sources): KeyPath[] {
  const around = chartDefaults(chart)
    .map((defaults) => ({ ...defaults, folder: sources.nameOf(posix.join(chartPath, posix.dirname(defaults.file))) }))
    .filter(({ folder }) => file.startsWith(`${folder}/`));
  const deepest = Math.max(...around.map(({ folder }) => folder.length));
  return around.filter(({ folder }) => folder.length === deepest).map(({ prefix }) => prefix);
}
