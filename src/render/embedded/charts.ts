import { posix } from "node:path";
import { ifReadable } from "../../helm/chart/files.ts";
import { loadMetered, type MeteredChart } from "../../helm/chart/load.ts";
import { type ChartFiles, HelmError } from "../../helm/index.ts";
import { UnsupportedError } from "../../helmfile/index.ts";
import { type ChartRepositories, chartFolder, isLeftOut } from "../../repository/chart-folder.ts";
import type { RepositoryFiles } from "../../repository/files.ts";
import { holds, type Trace, traced } from "../../repository/traced.ts";

/** A chart that lies in no folder at hand. */
export class MissingChartError extends UnsupportedError {}

/** How many charts to keep: with what is parsed of it, one takes up to a megabyte. */
const mostCharts = 250;

/** Loads the charts of releases, each once. */
export class Charts {
  readonly #files: RepositoryFiles;
  readonly #root: string;
  readonly #repositories: ChartRepositories;
  /** The one that was used last comes last. */
  readonly #loaded = new Map<string, Promise<Loaded>>();
  readonly #before: Charts | undefined;
  readonly #unchanged = new Set<Trace>();

  /**
   * @param root - of the repository, absolute
   * @param before - charts of other files, of which those that are the same need not be loaded
   */
  constructor(files: RepositoryFiles, root: string, repositories: ChartRepositories, before?: Charts) {
    this.#files = files;
    this.#root = root;
    this.#repositories = repositories;
    this.#before = before;
  }

  /** The charts as other files have them. */
  over(files: RepositoryFiles): Charts {
    return new Charts(files, this.#root, this.#repositories, this);
  }

  /** Whether a chart is not to be looked for. */
  leavesOut(chart: string): boolean {
    return isLeftOut(chart, this.#repositories);
  }

  /**
   * Where the chart of a release lies: a folder or archive, absolute.
   *
   * @param folder - of the state file that names it
   * @param files - the files as the helmfile sees them
   * @throws {MissingChartError} where it lies in no folder at hand
   */
  locate(chart: string, folder: string, files: ChartFiles): string {
    const known = chartFolder(chart, this.#repositories);
    if (known !== undefined) {
      const mapped = posix.join(this.#root, known);
      if (kindAt(mapped, files) !== undefined) return mapped;
    }
    const path = posix.resolve(folder, chart);
    const kind = kindAt(path, files);
    if (kind === undefined) {
      if (chart.startsWith(".") || chart.startsWith("/")) throw new HelmError(`path "${chart}" not found`);
      const why = this.leavesOut(chart) ? "`charts` in the configuration leaves it out" : "nothing is fetched";
      throw new MissingChartError(`chart ${chart} is not in the repository, and ${why}`);
    }
    if (kind === "directory" && kindAt(posix.join(path, "Chart.yaml"), files) === undefined) {
      throw new UnsupportedError(`${chart} has no Chart.yaml: folders of plain manifests are not supported`);
    }
    return path;
  }

  /** @param seen - gets what was looked at, also where the chart cannot be loaded: it is what that depends on */
  async load(path: string, seen?: Set<Trace>): Promise<TracedChart> {
    const loaded = await this.#once(path);
    seen?.add(loaded.trace);
    if ("error" in loaded) throw loaded.error;
    return loaded;
  }

  #once(path: string): Promise<Loaded> {
    let chart = this.#loaded.get(path);
    if (chart === undefined) {
      chart = this.#load(path);
      if (this.#loaded.size >= mostCharts) this.#loaded.delete(this.#loaded.keys().next().value as string);
    } else {
      this.#loaded.delete(path);
    }
    this.#loaded.set(path, chart);
    return chart;
  }

  async #load(path: string): Promise<Loaded> {
    const before = this.#before;
    const known = before && (await before.#loaded.get(path));
    if (known && holds(known.trace, this.#files, this.#unchanged)) return known;
    const tracing = traced(this.#files);
    try {
      const loaded = await loadMetered(path, { files: tracing.files, localDependencies: true });
      return { ...loaded, trace: tracing.trace() };
    } catch (error) {
      return { error, trace: tracing.trace() };
    }
  }
}

export interface TracedChart extends MeteredChart {
  /** What was looked at to load it. */
  readonly trace: Trace;
}

/** A chart, or why there is none. */
type Loaded = TracedChart | (Pick<TracedChart, "trace"> & { readonly error: unknown });

function kindAt(path: string, files: ChartFiles): string | undefined {
  return ifReadable(() => files.stat(files.realpath(path)).kind);
}
