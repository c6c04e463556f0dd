import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { ValuesFiles } from "../../bump/values-files.ts";
import type { DescribedTarget } from "../../render/embedded/target-questions.ts";
import type { RenderTarget, TargetReads } from "../../render/renderer.ts";
import { isWithin } from "../../repository/is-within.ts";
import { isInFolder } from "../../repository/path-from-folder.ts";
import { readRegularFile } from "../../repository/read-regular.ts";
import type { Helmfile } from "../../repository/scan.ts";
import type { StateFiles } from "../../repository/state-files.ts";

/** What changes, and what is known of the repository. Paths are relative to the root, with `/`. */
export interface Change {
  /** Absolute. */
  readonly root: string;
  readonly helmfiles: readonly Helmfile[];
  /** Those of these helmfiles. */
  readonly states: StateFiles;
  /** Files or folders that need not be there any more. */
  readonly paths: readonly string[];
  /** The folders of the charts that change, be it by their links. */
  readonly charts: readonly string[];
  /** Whether a path can change nothing but charts. */
  readonly isOfCharts: (path: string) => boolean;
  /** The releases of a target, and what it looks at; nothing where that could not be found out. */
  readonly describe: (target: RenderTarget) => Promise<DescribedTarget>;
}

/** Larger state files are not looked into. */
const mostBytes = 8 * 2 ** 20;

/** Tells which helmfiles have releases that a change can affect. */
export class AffectedHelmfiles {
  readonly #change: Change;
  readonly #charts: ReadonlySet<string>;
  readonly #gone: readonly string[];
  /** What any helmfile could read. */
  readonly #shared: readonly string[];
  /** The names of the folders of helmfiles in which something changes. */
  readonly #folders: readonly string[];
  readonly #values: ValuesFiles;
  readonly #texts = new Map<string, string>();

  constructor(change: Change) {
    const { root, paths, helmfiles, charts, isOfCharts } = change;
    this.#change = change;
    this.#charts = new Set(charts);
    this.#gone = paths.filter((path) => !existsSync(join(root, path)));
    const isInService = (path: string) => helmfiles.some(({ folder }) => folder !== "." && isWithin(path, folder));
    this.#shared = paths.filter((path) => !isOfCharts(path) && !isInService(path));
    const inService = helmfiles.filter(({ folder }) => paths.some((path) => isInFolder(path, folder)));
    this.#folders = [...new Set(inService.map(({ folder }) => posix.basename(folder)))];
    this.#values = new ValuesFiles(root);
  }

  /**
   * Whether a helmfile is affected: by a change in its own folder, of a chart of its releases, or of anything else that its
   * evaluation looks at, in any of its environments. Where something is deleted, it looks at what is not there.
   */
  async has(helmfile: Helmfile): Promise<boolean> {
    const { path, folder, environments } = helmfile;
    if (this.#change.paths.some((each) => isInFolder(each, folder) || isWithin(folder, each))) return true;
    if (this.#shared.length === 0 && !this.#couldBe(path)) return false;
    const described = await Promise.all(
      (environments.length > 0 ? environments : [undefined]).map((environment) =>
        this.#change.describe({ helmfile: path, environment }),
      ),
    );
    return described.some(({ releases, reads }) => {
      const isUnknown = releases.length === 0 && reads.files.length === 0;
      return isUnknown || this.#isAffected(reads);
    });
  }

  /** Whether its state names one of the charts or services by their folders, or names any by a template: that is seen sooner. */
  #couldBe(path: string): boolean {
    const names = [...this.#charts].map((chart) => posix.basename(chart));
    return this.#change.states.closure([path]).some((state) => {
      const text = this.#textOf(state);
      if (names.some((name) => text.includes(name)) || (names.length > 0 && /chart:.*\{\{/.test(text))) return true;
      return this.#folders.some((name) => text.includes(`/${name}/`));
    });
  }

  #textOf(state: string): string {
    const text = this.#texts.get(state) ?? readRegularFile(join(this.#change.root, state), mostBytes) ?? "";
    this.#texts.set(state, text);
    return text;
  }

  #isAffected({ charts, files, folders }: TargetReads): boolean {
    if (charts.some((chart) => this.#charts.has(chart))) return true;
    const seen = files.flatMap((file) => [file, this.#values.realPath(file)]);
    if (this.#change.paths.some((path) => seen.some((file) => isWithin(file, path)))) return true;
    // What is there and not looked at was not looked at before, either; what is gone may have been found by a pattern.
    return this.#gone.some((path) => folders.includes(posix.dirname(path)));
  }
}
