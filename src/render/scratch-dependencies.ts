import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { dependencyFiles, localPath, missingDependencies } from "../helm/chart/local-dependencies.ts";
import { HelmError, loadChart } from "../helm/index.ts";
import { findCharts } from "../repository/find-charts.ts";

/**
 * Packages the dependencies at `file://` that charts of a copy lack in their `charts/`, as helmfile has helm do it where
 * dependencies are not skipped. A chart that lacks others as well stays as it is, since nothing is fetched.
 *
 * @param root - of the copy, absolute
 * @param helm - the binary
 */
export async function packageLocalDependencies(root: string, helm: string): Promise<void> {
  for (const name of findCharts(root, [])) {
    const folder = join(root, name);
    if (!namesLocal(folder) || !(await lacksOnlyLocal(folder))) continue;
    // What cannot be packaged is missing when the chart is rendered, which helm says then.
    await execa(helm, ["dependency", "build", "--skip-refresh", folder], { reject: false });
  }
}

/** Whether it may have such dependencies: most charts have none, and need not be loaded to know it. */
function namesLocal(folder: string): boolean {
  return dependencyFiles
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .some((path) => readFileSync(path, "latin1").includes("file://"));
}

async function lacksOnlyLocal(folder: string): Promise<boolean> {
  try {
    const missing = missingDependencies(await loadChart(folder));
    return missing.length > 0 && missing.every(({ repository }) => localPath(repository) !== undefined);
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    return false;
  }
}
