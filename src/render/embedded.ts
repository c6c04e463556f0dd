import { posix } from "node:path";
import { Budget, defaultLimits } from "../gotemplate/index.ts";
import { type ChartFiles, isolatedEnvironment } from "../helm/index.ts";
import {
  type EvaluatedRelease,
  type Evaluation,
  type EvaluationRequest,
  type ExecuteCommand,
  evaluateHelmfile,
  type Note,
  type SemanticsName,
  semanticsByName,
  type World,
} from "../helmfile/index.ts";
import { isWithin } from "../repository/is-within.ts";
import { Charts } from "./embedded/charts.ts";
import { renderRelease } from "./embedded/render-release.ts";
import type { Release, RenderedRelease, RenderResult, ValuesSource } from "./renderer.ts";

export interface EmbeddedOptions {
  /** Absolute. */
  readonly root: string;
  readonly files: ChartFiles;
  /** Chart repositories whose charts lie in the repository: name to folder. */
  readonly charts: Readonly<Record<string, string>>;
  /** Which helmfile to be like; else each state file decides: v1 where the name of the first ends in `.gotmpl`. */
  readonly semantics?: SemanticsName | undefined;
  readonly kubeVersion?: string | undefined;
  /** Whether what helmfile refuses is refused, and a release that cannot be rendered in full is not rendered at all. */
  readonly strict?: boolean | undefined;
  /** The environment variables that state files see; default: none. */
  readonly variables?: ReadonlyMap<string, string> | undefined;
  readonly execute?: ExecuteCommand | undefined;
  /** How long the templates of a helmfile, and those of a release, may take, in milliseconds. */
  readonly timeLimit?: number | undefined;
  readonly note?: ((note: Note) => void) | undefined;
}

const defaultTimeLimit = 60_000;

/** Evaluates and renders helmfiles without helmfile and helm. Charts are loaded once. */
export class EmbeddedEngine {
  readonly #options: EmbeddedOptions;
  readonly #charts: Charts;
  /** Every evaluation and every release starts it anew, so that none depends on those before it. */
  readonly #clock = isolatedEnvironment();

  constructor(options: EmbeddedOptions) {
    this.#options = options;
    this.#charts = new Charts(options.files, options.root, options.charts);
  }

  /** @param files - the files as this helmfile sees them, where they differ from those of the engine */
  evaluate(request: EvaluationRequest, files = this.#options.files): { world: World; evaluation: Evaluation } {
    const world = this.#world(request, files);
    this.#clock.restart();
    return { world, evaluation: evaluateHelmfile(world, request) };
  }

  /** What failed does not hide what did not, unless it is strict. */
  async render(request: EvaluationRequest, files?: ChartFiles): Promise<RenderResult> {
    const { world, evaluation } = this.evaluate(request, files);
    const releases: RenderedRelease[] = [];
    const unrendered: Release[] = [];
    const failures = evaluation.failures.map(
      ({ stateFile, error }) => `${this.#relative(stateFile)}: ${error.message}`,
    );
    for (const release of evaluation.releases) {
      if (!release.installed) continue;
      const described = this.describe(release);
      try {
        const { text, problems } = await this.#renderRelease(world, release, this.#options.strict !== true);
        releases.push({ ...described, manifests: text });
        failures.push(...problems.map((problem) => `release ${release.name} is rendered in part: ${problem}`));
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        unrendered.push(described);
        failures.push(`release ${release.name}: ${error.message}`);
      }
    }
    return { releases, unrendered, failure: failures.length > 0 ? [...new Set(failures)].join("\n") : undefined };
  }

  /**
   * What `helmfile template --skip-deps` prints, and why it stops where it does.
   *
   * @returns the text up to the first failure, as helmfile prints it, or what there is beside failures
   */
  async template(request: EvaluationRequest, files?: ChartFiles): Promise<{ stdout: string; failures: string[] }> {
    const { world, evaluation } = this.evaluate(request, files);
    const failures = evaluation.failures.map(({ error }) => error.message);
    const texts: string[] = [];
    for (const release of evaluation.releases) {
      if (!release.installed) continue;
      try {
        const { text, problems } = await this.#renderRelease(world, release, this.#options.strict !== true);
        // helmfile prints what helm printed as a line.
        if (text !== "") texts.push(`${text}\n`);
        failures.push(...problems);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        failures.push(error.message);
      }
    }
    return { stdout: texts.join(""), failures };
  }

  /** A release with paths relative to the root. */
  describe(release: EvaluatedRelease): Release {
    const { chart, folder } = release;
    const isPath = /^\.{0,2}\//.test(chart);
    return {
      name: release.name,
      namespace: release.namespace,
      chart: isPath ? this.#relative(folder.absolute(chart)) : chart,
      installed: release.installed,
      values: release.sources().map((source): ValuesSource => {
        if (source.kind === "inline") return source;
        return { ...source, path: this.#relative(folder.absolute(source.path)) };
      }),
    };
  }

  async #renderRelease(world: World, release: EvaluatedRelease, isTolerant: boolean) {
    const { kubeVersion, timeLimit = defaultTimeLimit } = this.#options;
    const chart = await this.#charts.load(this.#charts.locate(release.chart, release.folder.path));
    this.#clock.restart();
    return renderRelease(world, release, release.inputs(), chart, { kubeVersion, timeLimit }, isTolerant);
  }

  #world({ file }: EvaluationRequest, files: ChartFiles): World {
    const { strict = false, variables = new Map(), execute, timeLimit = defaultTimeLimit } = this.#options;
    const semantics = this.#options.semantics ?? (file.endsWith(".gotmpl") ? "v1" : "v0");
    const now = () => performance.now();
    return {
      files,
      semantics: semanticsByName[semantics],
      clock: this.#clock,
      budget: new Budget({ ...defaultLimits, time: { milliseconds: timeLimit, now } }),
      variables,
      execute,
      strict,
      note: this.#options.note ?? (() => {}),
    };
  }

  /** Relative to the root where it lies within, else absolute. */
  #relative(path: string): string {
    return isWithin(path, this.#options.root) ? posix.relative(this.#options.root, path) : path;
  }
}
