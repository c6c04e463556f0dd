import { posix } from "node:path";

/**
 * The folder in which a chart lies, or would, relative to the root: where a release names it by a chart repository that lies
 * in this one.
 *
 * @param charts - such chart repositories: name to folder
 * @returns `undefined` for any other chart
 */
export function chartFolder(chart: string, charts: Readonly<Record<string, string>>): string | undefined {
  const [repository = "", ...name] = chart.split("/");
  const folder = Object.hasOwn(charts, repository) ? charts[repository] : undefined;
  return folder === undefined || name.length === 0 ? undefined : posix.join(folder, ...name);
}
