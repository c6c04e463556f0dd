import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Note } from "../helmfile/world.ts";
import { createRepositoryFiles, type RepositoryFiles } from "../repository/files.ts";
import { openRenderCache, type RenderCache } from "./cache.ts";
import type { TargetAnswer, TargetOptions, TargetQuestion, TargetRenderer } from "./embedded/target-renderer.ts";
import type { Release, Renderer, RenderResult, RenderTarget, TargetManifests, TemplateOutput } from "./renderer.ts";

export interface EmbeddedRendererOptions extends TargetOptions {
  /** The folder of the cache that outlives the process; without one, nothing is kept. */
  readonly cacheFolder: string | undefined;
  /** Is told what there is to say beside the outcome, each once. */
  readonly note: (note: Note) => void;
}

/** Makes the renderer that needs no helmfile and no helm, and runs nothing from the repository. */
export function createEmbeddedRenderer(options: EmbeddedRendererOptions): Renderer {
  return new EmbeddedRenderer(options);
}

class EmbeddedRenderer implements Renderer {
  readonly #options: EmbeddedRendererOptions;
  readonly #cache: RenderCache<TargetAnswer> | undefined;
  readonly #original: RepositoryFiles;
  readonly #noted = new Set<string>();
  #files: RepositoryFiles;
  #renderer: Promise<TargetRenderer> | undefined;

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

  async manifests(target: RenderTarget): Promise<TargetManifests> {
    return (await this.#targetRenderer()).manifests(target);
  }

  async template(target: RenderTarget): Promise<TemplateOutput> {
    return (await this.#targetRenderer()).template(target);
  }

  async overlay(texts: ReadonlyMap<string, string>): Promise<void> {
    this.#files = texts.size > 0 ? this.#original.overlay(texts) : this.#original;
    this.#renderer = undefined;
  }

  async close(): Promise<void> {
    this.#cache?.save();
  }

  async #ask(target: RenderTarget, question: TargetQuestion): Promise<RenderResult> {
    const key = JSON.stringify([question, target.helmfile, target.environment]);
    let answer = this.#cache?.lookup(key, this.#files);
    if (answer === undefined) {
      const { result, notes, trace } = await (await this.#targetRenderer()).answer(target, question);
      answer = { result, notes };
      this.#cache?.store(key, trace, answer);
    }
    for (const note of answer.notes) this.#note(note);
    return answer.result;
  }

  /** What it takes to render is loaded only where something has to be rendered. */
  #targetRenderer(): Promise<TargetRenderer> {
    this.#renderer ??= import("./embedded/target-renderer.ts").then(
      ({ TargetRenderer }) => new TargetRenderer(this.#options, this.#files),
    );
    return this.#renderer;
  }

  #note(note: Note): void {
    if (this.#noted.has(note.message)) return;
    this.#noted.add(note.message);
    this.#options.note(note);
  }
}

/** There is none where something is looked at that is not traced: on the deployment host, and where commands run. */
function openCache(options: EmbeddedRendererOptions): RenderCache<TargetAnswer> | undefined {
  const { cacheFolder, note: _, ...decisive } = options;
  const isHost = options.standIns.hostFolders.some((folder) => statSync(folder, { throwIfNoEntry: false }));
  if (cacheFolder === undefined || isHost || options.allowExec) return undefined;
  return openRenderCache({ folder: cacheFolder, root: options.root, version: codeVersion(), options: decisive });
}

/** Another build may render otherwise. */
function codeVersion(): string {
  const { mtimeMs, size } = statSync(fileURLToPath(import.meta.url));
  return `${mtimeMs} ${size}`;
}
