import { posix } from "node:path";
import { type ChartFiles, FileError, isolatedEnvironment, type LoadedChart } from "../../helm/index.ts";
import type { EvaluationRequest, Note, SemanticsName } from "../../helmfile/index.ts";
import type { RepositoryFiles } from "../../repository/files.ts";
import { isWithin } from "../../repository/is-within.ts";
import type { StandInRules } from "../../repository/stand-ins/preset.ts";
import { StandIns } from "../../repository/stand-ins/stand-ins.ts";
import { filesRead, type Trace, traced } from "../../repository/traced.ts";
import type { RenderResult, RenderTarget, TargetManifests, TemplateOutput } from "../renderer.ts";
import { Charts } from "./charts.ts";
import { EmbeddedEngine } from "./engine.ts";
import { executeCommand } from "./execute.ts";
import type { InspectedTarget } from "./inspect.ts";

/** What decides how targets are rendered. Plain data, so that worker threads can be told. */
export interface TargetOptions {
  /** Absolute. */
  readonly root: string;
  /** Chart repositories whose charts lie in the repository: name to folder. */
  readonly charts: Readonly<Record<string, string>>;
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

/** What is asked of a target: to render it, or which releases it has, which are then all unrendered. */
export type TargetQuestion = "render" | "releases";

/** The answer to a question about a target, with what it was made from. Plain data. */
export interface TargetAnswer {
  readonly result: RenderResult;
  readonly notes: readonly Note[];
}

export type TemplateSelection = Pick<EvaluationRequest, "selectors" | "stateValues" | "stateValuesFiles">;

/** Renders targets in this thread. Charts are loaded once. */
export class TargetRenderer {
  readonly #options: TargetOptions;
  readonly #files: RepositoryFiles;
  readonly #standIns: StandIns;
  readonly #charts: Charts;
  readonly #clock = isolatedEnvironment();

  constructor(options: TargetOptions, files: RepositoryFiles) {
    this.#options = options;
    this.#files = files;
    this.#standIns = new StandIns(options.root, options.standIns);
    this.#charts = new Charts(files, options.root, options.charts);
  }

  /** What failed is part of the answer. */
  async answer(target: RenderTarget, question: TargetQuestion): Promise<TargetAnswer & { readonly trace: Trace }> {
    const tracing = traced(this.#files);
    const notes = new Map<string, Note>();
    const engine = this.#engine(target, tracing.files, (note) => notes.set(note.message, note));
    const request = this.#request(target);
    const result = question === "render" ? await engine.render(request) : described(engine.describe(request));
    for (const trace of engine.chartTraces) tracing.include(trace);
    return { result, notes: [...notes.values()], trace: tracing.trace() };
  }

  /** Opens a target for a closer look. */
  async inspect(target: RenderTarget): Promise<InspectedTarget> {
    const tracing = traced(this.#files);
    const notes = new Map<string, Note>();
    const engine = this.#engine(target, tracing.files, (note) => notes.set(note.message, note));
    const { releases, failures } = await engine.inspect(this.#request(target));
    return { releases, failures, notes: [...notes.values()], stateFiles: filesRead(tracing.trace()) };
  }

  /** What the releases of a target are rendered to, each for itself. */
  manifests(target: RenderTarget): Promise<TargetManifests> {
    return this.#engine(target, this.#files, () => {}).manifests(this.#request(target));
  }

  /** What the values of each release of a target are merged from. */
  layers(target: RenderTarget): ReturnType<EmbeddedEngine["layers"]> {
    return this.#engine(target, this.#files, () => {}).layers(this.#request(target));
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
    return (await this.#charts.load(path)).chart;
  }

  /** A renderer that sees other texts in some files, state files and charts included. */
  withTexts(texts: ReadonlyMap<string, string>): TargetRenderer {
    return new TargetRenderer(this.#options, this.#files.overlay(texts));
  }

  /** The text of a file of the repository, or of the deployment host where this is one; `undefined` where it cannot be read. */
  textOf(path: string): string | undefined {
    const { root } = this.#options;
    const files = isWithin(path, root) ? this.#files : this.#standIns.over(this.#files, root);
    try {
      return Buffer.from(files.read(path)).toString();
    } catch (error) {
      if (error instanceof FileError) return undefined;
      throw error;
    }
  }

  get root(): string {
    return this.#options.root;
  }

  /** @param selection - what helmfile is given on its command line, beside the target */
  async template(target: RenderTarget, selection: TemplateSelection = {}): Promise<TemplateOutput> {
    const notes = new Map<string, Note>();
    const engine = this.#engine(target, this.#files, (note) => notes.set(note.message, note));
    const { stdout, failures } = await engine.template({ ...this.#request(target), ...selection });
    return {
      text: stdout,
      failure: failures.length > 0 ? failures.join("\n") : undefined,
      notes: [...notes.values()],
    };
  }

  #request({ helmfile, environment = "default" }: RenderTarget) {
    return { file: posix.join(this.#options.root, helmfile), environment };
  }

  #folderOf({ helmfile }: RenderTarget): string {
    return posix.join(this.#options.root, posix.dirname(helmfile));
  }

  #engine(target: RenderTarget, files: ChartFiles, note: (note: Note) => void): EmbeddedEngine {
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
      execute: allowExec ? executeCommand : undefined,
      note,
      clock: this.#clock,
    });
  }
}

function described({ releases, failure }: ReturnType<EmbeddedEngine["describe"]>): RenderResult {
  return { releases: [], unrendered: releases, failure };
}
