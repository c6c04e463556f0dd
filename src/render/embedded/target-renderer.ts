import { posix } from "node:path";
import { type Allowance, spend } from "../../govalue/allowance.ts";
import { ifReadable } from "../../helm/chart/files.ts";
import { type ChartFiles, type IsolatedEnvironment, isolatedEnvironment, type LoadedChart } from "../../helm/index.ts";
import type { EvaluationRequest, Note, SemanticsName } from "../../helmfile/index.ts";
import { textOf } from "../../helmfile/texts.ts";
import type { ChartRepositories } from "../../repository/chart-folder.ts";
import type { RepositoryFiles } from "../../repository/files.ts";
import { isWithin, pathWithin } from "../../repository/is-within.ts";
import type { StandInRules } from "../../repository/stand-ins/preset.ts";
import { StandIns } from "../../repository/stand-ins/stand-ins.ts";
import {
  type Access,
  filesRead,
  foldersListed,
  pathsSeen,
  type Trace,
  type Tracing,
  traceAgain,
  traced,
} from "../../repository/traced.ts";
import { type ComparableTarget, type ComparedTarget, type CompareRelease, compareTargets } from "../compare-targets.ts";
import type { RenderTarget, TargetReads, TemplateOutput } from "../renderer.ts";
import { Charts } from "./charts.ts";
import { EmbeddedEngine } from "./engine.ts";
import type { InspectedTarget } from "./inspect.ts";
import { KeptManifests, type KeptTarget } from "./kept-manifests.ts";
import type { TracedAnswer } from "./questions.ts";

/** What decides how targets are rendered. Plain data, so that worker threads can be told. */
export interface TargetOptions {
  /** Absolute. */
  readonly root: string;
  readonly charts: ChartRepositories;
  readonly standIns: StandInRules;
  /** Which helmfile to be like; by default the name of the state file decides. */
  readonly semantics?: SemanticsName | undefined;
  readonly kubeVersion?: string | undefined;
  /** Whether what helmfile refuses is refused, and a release that cannot be rendered in full is not rendered at all. */
  readonly strict: boolean;
  /** Fields of state files to leave out without a word. */
  readonly dropFields: readonly string[];
  /** The environment variables that state files see. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether state files may run commands. */
  readonly allowExec: boolean;
}

export type TemplateSelection = Pick<EvaluationRequest, "selectors" | "stateValues" | "stateValuesFiles">;

/** What renderers of one repository have in common. */
interface SharedParts {
  readonly standIns: StandIns;
  readonly charts: Charts;
  readonly allowance?: Allowance | undefined;
  /** Whoever has the same one must not render in the middle of what the others do. */
  readonly clock?: IsolatedEnvironment;
}

/** Renders targets in this thread. Charts are loaded once. */
export class TargetRenderer {
  readonly #options: TargetOptions;
  readonly #files: RepositoryFiles;
  readonly #standIns: StandIns;
  readonly #charts: Charts;
  readonly #clock: IsolatedEnvironment;
  readonly #kept = new KeptManifests();
  readonly #allowance: Allowance | undefined;
  /** One for the files that the files of this one lie over. */
  readonly #before: TargetRenderer | undefined;

  constructor(options: TargetOptions, files: RepositoryFiles, shared?: SharedParts, before?: TargetRenderer) {
    this.#options = options;
    this.#files = files;
    this.#before = before;
    this.#standIns = shared?.standIns ?? new StandIns(options.root, options.standIns);
    this.#charts = shared?.charts ?? new Charts(files, options.root, options.charts);
    this.#allowance = shared?.allowance;
    this.#clock = shared?.clock ?? isolatedEnvironment();
  }

  /** One for other files, which uses what is the same in them. */
  over(files: RepositoryFiles): TargetRenderer {
    return new TargetRenderer(this.#options, files, { ...this.#shared, charts: this.#charts.over(files) }, this);
  }

  /** One that spends from an allowance, and so do those that come of it. It takes the place of this one for a while. */
  within(allowance: Allowance): TargetRenderer {
    return new TargetRenderer(this.#options, this.#files, { ...this.#shared, allowance, clock: this.#clock });
  }

  get #shared(): SharedParts {
    return { standIns: this.#standIns, charts: this.#charts, allowance: this.#allowance };
  }

  /** Finds something out about a target. What failed is part of the answer. */
  async answer<Result>(
    target: RenderTarget,
    ask: (engine: EmbeddedEngine, request: EvaluationRequest, tracing: Tracing) => Promise<Result>,
  ): Promise<TracedAnswer<Result>> {
    const tracing = traced(this.#files);
    const notes = new Map<string, Note>();
    const engine = await this.#engine(target, tracing.files, (note) => notes.set(note.message, note));
    const result = await ask(engine, this.#request(target), tracing);
    for (const trace of engine.chartTraces) tracing.include(trace);
    return { result, notes: [...notes.values()], trace: tracing.trace() };
  }

  /** What each installed release of a target is rendered to, as far as it can be. */
  manifests(target: RenderTarget): Promise<TracedAnswer<ComparableTarget>> {
    return this.answer(target, (engine, request) => engine.manifests(request));
  }

  /**
   * Keeps what a target is rendered to, for {@link compare} with other files.
   *
   * @param answer - what {@link manifests} would answer
   */
  keep(target: RenderTarget, answer: KeptTarget): void {
    answer.state?.opened.stopwatch.stop();
    this.#kept.keep(target, answer);
  }

  /**
   * Compares what a target is rendered to with the files that those of this renderer lie over, and with these. Where the
   * former has not been kept, it is rendered twice.
   */
  async compare<T>(target: RenderTarget, compare: CompareRelease<T>): Promise<TracedAnswer<ComparedTarget<T>>> {
    const unedited = this.#before ?? this;
    const kept = unedited.#kept.of(target);
    if (kept) {
      const now = (await unedited.#renderKept(target, kept, this)) ?? (await this.manifests(target));
      return comparedAnswer(kept, now, compare);
    }
    const tracing = { before: traced(unedited.#files), after: traced(this.#files) };
    const notes = new Map<string, Note>();
    const engine = await unedited.#engine(target, tracing.before.files, (note) => notes.set(note.message, note));
    const others = {
      files: this.#standIns.over(tracing.after.files, this.#folderOf(target)),
      charts: this.#charts,
      chartTraces: new Set<Trace>(),
      agree: () => {
        const again = traceAgain(tracing.before.trace(), this.#files, saysTheSame);
        if (again) tracing.after.include(again);
        return again !== undefined;
      },
    };
    const result = await engine.compare(this.#request(target), others, compare);
    if (result === undefined) {
      return comparedAnswer(await unedited.manifests(target), await this.manifests(target), compare);
    }
    for (const trace of engine.chartTraces) tracing.before.include(trace);
    for (const trace of others.chartTraces) tracing.after.include(trace);
    const [trace, traceBefore] = [tracing.after.trace(), tracing.before.trace()];
    return { result, notes: [...notes.values()], trace, traceBefore };
  }

  /** What a target that is kept is rendered to with the files of another renderer; `undefined` where its state is not the same. */
  async #renderKept(
    target: RenderTarget,
    { state, result }: KeptTarget,
    other: TargetRenderer,
  ): Promise<TracedAnswer<ComparableTarget> | undefined> {
    const again = state && traceAgain(state.trace, other.#files, saysTheSame);
    if (state === undefined || again === undefined) return undefined;
    const tracing = traced(other.#files);
    tracing.include(again);
    const others = {
      files: this.#standIns.over(tracing.files, this.#folderOf(target)),
      charts: other.#charts,
      chartTraces: new Set<Trace>(),
    };
    const engine = await this.#engine(target, this.#files, () => {});
    const rendered = await engine.renderOpened(state.opened, result, others);
    for (const trace of others.chartTraces) tracing.include(trace);
    return { result: rendered, notes: [], trace: tracing.trace() };
  }

  /**
   * Opens a target for a closer look.
   *
   * @param keepsState - whether it is to be kept ({@link keep})
   */
  async inspect(target: RenderTarget, keepsState = false): Promise<TracedAnswer<InspectedTarget>> {
    let stateTrace: Trace | undefined;
    const { result, notes, trace } = await this.answer(target, (engine, request, tracing) =>
      engine.inspect(request, () => {
        if (keepsState) stateTrace = tracing.traceUntilNow();
      }),
    );
    const { opened, ...inspected } = result;
    const state = stateTrace && { opened, trace: stateTrace };
    return { result: { ...inspected, state, stateFiles: filesRead(trace) }, notes, trace };
  }

  /**
   * What something about a target was found out from.
   *
   * @param more - what else belongs to it; absolute
   */
  readsOf(
    trace: Trace,
    { files = [], charts }: { readonly files?: readonly string[]; readonly charts: readonly string[] },
  ): TargetReads {
    const { root } = this.#options;
    const relative = (paths: readonly string[]) => [
      ...new Set(paths.map((path) => pathWithin(path, root)).filter((path) => path !== undefined)),
    ];
    return {
      files: relative([...pathsSeen(trace), ...files]),
      folders: relative(foldersListed(trace)),
      charts: relative(charts),
    };
  }

  /** What the values of each release of a target are merged from. */
  async layers(target: RenderTarget): Promise<ReturnType<EmbeddedEngine["layers"]>> {
    return (await this.#engine(target, this.#files, () => {})).layers(this.#request(target));
  }

  /** The files that are merged to stand in for a file of the host as a target sees it, absolute; none: it is no such file. */
  filesBehind(target: RenderTarget, path: string): readonly string[] {
    return this.#standIns.filesBehind(path, this.#files, this.#folderOf(target));
  }

  /**
   * The chart in a folder or archive, by its absolute path.
   *
   * @throws {HelmError} in helm's words
   */
  async chartAt(path: string): Promise<LoadedChart> {
    const { chart, spent } = await this.#charts.load(path);
    this.#allowance?.run(() => spend(spent));
    return chart;
  }

  /** A renderer that sees other texts in some files, state files and charts included. */
  withTexts(texts: ReadonlyMap<string, string>): TargetRenderer {
    return this.over(this.#files.overlay(texts));
  }

  /** The text of a file of the repository, or of the deployment host where this is one; `undefined` where it cannot be read. */
  textOf(path: string): string | undefined {
    const { root } = this.#options;
    const files = isWithin(path, root) ? this.#files : this.#standIns.over(this.#files, root);
    return ifReadable(() => textOf(files.read(path)));
  }

  get root(): string {
    return this.#options.root;
  }

  /**
   * @param selection - what helmfile is given on its command line, beside the target
   * @returns with `noReleases`, what helmfile says where none is selected: no failure, for whoever goes through many targets
   */
  async template(
    target: RenderTarget,
    selection: TemplateSelection = {},
  ): Promise<TemplateOutput & { readonly noReleases: string | undefined }> {
    const notes = new Map<string, Note>();
    const engine = await this.#engine(target, this.#files, (note) => notes.set(note.message, note));
    const { stdout, failures, ...more } = await engine.template({ ...this.#request(target), ...selection });
    return {
      text: stdout,
      ...more,
      failure: failures.length > 0 ? [...new Set(failures)].join("\n") : undefined,
      notes: [...notes.values()],
    };
  }

  #request({ helmfile, environment = "default" }: RenderTarget): EvaluationRequest {
    return { file: posix.join(this.#options.root, helmfile), environment };
  }

  #folderOf({ helmfile }: RenderTarget): string {
    return posix.join(this.#options.root, posix.dirname(helmfile));
  }

  async #engine(target: RenderTarget, files: ChartFiles, note: (note: Note) => void): Promise<EmbeddedEngine> {
    const { root, semantics, kubeVersion, strict, dropFields, variables, allowExec } = this.#options;
    return new EmbeddedEngine({
      root,
      files: this.#standIns.over(files, this.#folderOf(target)),
      charts: this.#charts,
      semantics,
      kubeVersion,
      strict,
      dropFields,
      variables: new Map(Object.entries(variables)),
      execute: allowExec ? (await import("./execute.ts")).executeCommand : undefined,
      note,
      clock: this.#clock,
      allowance: this.#allowance,
    });
  }
}

function comparedAnswer<T>(
  before: TracedAnswer<ComparableTarget>,
  after: TracedAnswer<ComparableTarget>,
  compare: CompareRelease<T>,
): TracedAnswer<ComparedTarget<T>> {
  return {
    result: compareTargets(before.result, after.result, compare),
    notes: [...before.notes, ...after.notes],
    trace: after.trace,
    traceBefore: before.trace,
  };
}

/** Whether an answer about a file says the same to who evaluates state: the sizes of files do not matter. */
function saysTheSame(question: keyof Access, before: string, now: string): boolean {
  return before === now || (question === "stat" && before.startsWith("file ") && now.startsWith("file "));
}
