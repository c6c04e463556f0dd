import { posix } from "node:path";
import { Allowance, defaultUnits, ExhaustedError } from "../../govalue/allowance.ts";
import { HelmError, type Warn } from "../errors.ts";
import { buildChart } from "./build.ts";
import type { LoadedChart } from "./chart.ts";
import { type ChartFiles, nodeFiles } from "./files.ts";
import { ensureArchive, readChartArchive } from "./load-archive.ts";
import { readChartDirectory } from "./load-directory.ts";

export interface LoadOptions {
  /** The files to read through; default: those of this machine, links followed wherever they lead. */
  readonly files?: ChartFiles | undefined;
  readonly warn?: Warn | undefined;
}

/**
 * Loads a chart from a folder, or a packaged one from a .tgz file, as helm's pkg/chart/loader does.
 *
 * @throws {HelmError} in helm's words
 */
export async function loadChart(path: string, options: LoadOptions = {}): Promise<LoadedChart> {
  const files = options.files ?? nodeFiles();
  const warn = options.warn ?? (() => {});
  const absolute = posix.resolve(path);
  const real = files.realpath(absolute);
  if (files.stat(real).kind !== "directory") {
    const data = files.read(real);
    ensureArchive(absolute, data);
    return loadChartArchive(data, options);
  }
  return withinAllowance(async (allowance) => {
    const found = allowance.run(() => readChartDirectory(absolute, files, warn));
    return buildChart(found, { allowance, warn });
  });
}

/** Loads a packaged chart from its bytes. */
export async function loadChartArchive(data: Uint8Array, options: LoadOptions = {}): Promise<LoadedChart> {
  const { warn = () => {} } = options;
  return withinAllowance(async (allowance) => buildChart(await readChartArchive(data, allowance), { allowance, warn }));
}

async function withinAllowance(load: (allowance: Allowance) => Promise<LoadedChart>): Promise<LoadedChart> {
  try {
    return await load(new Allowance(defaultUnits));
  } catch (error) {
    if (error instanceof ExhaustedError) throw new HelmError(error.message, { cause: error });
    throw error;
  }
}
