import { posix } from "node:path";
import type { Config } from "../config/schema.ts";
import type { Layout } from "../layouts/layout.ts";
import { layouts } from "../layouts/registry.ts";
import { readChart } from "../lint/open-chart.ts";
import type { ContainerImage } from "../render/images.ts";
import type { Release, RenderResult } from "../render/renderer.ts";
import { chartFolder, isLeftOut } from "../repository/chart-folder.ts";
import { createRepositoryFiles } from "../repository/files.ts";
import { findCharts } from "../repository/find-charts.ts";

/** What a repository is made of. */
export interface Charts {
  /** The folders of its charts, relative to the root. */
  readonly folders: readonly string[];
  /** How many charts there are of each layout, the most common first. */
  readonly layouts: readonly { readonly layout: Layout; readonly count: number }[];
}

/** Finds the charts of a repository, and their layouts. */
export function examineCharts(root: string, { skip }: Config): Charts {
  const files = createRepositoryFiles({ root });
  const folders = findCharts(root, skip);
  const counts = new Map<Layout, number>();
  for (const folder of folders) {
    const chart = readChart({ root, folder: posix.join(root, folder), files });
    const layout = layouts.find((each) => each.detect(chart));
    if (layout !== undefined) counts.set(layout, (counts.get(layout) ?? 0) + 1);
  }
  const found = [...counts].map(([layout, count]) => ({ layout, count }));
  return { folders, layouts: found.sort((a, b) => b.count - a.count) };
}

/** What releases run, as far as they could be rendered. */
export interface Releases {
  /** Images with `envoy` in their names. */
  readonly images: readonly ContainerImage[];
  /** Charts that do not lie in this repository, by the names that releases have for them: `stable/parrot`. */
  readonly elsewhere: readonly string[];
  /** The chart repositories of those that could not be rendered. */
  readonly missing: readonly string[];
  /** How many helmfiles could not be rendered in full in some environment. */
  readonly failures: number;
}

/** A helmfile in one of its environments, and what it is rendered to. */
export interface RenderedTarget {
  readonly helmfile: string;
  readonly result: RenderResult;
}

/** Reads it from what helmfiles are rendered to. */
export function examineReleases(rendered: readonly RenderedTarget[], { charts }: Config): Releases {
  const results = rendered.map(({ result }) => result);
  const unrendered = results.flatMap((result) => result.unrendered);
  const all = [...results.flatMap(({ releases }) => releases), ...unrendered];
  const elsewhere = (of: readonly Release[]) =>
    of.map(({ chart }) => chart).filter((name) => isElsewhere(name, charts));
  const images = results.flatMap(({ releases }) => releases.flatMap((release) => release.images));
  return {
    images: images.filter(({ name }) => /envoy/i.test(name)),
    elsewhere: [...new Set(elsewhere(all))].sort(),
    missing: [...new Set(elsewhere(unrendered).map(repositoryOf))].sort(),
    failures: new Set(rendered.filter(({ result }) => result.failure !== undefined).map(({ helmfile }) => helmfile))
      .size,
  };
}

/** Whether a chart is named by a chart repository that the configuration does not know: `NAME/CHART`, `oci://HOST/CHART`. */
function isElsewhere(chart: string, charts: Config["charts"]): boolean {
  if (!/^(?:oci:\/\/.+|[\w-][\w.-]*)\/[^/]+$/.test(chart)) return false;
  const isKnown = chartFolder(chart, charts) !== undefined || isLeftOut(chart, charts);
  return !isKnown && !Object.values(charts).includes(repositoryOf(chart));
}

/** All but the last part of the name of a chart. */
function repositoryOf(chart: string): string {
  return posix.dirname(chart);
}

/**
 * The chart repositories that lie in this one as a folder: those of which all charts that releases name are there, in one
 * folder. Those of the configuration that exist stay; `undefined` where there is nothing to add.
 */
export function findChartRepositories(
  { elsewhere }: Releases,
  { folders }: Charts,
  { charts }: Config,
): Config["charts"] | undefined {
  const names = new Map<string, string[]>();
  for (const chart of elsewhere) {
    const repository = repositoryOf(chart);
    names.set(repository, [...(names.get(repository) ?? []), posix.basename(chart)]);
  }
  const parents = [...new Set(folders.map((folder) => posix.dirname(folder)))];
  const found = [...names].flatMap(([repository, needed]) => {
    const fitting = parents.filter((parent) => needed.every((name) => folders.includes(posix.join(parent, name))));
    return fitting.length === 1 ? [[repository, fitting[0] as string] as const] : [];
  });
  if (found.length === 0) return undefined;
  const existing = Object.entries(charts).filter(([, folder]) => folder !== false && parents.includes(folder));
  return Object.fromEntries([...existing, ...found]);
}
