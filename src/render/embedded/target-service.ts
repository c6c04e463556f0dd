import { statSync } from "node:fs";
import type { Note } from "../../helmfile/world.ts";
import { createRepositoryFiles, type RepositoryFiles } from "../../repository/files.ts";
import { codeVersion } from "../cache/code-version.ts";
import { openRenderCache, type RenderCache } from "../cache.ts";
import { workersFor } from "../pool.ts";
import type { RenderTarget } from "../renderer.ts";
import { type Answer, type ArgsOf, type QuestionModule, type Questions, type ResultOf, tracesOf } from "./questions.ts";
import { SharedTexts } from "./shared-texts.ts";
import { hasWorkers, type PooledAnswer, type SharedOverlay, type TargetJob, TargetPool } from "./target-pool.ts";
import type { TargetOptions, TargetRenderer } from "./target-renderer.ts";
import { compileSooner, keepHeapsSmall } from "./tune-engine.ts";

export interface TargetServiceOptions extends TargetOptions {
  /** The folder of the cache that outlives the process; without one, nothing is kept. */
  readonly cacheFolder: string | undefined;
  /** How many threads to render in at most. */
  readonly concurrency: number;
  /** Is told what there is to say beside the outcome, each once. */
  readonly note: (note: Note) => void;
}

/** A question that nobody has answered yet. */
interface Pending {
  readonly job: TargetJob;
  readonly key: string;
  resolve(answer: Answer<unknown>): void;
  reject(error: unknown): void;
}

/** Files as they are looked at, and what renders them in this thread, once it is needed. */
interface View {
  readonly files: RepositoryFiles;
  /** What workers have to know of it; nothing where the files are as they lie there. */
  readonly overlay: SharedOverlay | undefined;
  renderer?: Promise<TargetRenderer>;
}

/** Behind so many rendered answers threads have started, and what renders has run long enough to be worth compiling. */
const answersBeforeSpeed = 20;
/** Who asks for more gets it with little memory rather than soon. */
const answersInLittleMemory = 1000;
/** How many different notes are handed on. */
const mostNotes = 200;

/** Answers questions about targets: from the cache, in this thread, or in several where that pays. */
export class TargetService<Q extends Questions> {
  readonly #options: TargetServiceOptions;
  readonly #questions: QuestionModule<Q>;
  readonly #cache: RenderCache<Answer<unknown>> | undefined;
  readonly #original: View;
  readonly #noted = new Set<string>();
  readonly #texts = new SharedTexts();
  #view: View;
  /** The view of the texts that came last: whoever compares goes back and forth. */
  #overlaid: { readonly texts: ReadonlyMap<string, string | undefined>; readonly view: View } | undefined;
  #overlays = 0;
  #answered = 0;
  #rendered = 0;
  #pool: TargetPool | undefined;
  #pending: Pending[] = [];
  /** The questions that were asked before are answered first. */
  #answering: Promise<void> = Promise.resolve();

  constructor(options: TargetServiceOptions, questions: QuestionModule<Q>) {
    this.#options = options;
    this.#questions = questions;
    this.#cache = openCache(options);
    const files = createRepositoryFiles({ root: options.root, ...(this.#cache && { index: this.#cache.index }) });
    this.#original = { files, overlay: undefined };
    this.#view = this.#original;
  }

  /**
   * @param kind - the name of the question
   * @throws {StoppedError} where the answer takes too long or too much memory
   */
  async ask<K extends keyof Q & string>(kind: K, target: RenderTarget, args: ArgsOf<Q[K]>): Promise<ResultOf<Q[K]>> {
    const { helmfile, environment } = target;
    const key = JSON.stringify([kind, args, helmfile, environment]);
    const job = { target: { helmfile, environment }, kind, args, overlay: this.#view.overlay };
    const answer =
      this.#cache?.lookup(key, [this.#view.files, this.#original.files]) ?? (await this.#enqueue(job, key));
    this.#answered += 1;
    if (this.#answered === answersInLittleMemory) keepHeapsSmall();
    for (const note of answer.notes) this.#note(note);
    return this.#texts.share(answer.result) as ResultOf<Q[K]>;
  }

  /**
   * Gives files other texts from now on, or takes them away, those of state files and charts included; nothing: as they are.
   * What is known of the texts that were given last is kept, for when the same map is given again.
   */
  overlay(texts: ReadonlyMap<string, string | undefined>): void {
    if (texts.size > 0 && this.#overlaid?.texts !== texts) {
      const files = this.#original.files.overlay(texts);
      this.#overlaid = { texts, view: { files, overlay: shared(texts, ++this.#overlays) } };
    }
    this.#view = this.#overlaid && texts.size > 0 ? this.#overlaid.view : this.#original;
  }

  /** What renders in this thread. It is loaded only where something has to be rendered. */
  renderer(): Promise<TargetRenderer> {
    const { files } = this.#view;
    this.#original.renderer ??= import("./target-renderer.ts").then(
      ({ TargetRenderer }) => new TargetRenderer(this.#options, this.#original.files),
    );
    this.#view.renderer ??= this.#original.renderer.then((renderer) => renderer.over(files));
    return this.#view.renderer;
  }

  async close(): Promise<void> {
    // Threads take a while to end.
    const closed = this.#pool?.close();
    this.#cache?.save();
    await closed;
  }

  /** What is asked at the same time is answered together, by as many threads as pay. */
  #enqueue(job: TargetJob, key: string): Promise<Answer<unknown>> {
    if (this.#pending.length === 0) {
      queueMicrotask(() => {
        const pending = this.#pending;
        this.#pending = [];
        this.#answering = this.#answering.then(() => this.#answerAll(pending));
      });
    }
    return new Promise((resolve, reject) => this.#pending.push({ job, key, resolve, reject }));
  }

  async #answerAll(pending: readonly Pending[]): Promise<void> {
    const open = new Map(pending.map((each) => [each.job, each]));
    const settle = (job: TargetJob, answer: PooledAnswer | Error) => {
      const asked = open.get(job);
      if (asked === undefined) return;
      open.delete(job);
      this.#rendered += 1;
      if (this.#rendered === answersBeforeSpeed) compileSooner();
      if (answer instanceof Error) return asked.reject(answer);
      const { traces, ...known } = answer;
      if (traces) this.#cache?.store(asked.key, traces, known);
      asked.resolve(known);
    };
    const here = async ({ kind, target, args }: TargetJob): Promise<PooledAnswer> => {
      const question = (await this.#questions.load())[kind] as Questions[string];
      const answered = await question(await this.renderer(), target, args);
      const { result, notes } = answered;
      return { result, notes, traces: tracesOf(answered) };
    };
    const workers = workersFor(pending.length, this.#options.concurrency);
    // Where threads are there already, they know more of their services than this one.
    const isForPool = workers > 0 || (this.#pool !== undefined && pending.length > 1);
    if (isForPool && hasWorkers(this.#questions.worker)) {
      try {
        await this.#targetPool(workers).answer([...open.keys()], here, settle);
      } catch {
        // Where no thread can be started, this one does what is left.
      }
    }
    for (const job of open.keys()) settle(job, await here(job).catch((error: Error) => error));
  }

  #targetPool(workers: number): TargetPool {
    this.#pool ??= new TargetPool({
      worker: this.#questions.worker,
      options: decisiveOf(this.#options),
      isCached: this.#cache !== undefined,
      workers,
      onDigest: (path, stamp, digest) => this.#cache?.index.add(path, stamp, digest),
    });
    return this.#pool;
  }

  #note(note: Note): void {
    if (this.#noted.has(note.message) || this.#noted.size > mostNotes) return;
    this.#noted.add(note.message);
    const isTooMuch = this.#noted.size > mostNotes;
    this.#options.note(isTooMuch ? { kind: "warning", message: "there are more notes, which are left out" } : note);
  }
}

/** Texts that every thread can read without a copy; `null` stands for `undefined`. */
function shared(texts: ReadonlyMap<string, string | undefined>, id: number): SharedOverlay {
  const json = Buffer.from(JSON.stringify([...texts]));
  const buffer = new SharedArrayBuffer(json.length);
  json.copy(Buffer.from(buffer));
  return { id, texts: buffer };
}

/** There is none where something is looked at that is not traced: on the deployment host, and where commands run. */
function openCache(options: TargetServiceOptions): RenderCache<Answer<unknown>> | undefined {
  const { cacheFolder } = options;
  const isHost = options.standIns.hostFolders.some((folder) => statSync(folder, { throwIfNoEntry: false }));
  if (cacheFolder === undefined || isHost || options.allowExec) return undefined;
  return openRenderCache({
    holds: "render",
    folder: cacheFolder,
    root: options.root,
    version: codeVersion(),
    options: decisiveOf(options),
  });
}

function decisiveOf({ cacheFolder: _, concurrency: __, note: ___, ...decisive }: TargetServiceOptions): TargetOptions {
  return decisive;
}
