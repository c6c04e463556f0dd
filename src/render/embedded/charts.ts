import { posix } from "node:path";
import { type ChartFiles, FileError, HelmError, type LoadedChart, loadChart } from "../../helm/index.ts";
import { UnsupportedError } from "../../helmfile/index.ts";

/** Loads the charts of releases, each once. */
export class Charts {
  readonly #files: ChartFiles;
  readonly #root: string;
  readonly #repositories: Readonly<Record<string, string>>;
  readonly #loaded = new Map<string, Promise<LoadedChart>>();

  /**
   * @param root - of the repository, absolute
   * @param repositories - chart repositories whose charts lie in it: name to folder
   */
  constructor(files: ChartFiles, root: string, repositories: Readonly<Record<string, string>>) {
    this.#files = files;
    this.#root = root;
    this.#repositories = repositories;
  }

  /**
   * Where the chart of a release lies: a folder or archive, absolute.
   *
   * @param folder - of the state file that names it
   * @throws {UnsupportedError} where it lies in no folder at hand
   */
  locate(chart: string, folder: string): string {
    const [repository = "", ...name] = chart.split("/");
    const charts = this.#repositories[repository];
    if (charts !== undefined && name.length > 0) {
      const mapped = posix.join(this.#root, charts, ...name);
      if (this.#kindAt(mapped) !== undefined) return mapped;
    }
    const path = posix.resolve(folder, chart);
    const kind = this.#kindAt(path);
    if (kind === undefined) {
      if (chart.startsWith(".") || chart.startsWith("/")) throw new HelmError(`path "${chart}" not found`);
      throw new UnsupportedError(
        `chart ${chart} is not in the repository, and nothing is fetched (\`charts\` in the configuration says where charts lie)`,
      );
    }
    if (kind === "directory" && this.#kindAt(posix.join(path, "Chart.yaml")) === undefined) {
      throw new UnsupportedError(`${chart} has no Chart.yaml: folders of plain manifests are not supported`);
    }
    return path;
  }

  load(path: string): Promise<LoadedChart> {
    let chart = this.#loaded.get(path);
    if (chart === undefined) {
      chart = loadChart(path, { files: this.#files });
      this.#loaded.set(path, chart);
    }
    return chart;
  }

  #kindAt(path: string): string | undefined {
    try {
      return this.#files.stat(this.#files.realpath(path)).kind;
    } catch (error) {
      if (error instanceof FileError) return undefined;
      throw error;
    }
  }
}
