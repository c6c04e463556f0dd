import { Budget, defaultLimits } from "../../gotemplate/index.ts";
import { Allowance, defaultUnits, spend } from "../../govalue/allowance.ts";
import { isSameValue } from "../../govalue/same.ts";
import type { GoValue } from "../../govalue/value.ts";
import { type ChartFiles, type IsolatedEnvironment, isolatedEnvironment, type LoadedChart } from "../../helm/index.ts";
import {
  type EvaluatedRelease,
  type Evaluation,
  type EvaluationRequest,
  type ExecuteCommand,
  evaluateHelmfile,
  type Note,
  type SemanticsName,
  semanticsByName,
  UnsupportedError,
  type World,
} from "../../helmfile/index.ts";
import { isRemote } from "../../helmfile/is-remote.ts";
import { pathWithin } from "../../repository/is-within.ts";
import { filesRead, type Trace } from "../../repository/traced.ts";
import type { ComparableRelease, ComparableTarget, ComparedTarget, CompareRelease } from "../compare-targets.ts";
import type {
  Release,
  ReleaseImages,
  RenderedRelease,
  RenderResult,
  TargetImages,
  TemplateOutput,
  ValuesSource,
} from "../renderer.ts";
import { type Charts, MissingChartError } from "./charts.ts";
import { failureMessage, releaseFailure, releaseProblem } from "./failure-message.ts";
import {
  argumentFiles,
  type InspectedRelease,
  type InspectedTarget,
  inspectRelease,
  layersOf,
  type ValuesLayer,
} from "./inspect.ts";
import type { OpenedRelease, OpenedState, ReadyRelease } from "./opened-state.ts";
import {
  comparable,
  mergeInputs,
  type ReleaseRenderOptions,
  type RenderedManifests,
  renderRelease,
  renderReleaseTwice,
} from "./render-release.ts";
import { Stopwatch } from "./stopwatch.ts";
import { SwitchedFiles } from "./switched-files.ts";

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
  /** What the engine spends from, apart from what each state file and release may; default: enough for a helmfile. */
  readonly allowance?: Allowance | undefined;
  /** Engines that share one share the functions that are made for it. */
  readonly clock?: IsolatedEnvironment | undefined;
}

/** What a helmfile is rendered to, with all that failed. */
export interface Templated extends Required<Pick<TemplateOutput, "isUnsupported" | "releases">> {
  readonly stdout: string;
  readonly failures: readonly string[];
  /** What helmfile says where no release is selected. */
  readonly noReleases: string | undefined;
}

/** What all state files and releases of a helmfile may take together. Each of them has an allowance of its own as well. */
const unitsOfHelmfile = 50 * defaultUnits;
/**
 * How long the templates of a helmfile's state, and those of each release, may take, in milliseconds. A last resort: what
 * is too much work is known sooner, and on any machine.
 */
const timeLimit = 30_000;

const missingCharts =
  "`charts` in the configuration says where charts lie, or by `NAME: false` that the releases of a chart repository are left out; `bump-envoy init` proposes it";

type RenderedFiles = Pick<EngineOptions, "files" | "charts">;

/** Files that a target is rendered with as well. */
export interface OtherFiles extends RenderedFiles {
  /** What was looked at when its charts were loaded is added here. */
  readonly chartTraces: Set<Trace>;
  /** Whether all that has been looked at so far is the same in them. */
  agree(): boolean;
}

/** A release that is ready to be rendered. */
interface PreparedRelease extends ReadyRelease {
  /** What is left for it to spend. */
  readonly allowance: Allowance;
}

/** Evaluates and renders a helmfile without helmfile and helm. */
export class EmbeddedEngine {
  readonly #options: EngineOptions;
  readonly #chartTraces = new Set<Trace>();
  /** Every evaluation and every release starts it anew, so that none depends on those before it. */
  readonly #clock: IsolatedEnvironment;
  readonly #allowance: Allowance;
  /** For the values that are described, of all releases together, since they are kept. */
  readonly #descriptions = new Allowance(defaultUnits);

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#clock = options.clock ?? isolatedEnvironment();
    this.#allowance = options.allowance ?? new Allowance(unitsOfHelmfile);
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
    for (const [release, described] of this.#installed(evaluation, failures)) {
      if (this.#leavesOut(release)) {
        releases.push({ ...described, images: [] });
        continue;
      }
      try {
        const rendered = await this.#renderRelease(world, release);
        const images = this.#withinOne(() => rendered.images());
        releases.push({ ...described, images: images.map(({ image }) => image) });
        failures.push(...rendered.problems.map((problem) => releaseProblem(release.name, problem)));
      } catch (error) {
        unrendered.push(described);
        failures.push(releaseFailure(release.name, error));
      }
    }
    return { releases, unrendered, failure: joined(failures) };
  }

  /** What all that is installed runs, as far as it can be rendered. Nothing else of the releases is looked at. */
  async images(request: EvaluationRequest): Promise<TargetImages> {
    const { world, evaluation } = this.#evaluate(request);
    const releases: ReleaseImages[] = [];
    const failures = this.#failuresOf(evaluation);
    for (const release of evaluation.releases) {
      if (!release.installed || this.#leavesOut(release)) continue;
      const { name, namespace } = release;
      try {
        const rendered = await this.#renderRelease(world, release);
        releases.push({ name, namespace, images: this.#withinOne(() => rendered.images()) });
        failures.push(...rendered.problems.map((problem) => releaseProblem(name, problem)));
      } catch (error) {
        failures.push(releaseFailure(name, error));
      }
    }
    return { releases, failures };
  }

  /** What `helmfile template --skip-deps` prints, why something is missing, and what it says where nothing is selected. */
  async template(request: EvaluationRequest): Promise<Templated> {
    const { world, evaluation } = this.#evaluate(request);
    const failures = evaluation.failures.map(({ error }) => failureMessage(error));
    let isUnsupported = evaluation.failures.some(({ error }) => asksForUnsupported(error));
    const parts: { name: string; text: string }[] = [];
    for (const release of evaluation.releases) {
      if (!release.installed) continue;
      try {
        const { text, problems } = await this.#renderRelease(world, release);
        // helmfile prints what helm printed as a line.
        if (text !== "") parts.push({ name: release.name, text: `${text}\n` });
        failures.push(...problems);
      } catch (error) {
        failures.push(failureMessage(error));
        isUnsupported ||= asksForUnsupported(error);
      }
    }
    return {
      stdout: parts.map(({ text }) => text).join(""),
      failures,
      isUnsupported,
      noReleases: evaluation.noReleases,
      releases: parts.map(({ name, text }) => ({ name, lines: text.split("\n").length - 1 })),
    };
  }

  /**
   * Opens what is installed for a closer look.
   *
   * @param onEvaluated - is called when the state is evaluated, and nothing else has been looked at
   */
  async inspect(
    request: EvaluationRequest,
    onEvaluated: () => void,
  ): Promise<Pick<InspectedTarget, "releases" | "unopened" | "failures"> & { readonly opened: OpenedState }> {
    const { charts, files } = this.#options;
    const switched = new SwitchedFiles(files);
    const { world, evaluation, stopwatch } = this.#evaluate(request, switched);
    const releases: InspectedRelease[] = [];
    const unopened: Release[] = [];
    const opened: OpenedRelease[] = [];
    const failures = this.#failuresOf(evaluation);
    const installed = this.#describeInstalled(evaluation);
    onEvaluated();
    for (const { release, described, failures: own } of installed) {
      failures.push(...own);
      if (described === undefined) continue;
      if (this.#leavesOut(release)) {
        unopened.push(described);
        continue;
      }
      try {
        const path = this.#locate(release, this.#options);
        const { chart, trace } = await charts.load(path, this.#chartTraces);
        const openedChart = { chart, path, files: filesRead(trace) };
        this.#clock.restart();
        const inspected = this.#withinOne(() =>
          inspectRelease(world, release, described, openedChart, this.#renderOptions()),
        );
        const ready = { chart, values: inspected.values, isFresh: this.#clock.given === 0 };
        opened.push({ release, described, ...ready });
        releases.push({
          ...inspected,
          render: () => this.#renderLater(world, release, { ...ready, allowance: new Allowance(defaultUnits) }),
          tryOut: (difference) => this.#withinOne(() => inspected.tryOut(difference)),
        });
      } catch (error) {
        unopened.push(described);
        failures.push(releaseFailure(release.name, error));
      }
    }
    return { releases, unopened, failures, opened: { world, files: switched, stopwatch, releases: opened } };
  }

  /**
   * What releases that were inspected before are rendered to with other files, in which their state is the same.
   *
   * @param before - what they were rendered to; none of them had failed
   */
  async renderOpened(
    { world, files, stopwatch, releases: opened }: OpenedState,
    before: ComparableTarget,
    others: Omit<OtherFiles, "agree">,
  ): Promise<ComparableTarget> {
    const releases: ComparableRelease[] = [];
    const failures: string[] = [];
    stopwatch.goOn();
    files.current = others.files;
    for (const [i, { release, described, ...old }] of opened.entries()) {
      try {
        const now = this.#prepare(release, await this.#load(release, others, others.chartTraces));
        const isSame = isComparable(old, now) && isSameValue(old.values, now.values);
        const known = isSame ? before.releases[i] : undefined;
        releases.push(known ?? comparable(described, this.#renderReady(world, release, now)));
      } catch (error) {
        failures.push(releaseFailure(release.name, error));
      }
    }
    stopwatch.stop();
    return { releases, failures };
  }

  /** What each installed release is rendered to, as far as it can be. */
  async manifests(request: EvaluationRequest): Promise<ComparableTarget> {
    const { world, evaluation } = this.#evaluate(request);
    const releases: ComparableRelease[] = [];
    const failures = this.#failuresOf(evaluation);
    for (const [release, described] of this.#installed(evaluation, failures)) {
      try {
        releases.push(comparable(described, await this.#renderRelease(world, release)));
      } catch (error) {
        failures.push(releaseFailure(release.name, error));
      }
    }
    return { releases, failures };
  }

  /**
   * Renders what is installed twice: with the files of this engine, and with others. The state is evaluated once.
   *
   * @returns `undefined` where the other files make a difference to the state itself
   */
  async compare<T>(
    request: EvaluationRequest,
    others: OtherFiles,
    compare: CompareRelease<T>,
  ): Promise<ComparedTarget<T> | undefined> {
    const files = new SwitchedFiles(this.#options.files);
    const { world, evaluation } = this.#evaluate(request, files);
    const installed = this.#describeInstalled(evaluation);
    if (!others.agree()) return undefined;
    const evaluationFailures = this.#failuresOf(evaluation);
    const [before, after] = [[...evaluationFailures], [...evaluationFailures]];
    const releases: T[] = [];
    for (const { release, described, failures } of installed) {
      before.push(...failures);
      after.push(...failures);
      if (described === undefined) continue;
      const [old, now] = await this.#renderTwice(world, files, release, others);
      if (typeof old === "string") before.push(old);
      if (typeof now === "string") after.push(now);
      if (typeof old === "string") continue;
      releases.push(
        compare(comparable(described, old), typeof now === "string" ? undefined : comparable(described, now)),
      );
    }
    return { releases, failures: { before, after } };
  }

  /** What the values of each release are merged from, without looking at its chart; nothing for what fails. */
  layers(request: EvaluationRequest): { readonly release: Release; readonly layers: readonly ValuesLayer[] }[] {
    const { evaluation } = this.#evaluate(request);
    return evaluation.releases.flatMap((release) => {
      const described = this.#describe(release, []);
      if (described === undefined) return [];
      try {
        return [{ release: described, layers: this.#withinOne(() => layersOf(release, release.inputs())) }];
      } catch (error) {
        failureMessage(error);
        return [];
      }
    });
  }

  /**
   * The releases, without rendering them, and what rendering them would look at beside what this does: files among helm's
   * arguments, and where the charts lie. Paths are absolute.
   */
  reads(request: EvaluationRequest): { releases: Release[]; files: string[]; charts: string[] } {
    const { evaluation } = this.#evaluate(request);
    const found = { releases: [] as Release[], files: [] as string[], charts: [] as string[] };
    for (const release of evaluation.releases) {
      const described = this.#describe(release, []);
      if (described === undefined) continue;
      found.releases.push(described);
      if (!release.installed) continue;
      try {
        const inputs = this.#withinOne(() => release.inputs());
        found.files.push(...argumentFiles(release, inputs).map((path) => release.folder.absolute(path)));
        found.charts.push(this.#locate(release, this.#options));
      } catch (error) {
        // What fails does so whatever the files say that it did not come to.
        failureMessage(error);
      }
    }
    return found;
  }

  /** The releases, without rendering them. */
  describe(request: EvaluationRequest): { releases: Release[]; failure: string | undefined } {
    const { evaluation } = this.#evaluate(request);
    const failures = this.#failuresOf(evaluation);
    const releases = evaluation.releases.map((release) => this.#describe(release, failures));
    return { releases: releases.filter((release) => release !== undefined), failure: joined(failures) };
  }

  #evaluate(
    request: EvaluationRequest,
    files = this.#options.files,
  ): { world: World; evaluation: Evaluation; stopwatch: Stopwatch } {
    const stopwatch = new Stopwatch();
    const world = this.#world(request, files, stopwatch);
    this.#clock.restart();
    return { world, evaluation: this.#allowance.run(() => evaluateHelmfile(world, request)), stopwatch };
  }

  async #renderRelease(world: World, release: EvaluatedRelease): Promise<RenderedManifests> {
    const chart = await this.#load(release, this.#options, this.#chartTraces);
    return this.#renderReady(world, release, this.#prepare(release, chart));
  }

  /** A release with the files of this engine, and with others; of one that cannot be rendered, the failure. */
  async #renderTwice(
    world: World,
    files: SwitchedFiles,
    release: EvaluatedRelease,
    others: OtherFiles,
  ): Promise<[before: RenderedManifests | string, after: RenderedManifests | string]> {
    const chartOf = (version: RenderedFiles, traces: Set<Trace>) =>
      this.#load(release, version, traces).catch((error) => releaseFailure(release.name, error));
    const charts = [
      await chartOf(this.#options, this.#chartTraces),
      await chartOf(others, others.chartTraces),
    ] as const;
    const prepare = (chart: LoadedChart | string, version: RenderedFiles) =>
      orFailure(release, chart, (loaded) => {
        files.current = version.files;
        return this.#prepare(release, loaded);
      });
    const render = (ready: PreparedRelease | string, version: RenderedFiles) =>
      orFailure(release, ready, (it) => {
        files.current = version.files;
        return this.#renderLater(world, release, it);
      });
    const before = prepare(charts[0], this.#options);
    const after = prepare(charts[1], others);
    if (typeof before !== "string" && typeof after !== "string" && isComparable(before, after)) {
      if (isSameValue(before.values, after.values)) {
        const both = render(before, this.#options);
        return [both, both];
      }
      const twice = this.#renderShared(world, release, before, after);
      if (twice) return [twice.before, twice.after ?? render(after, others)];
    }
    return [render(before, this.#options), render(after, others)];
  }

  /** What two versions of a release are rendered to, as far as that can be found out by rendering once what they share. */
  #renderShared(
    world: World,
    release: EvaluatedRelease,
    before: PreparedRelease,
    after: PreparedRelease,
  ): ReturnType<typeof renderReleaseTwice> {
    const allowance = new Allowance(defaultUnits);
    this.#clock.restart();
    const twice = this.#within(allowance, () =>
      renderReleaseTwice(world, release, [before.values, after.values], before.chart, this.#renderOptions()),
    );
    // Both together take less than one alone may: so does each.
    return before.allowance.spent + after.allowance.spent + allowance.spent > defaultUnits ? undefined : twice;
  }

  #locate({ chart, folder }: EvaluatedRelease, { charts, files }: RenderedFiles): string {
    try {
      return charts.locate(chart, folder.path, files);
    } catch (error) {
      if (error instanceof MissingChartError && !charts.leavesOut(chart)) {
        this.#options.note?.({ kind: "chart-missing", message: missingCharts });
      }
      throw error;
    }
  }

  /** Whether what a release runs is of no interest. */
  #leavesOut({ chart }: EvaluatedRelease): boolean {
    return this.#options.charts.leavesOut(chart);
  }

  async #load(release: EvaluatedRelease, version: RenderedFiles, traces: Set<Trace>): Promise<LoadedChart> {
    const { chart } = await version.charts.load(this.#locate(release, version), traces);
    return chart;
  }

  #prepare(release: EvaluatedRelease, chart: LoadedChart): PreparedRelease {
    this.#clock.restart();
    const allowance = new Allowance(defaultUnits);
    const values = this.#within(allowance, () => mergeInputs(release, release.inputs()));
    return { chart, values, allowance, isFresh: this.#clock.given === 0 };
  }

  #renderReady(
    world: World,
    release: EvaluatedRelease,
    { chart, values, allowance }: PreparedRelease,
  ): RenderedManifests {
    return this.#within(allowance, () => renderRelease(world, release, values, chart, this.#renderOptions()));
  }

  /** Renders what has been ready for a while, as it would have been rendered at once. */
  #renderLater(world: World, release: EvaluatedRelease, ready: PreparedRelease): RenderedManifests {
    if (!ready.isFresh) return this.#renderReady(world, release, this.#prepare(release, ready.chart));
    this.#clock.restart();
    return this.#renderReady(world, release, ready);
  }

  /** Does what takes an allowance of its own, and some of that of the helmfile. */
  #withinOne<T>(action: () => T): T {
    return this.#within(new Allowance(defaultUnits), action);
  }

  #within<T>(allowance: Allowance, action: () => T): T {
    return this.#allowance.run(() => allowance.run(action));
  }

  #renderOptions(): ReleaseRenderOptions {
    const { kubeVersion, strict = false } = this.#options;
    return { kubeVersion, timeLimit, isTolerant: !strict };
  }

  #world({ file }: EvaluationRequest, files: ChartFiles, stopwatch: Stopwatch): World {
    const { dropFields = [], strict = false, variables = new Map(), execute, note = () => {} } = this.#options;
    const semantics = this.#options.semantics ?? (file.endsWith(".gotmpl") ? "v1" : "v0");
    const now = () => stopwatch.now();
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
    return failures.map(({ stateFile, error }) => `${this.#relative(stateFile)}: ${failureMessage(error)}`);
  }

  /** What is installed, each as it is described; what cannot be described is added to the failures when its turn comes. */
  *#installed(evaluation: Evaluation, failures: string[]): Iterable<readonly [EvaluatedRelease, Release]> {
    for (const release of evaluation.releases) {
      if (!release.installed) continue;
      const described = this.#describe(release, failures);
      if (described !== undefined) yield [release, described];
    }
  }

  /** What is installed, each as it is described, or with why it cannot be. */
  #describeInstalled({ releases }: Evaluation) {
    return releases
      .filter(({ installed }) => installed)
      .map((release) => {
        const failures: string[] = [];
        return { release, described: this.#describe(release, failures), failures };
      });
  }

  /** With paths relative to the root; `undefined` where that fails, which is added to the failures. */
  #describe(release: EvaluatedRelease, failures: string[]): Release | undefined {
    try {
      return this.#within(this.#descriptions, () => this.#description(release));
    } catch (error) {
      failures.push(releaseFailure(release.name, error));
      return undefined;
    }
  }

  #description(release: EvaluatedRelease): Release {
    const { chart, folder } = release;
    const isPath = /^\.{0,2}\//.test(chart);
    return {
      name: release.name,
      namespace: release.namespace,
      chart: isPath ? this.#relative(folder.absolute(chart)) : chart,
      installed: release.installed,
      values: release.sources().map((source): ValuesSource => {
        if (source.kind === "inline") return { kind: "inline", values: plainValue(source.values) };
        if (isRemote(source.path)) return source;
        return { ...source, path: this.#relative(folder.absolute(source.path)) };
      }),
    };
  }

  /** Relative to the root where it lies within, else absolute. */
  #relative(path: string): string {
    return pathWithin(path, this.#options.root) ?? path;
  }
}

/** What is made of something; where that fails, or has failed before, why. */
function orFailure<T, R>({ name }: EvaluatedRelease, from: T | string, make: (from: T) => R): R | string {
  if (typeof from === "string") return from;
  try {
    return make(from);
  } catch (error) {
    return releaseFailure(name, error);
  }
}

/** Whether nothing but their values tells two versions of a release apart. */
function isComparable(a: ReadyRelease, b: ReadyRelease): boolean {
  return a.chart === b.chart && a.isFresh && b.isFresh;
}

function joined(failures: readonly string[]): string | undefined {
  return failures.length > 0 ? [...new Set(failures)].join("\n") : undefined;
}

/** Whether an error, or what caused it, says that something is not supported. */
function asksForUnsupported(error: unknown): boolean {
  if (error instanceof UnsupportedError) return true;
  return error instanceof Error && error.cause !== undefined && asksForUnsupported(error.cause);
}

/** What it takes to copy a value, and its memory. */
const nodeCost = 50;

/** Values as JSON has them. */
function plainValue(value: GoValue): unknown {
  spend(nodeCost);
  if (value instanceof Map) return Object.fromEntries(Array.from(value, ([key, item]) => [key, plainValue(item)]));
  if (Array.isArray(value)) return value.map(plainValue);
  return typeof value === "bigint" ? Number(value) : value;
}
