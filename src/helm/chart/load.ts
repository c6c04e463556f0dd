import { posix } from "node:path";
import { Allowance, defaultUnits, ExhaustedError } from "../../govalue/allowance.ts";
import { HelmError, type Warn } from "../errors.ts";
import { buildChart } from "./build.ts";
import type { LoadedChart } from "./chart.ts";
import { type ChartFiles, nodeFiles } from "./files.ts";
import { ensureArchive, readChartArchive } from "./load-archive.ts";
import { readChartDirectory } from "./load-directory.ts";
import { localDependencies } from "./local-dependencies.ts";

export interface LoadOptions {
  /** The files to read through; default: those of this machine, links followed wherever they lead. */
  readonly files?: ChartFiles | undefined;
  readonly warn?: Warn | undefined;
  /** Whether dependencies at `file://` that the `charts/` of a folder lacks are loaded from there. Default: no, as helm. */
  readonly localDependencies?: boolean | undefined;
}

/**
 * Loads a chart from a folder, or a packaged one from a .tgz file, as helm's pkg/chart/loader does.
 *
 * @throws {HelmError} in helm's words
 */
export async function loadChart(path: string, options: LoadOptions = {}): Promise<LoadedChart> {
  return (await loadMetered(path, options)).chart;
}

/** A chart, and how many units it has taken to load it. */
export interface MeteredChart {
  readonly chart: LoadedChart;
  readonly spent: number;
}

/** Loads a chart as {@link loadChart} does. */
export async function loadMetered(path: string, options: LoadOptions = {}): Promise<MeteredChart> {
  const files = options.files ?? nodeFiles();
  const warn = options.warn ?? (() => {});
  const absolute = posix.resolve(path);
  const real = files.realpath(absolute);
  if (files.stat(real).kind !== "directory") {
    const data = files.read(real);
    ensureArchive(absolute, data);
    return loadArchive(data, options);
  }
  return withinAllowance(async (allowance) => {
    const load = (folder: string) => {
      const found = allowance.run(() => readChartDirectory(folder, files, warn));
      return buildChart(found, { allowance, warn });
    };
    const chart = await load(absolute);
    if (!options.localDependencies) return chart;
    return { ...chart, dependencies: [...chart.dependencies, ...(await localDependencies(chart, absolute, load))] };
  });
}

/** Loads a packaged chart from its bytes. */
export async function loadChartArchive(data: Uint8Array, options: LoadOptions = {}): Promise<LoadedChart> {
  return (await loadArchive(data, options)).chart;
}

function loadArchive(data: Uint8Array, { warn = () => {} }: LoadOptions): Promise<MeteredChart> {
  return withinAllowance(async (allowance) => buildChart(await readChartArchive(data, allowance), { allowance, warn }));
}

async function withinAllowance(load: (allowance: Allowance) => Promise<LoadedChart>): Promise<MeteredChart> {
  const allowance = new Allowance(defaultUnits);
  try {
    return { chart: await load(allowance), spent: allowance.spent };
  } catch (error) {
    if (error instanceof ExhaustedError) throw new HelmError(error.message, { cause: error });
    throw error;
  }
}
