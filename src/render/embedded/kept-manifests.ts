import type { Trace } from "../../repository/traced.ts";
import type { ComparableTarget } from "../compare-targets.ts";
import type { RenderTarget } from "../renderer.ts";
import type { OpenedState } from "./opened-state.ts";
import type { TracedAnswer } from "./questions.ts";

/** How much to keep, in characters. The biggest repository that we know prints 50 million, a bump of its services 14 million. */
const mostCharacters = 32 * 2 ** 20;
/** What it takes to keep a target beside its manifests, as so many characters. */
const targetSize = 50_000;

/** What a target is rendered to. */
export interface KeptTarget extends TracedAnswer<ComparableTarget> {
  /** Its state, with what was looked at to evaluate that; left out where it is not kept. */
  readonly state?: { readonly opened: OpenedState; readonly trace: Trace } | undefined;
}

/**
 * What targets are rendered to, for who compares them later on: then they need not be rendered once more. When there is no
 * room left, what is there stays: targets are mostly compared in the order in which they were rendered.
 */
export class KeptManifests {
  readonly #kept = new Map<string, KeptTarget>();
  #size = 0;

  keep(target: RenderTarget, answer: KeptTarget): void {
    const { releases } = answer.result;
    const size = releases.reduce((sum, { text }) => sum + text.length, targetSize);
    const id = idOf(target);
    if (this.#kept.has(id) || this.#size + size > mostCharacters) return;
    this.#kept.set(id, answer);
    this.#size += size;
  }

  of(target: RenderTarget): KeptTarget | undefined {
    return this.#kept.get(idOf(target));
  }
}

function idOf({ helmfile, environment }: RenderTarget): string {
  return JSON.stringify([helmfile, environment]);
}
