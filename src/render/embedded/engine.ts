import { posix } from "node:path";
import { Budget, defaultLimits } from "../../gotemplate/index.ts";
import type { GoValue } from "../../govalue/value.ts";
import { type ChartFiles, type IsolatedEnvironment, isolatedEnvironment } from "../../helm/index.ts";
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
} from "../../helmfile/index.ts";
import { isWithin } from "../../repository/is-within.ts";
import type { Trace } from "../../repository/traced.ts";
import { findImages } from "../images.ts";
import type { Release, RenderedRelease, RenderResult, ValuesSource } from "../renderer.ts";
import type { Charts } from "./charts.ts";
import { type RenderedManifests, renderRelease } from "./render-release.ts";

export interface EngineOptions {
  /** Absolute. */
  readonly root: string;
  /** The files as the helmfile sees them. */
  readonly files: ChartFiles;
  /** The charts, which engines share. */
  readonly charts: Charts;
  /** Which helmfile to be like; else the state file decides: v1 where its name ends in `.gotmpl`. */
  readonly semantics?: SemanticsName | undefined;
  readonly kubeVersion?: string | undefined;
  /** Whether what helmfile refuses is refused, and a release that cannot be rendered in full is not rendered at all. */
  readonly strict?: boolean | undefined;
  /** Fields of state files to leave out without a word. */
  readonly dropFields?: readonly string[] | undefined;
  /** The environment variables that state files see; default: none. */
  readonly variables?: ReadonlyMap<string, string> | undefined;
  readonly execute?: ExecuteCommand | undefined;
  readonly note?: ((note: Note) => void) | undefined;
  /** Engines that share one share the functions that are made for it. */
  readonly clock?: IsolatedEnvironment | undefined;
}

/** How long the templates of a helmfile's state, and those of each release, may take, in milliseconds. */
const timeLimit = 60_000;

/** Evaluates and renders a helmfile without helmfile and helm. */
export class EmbeddedEngine {
  readonly #options: EngineOptions;
  readonly #chartTraces = new Set<Trace>();
  /** Every evaluation and every release starts it anew, so that none depends on those before it. */
  readonly #clock: IsolatedEnvironment;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#clock = options.clock ?? isolatedEnvironment();
  }

  /** What was looked at when the charts were loaded that have been used. */
  get chartTraces(): ReadonlySet<Trace> {
    return this.#chartTraces;
  }

  /** Renders all that is installed. What failed does not hide what did not, unless it is strict. */
  async render(request: EvaluationRequest): Promise<RenderResult> {
    const { world, evaluation } = this.#evaluate(request);
    const releases: RenderedRelease[] = [];
    const unrendered: Release[] = [];
    const failures = this.#failuresOf(evaluation);
    for (const release of evaluation.releases) {
      if (!release.installed) continue;
      const described = this.#describe(release);
      try {
        const { text, problems } = await this.#renderRelease(world, release);
        releases.push({ ...described, images: findImages(text) });
        failures.push(...problems.map((problem) => `release ${release.name} is rendered in part: ${problem}`));
      } catch (error) {
        unrendered.push(described);
        failures.push(`release ${release.name}: ${messageOf(error)}`);
      }
    }
    return { releases, unrendered, failure: joined(failures) };
  }

  /** What `helmfile template --skip-deps` prints, why something is missing, and what it says where nothing is selected. */
  async template(
    request: EvaluationRequest,
  ): Promise<{ stdout: string; failures: string[]; noReleases: string | undefined }> {
    const { world, evaluation } = this.#evaluate(request);
    const failures = evaluation.failures.map(({ error }) => error.message);
    const texts: string[] = [];
    for (const release of evaluation.releases) {
      if (!release.installed) continue;
      try {
        const { text, problems } = await this.#renderRelease(world, release);
        // helmfile prints what helm printed as a line.
        if (text !== "") texts.push(`${text}\n`);
        failures.push(...problems);
      } catch (error) {
        failures.push(messageOf(error));
      }
    }
    return { stdout: texts.join(""), failures, noReleases: evaluation.noReleases };
  }

  /** The releases, without rendering them. */
  describe(request: EvaluationRequest): { releases: Release[]; failure: string | undefined } {
    const { evaluation } = this.#evaluate(request);
    return {
      releases: evaluation.releases.map((release) => this.#describe(release)),
      failure: joined(this.#failuresOf(evaluation)),
    };
  }

  #evaluate(request: EvaluationRequest): { world: World; evaluation: Evaluation } {
    const world = this.#world(request);
    this.#clock.restart();
    return { world, evaluation: evaluateHelmfile(world, request) };
  }

  async #renderRelease(world: World, release: EvaluatedRelease): Promise<RenderedManifests> {
    const { charts, files, kubeVersion, strict = false } = this.#options;
    const { chart, trace } = await charts.load(charts.locate(release.chart, release.folder.path, files));
    this.#chartTraces.add(trace);
    this.#clock.restart();
    return renderRelease(world, release, release.inputs(), chart, { kubeVersion, timeLimit, isTolerant: !strict });
  }

  #world({ file }: EvaluationRequest): World {
    const { files, dropFields = [], strict = false, variables = new Map(), execute, note = () => {} } = this.#options;
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
      dropFields: new Set(dropFields),
      note,
    };
  }

  #failuresOf({ failures }: Evaluation): string[] {
    return failures.map(({ stateFile, error }) => `${this.#relative(stateFile)}: ${error.message}`);
  }

  /** With paths relative to the root. */
  #describe(release: EvaluatedRelease): Release {
    const { chart, folder } = release;
    const isPath = /^\.{0,2}\//.test(chart);
    return {
      name: release.name,
      namespace: release.namespace,
      chart: isPath ? this.#relative(folder.absolute(chart)) : chart,
      installed: release.installed,
      values: release.sources().map((source): ValuesSource => {
        if (source.kind === "inline") return { kind: "inline", values: plainValue(source.values) };
        return { ...source, path: this.#relative(folder.absolute(source.path)) };
      }),
    };
  }

  /** Relative to the root where it lies within, else absolute. */
  #relative(path: string): string {
    return isWithin(path, this.#options.root) ? posix.relative(this.#options.root, path) : path;
  }
}

function joined(failures: readonly string[]): string | undefined {
  return failures.length > 0 ? [...new Set(failures)].join("\n") : undefined;
}

/** Of what helm and helmfile would say; anything else is a defect. */
function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  throw error;
}

/** Values as JSON has them. */
function plainValue(value: GoValue): unknown {
  if (value instanceof Map) return Object.fromEntries(Array.from(value, ([key, item]) => [key, plainValue(item)]));
  if (Array.isArray(value)) return value.map(plainValue);
  return typeof value === "bigint" ? Number(value) : value;
}
