import { posix } from "node:path";

/** Chart repositories by the names that releases have for them: the folder of their charts, or `false` where these lie elsewhere. */
export type ChartRepositories = Readonly<Record<string, string | false>>;

/**
 * The folder in which a chart lies, or would, relative to the root: where a release names it by a chart repository that lies
 * in this one.
 *
 * @returns `undefined` for any other chart
 */
export function chartFolder(chart: string, charts: ChartRepositories): string | undefined {
  const repository = repositoryOf(chart, charts);
  const folder = repository !== undefined && charts[repository];
  return folder ? posix.join(folder, chart.slice(repository.length + 1)) : undefined;
}

/** Whether a chart lies elsewhere, and its releases are taken to run no image that is looked for. */
export function isLeftOut(chart: string, charts: ChartRepositories): boolean {
  const repository = repositoryOf(chart, charts);
  return repository !== undefined && charts[repository] === false;
}

/** The longest of the names that a chart begins with: those of registries have slashes in them. */
function repositoryOf(chart: string, charts: ChartRepositories): string | undefined {
  for (let end = chart.lastIndexOf("/"); end > 0; end = chart.lastIndexOf("/", end - 1)) {
    const name = chart.slice(0, end);
    if (Object.hasOwn(charts, name)) return name;
  }
  return undefined;
}
