import { statSync } from "node:fs";
import type { Note } from "../helmfile/world.ts";
import { createRepositoryFiles, type RepositoryFiles } from "../repository/files.ts";
import { codeVersion } from "./cache/code-version.ts";
import { openRenderCache, type RenderCache } from "./cache.ts";
import {
  hasWorkers,
  type SharedOverlay,
  type TargetJob,
  TargetPool,
  type TracedAnswer,
} from "./embedded/target-pool.ts";
import type { TargetAnswer, TargetOptions, TargetQuestion, TargetRenderer } from "./embedded/target-renderer.ts";
import { workersFor } from "./pool.ts";
import type { Release, Renderer, RenderResult, RenderTarget, TemplateOutput } from "./renderer.ts";

export interface EmbeddedRendererOptions extends TargetOptions {
  /** The folder of the cache that outlives the process; without one, nothing is kept. */
  readonly cacheFolder: string | undefined;
  /** How many threads to render in at most. */
  readonly concurrency: number;
  /** Is told what there is to say beside the outcome, each once. */
  readonly note: (note: Note) => void;
}

/** Makes the renderer that needs no helmfile and no helm, and runs nothing from the repository. */
export function createEmbeddedRenderer(options: EmbeddedRendererOptions): Renderer {
  return new EmbeddedRenderer(options);
}

/** A question that nobody has answered yet. */
interface Pending {
  readonly job: TargetJob;
  readonly key: string;
  resolve(answer: TargetAnswer): void;
  reject(error: unknown): void;
}

class EmbeddedRenderer implements Renderer {
  readonly #options: EmbeddedRendererOptions;
  readonly #cache: RenderCache<TargetAnswer> | undefined;
  readonly #original: RepositoryFiles;
  readonly #noted = new Set<string>();
  #files: RepositoryFiles;
  #overlay: SharedOverlay | undefined;
  #renderer: Promise<TargetRenderer> | undefined;
  #pool: TargetPool | undefined;
  #pending: Pending[] = [];
  /** The questions that were asked before are answered first. */
  #answering: Promise<void> = Promise.resolve();

  constructor(options: EmbeddedRendererOptions) {
    this.#options = options;
    this.#cache = openCache(options);
    this.#original = createRepositoryFiles({ root: options.root, ...(this.#cache && { index: this.#cache.index }) });
    this.#files = this.#original;
  }

  render(target: RenderTarget): Promise<RenderResult> {
    return this.#ask(target, "render");
  }

  async releases(target: RenderTarget): Promise<readonly Release[]> {
    return (await this.#ask(target, "releases")).unrendered;
  }

  async template(target: RenderTarget): Promise<TemplateOutput> {
    return (await this.#targetRenderer()).template(target);
  }

  async overlay(texts: ReadonlyMap<string, string>): Promise<void> {
    this.#files = texts.size > 0 ? this.#original.overlay(texts) : this.#original;
    this.#overlay = texts.size > 0 ? shared(texts, (this.#overlay?.id ?? 0) + 1) : undefined;
    this.#renderer = this.#renderer?.then((renderer) => renderer.over(this.#files));
  }

  async close(): Promise<void> {
    await this.#pool?.close();
    this.#cache?.save();
  }

  async #ask(target: RenderTarget, question: TargetQuestion): Promise<RenderResult> {
    const key = JSON.stringify([question, target.helmfile, target.environment]);
    const answer = this.#cache?.lookup(key, this.#files) ?? (await this.#enqueue({ target, question }, key));
    for (const note of answer.notes) this.#note(note);
    return answer.result;
  }

  /** What is asked at the same time is answered together, by as many threads as pay. */
  #enqueue(asked: Pick<TargetJob, "target" | "question">, key: string): Promise<TargetAnswer> {
    if (this.#pending.length === 0) {
      queueMicrotask(() => {
        const pending = this.#pending;
        this.#pending = [];
        this.#answering = this.#answering.then(() => this.#answerAll(pending));
      });
    }
    const { helmfile, environment } = asked.target;
    const job = { target: { helmfile, environment }, question: asked.question, overlay: this.#overlay };
    return new Promise((resolve, reject) => this.#pending.push({ job, key, resolve, reject }));
  }

  async #answerAll(pending: readonly Pending[]): Promise<void> {
    const open = new Map(pending.map((each) => [each.job, each]));
    const settle = (job: TargetJob, answer: TracedAnswer | Error) => {
      const asked = open.get(job);
      if (asked === undefined) return;
      open.delete(job);
      if (answer instanceof Error) return asked.reject(answer);
      const { trace, ...known } = answer;
      if (trace) this.#cache?.store(asked.key, trace, known);
      asked.resolve(known);
    };
    const here = async ({ target, question }: TargetJob) => (await this.#targetRenderer()).answer(target, question);
    const workers = workersFor(pending.length, this.#options.concurrency);
    if (workers > 0 && hasWorkers) {
      try {
        await this.#targetPool(workers).answer([...open.keys()], here, settle);
      } catch {
        // Where no thread can be started, this one does what is left.
      }
    }
    for (const job of open.keys()) settle(job, await here(job).catch((error: Error) => error));
  }

  /** What it takes to render is loaded only where something has to be rendered. */
  #targetRenderer(): Promise<TargetRenderer> {
    this.#renderer ??= import("./embedded/target-renderer.ts").then(
      ({ TargetRenderer }) => new TargetRenderer(this.#options, this.#files),
    );
    return this.#renderer;
  }

  #targetPool(workers: number): TargetPool {
    this.#pool ??= new TargetPool({
      options: decisiveOf(this.#options),
      isCached: this.#cache !== undefined,
      workers,
      onDigest: (path, stamp, digest) => this.#cache?.index.add(path, stamp, digest),
    });
    return this.#pool;
  }

  #note(note: Note): void {
    if (this.#noted.has(note.message)) return;
    this.#noted.add(note.message);
    this.#options.note(note);
  }
}

/** Texts that every thread can read without a copy. */
function shared(texts: ReadonlyMap<string, string>, id: number): SharedOverlay {
  const json = Buffer.from(JSON.stringify([...texts]));
  const buffer = new SharedArrayBuffer(json.length);
  json.copy(Buffer.from(buffer));
  return { id, texts: buffer };
}

/** There is none where something is looked at that is not traced: on the deployment host, and where commands run. */
function openCache(options: EmbeddedRendererOptions): RenderCache<TargetAnswer> | undefined {
  const { cacheFolder } = options;
  const isHost = options.standIns.hostFolders.some((folder) => statSync(folder, { throwIfNoEntry: false }));
  if (cacheFolder === undefined || isHost || options.allowExec) return undefined;
  return openRenderCache({
    folder: cacheFolder,
    root: options.root,
    version: codeVersion(),
    options: decisiveOf(options),
  });
}

function decisiveOf({
  cacheFolder: _,
  concurrency: __,
  note: ___,
  ...decisive
}: EmbeddedRendererOptions): TargetOptions {
  return decisive;
}
