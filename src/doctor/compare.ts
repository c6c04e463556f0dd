import { setTimeout as delay } from "node:timers/promises";
import pLimit from "p-limit";
import type { Renderer, RenderTarget, TemplateOutput } from "../render/renderer.ts";
import { type Hunk, hunksOf } from "./hunks.ts";
import { changesBetween } from "./line-changes.ts";
import { withoutUnstable } from "./unstable-lines.ts";

/** How the outputs of the two renderers compare for one target. */
export type Outcome =
  /** They are the same, byte by byte. */
  | { readonly kind: "identical"; readonly isEmpty: boolean }
  /** They are the same but for lines that no two runs of helmfile agree on. */
  | { readonly kind: "unstable"; readonly lines: number }
  | { readonly kind: "differs"; readonly hunks: readonly Hunk[]; readonly unstableLines: number }
  | { readonly kind: "both-fail"; readonly helmfile: string; readonly embedded: string }
  | { readonly kind: "helmfile-fails"; readonly helmfile: string }
  | { readonly kind: "embedded-fails"; readonly embedded: string }
  /** helmfile renders it, and bump-envoy says that it cannot. */
  | { readonly kind: "unsupported"; readonly embedded: string };

export type OutcomeKind = Outcome["kind"];

/** One target with the outcome. */
export interface Comparison<Target extends RenderTarget = RenderTarget> {
  readonly target: Target;
  readonly outcome: Outcome;
  /** What the embedded renderer has to say beside its output. */
  readonly notes: readonly string[];
}

/** Whether the embedded renderer does not do what helmfile does. */
export function isDifference({ kind }: Outcome): boolean {
  return kind !== "identical" && kind !== "unstable" && kind !== "both-fail";
}

/** The real helmfile, and the renderer that is to do the same. */
export interface Renderers {
  readonly helmfile: Renderer;
  readonly embedded: Renderer;
}

/**
 * Renders targets with both renderers and compares what they print.
 *
 * @param concurrency - how many targets are at work at the same time
 * @param onCompared - called when a target is done
 * @returns the comparisons in the order of the targets
 */
export function compareRenderers<Target extends RenderTarget>(
  renderers: Renderers,
  targets: readonly Target[],
  concurrency: number,
  onCompared: (target: Target) => void,
): Promise<Comparison<Target>[]> {
  const limit = pLimit(concurrency);
  return Promise.all(
    targets.map((target) =>
      limit(async () => {
        const comparison = await compareTarget(renderers, target);
        onCompared(target);
        return comparison;
      }),
    ),
  );
}

/** Templates can print the time to the second: the next run has to be in another one. */
const betweenRuns = 1100;

async function compareTarget<Target extends RenderTarget>(
  { helmfile, embedded }: Renderers,
  target: Target,
): Promise<Comparison<Target>> {
  const start = performance.now();
  // helmfile first: it runs beside this process.
  const [expected, actual] = await Promise.all([helmfile.template(target), templateOrCrash(embedded, target)]);
  const notes = (actual.notes ?? []).map(({ message }) => message);
  const failed = compareFailures(expected, actual);
  if (failed !== undefined) return { target, outcome: failed, notes };
  if (expected.text === actual.text) {
    return { target, outcome: { kind: "identical", isEmpty: expected.text === "" }, notes };
  }
  await delay(Math.max(0, start + betweenRuns - performance.now()));
  const again = await helmfile.template(target);
  return { target, outcome: compareTexts(expected.text, again, actual), notes };
}

/** Whatever the embedded renderer does not come to an end with is a finding, not a reason to stop. */
async function templateOrCrash(embedded: Renderer, target: RenderTarget): Promise<TemplateOutput> {
  try {
    return await embedded.template(target);
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { text: "", failure: `a defect of bump-envoy: ${detail}` };
  }
}

/** The outcome where one of the renderers fails, or both. */
function compareFailures({ failure: helmfile }: TemplateOutput, actual: TemplateOutput): Outcome | undefined {
  const { failure: embedded, isUnsupported = false, notes = [] } = actual;
  if (helmfile === undefined) {
    return embedded === undefined ? undefined : { kind: isUnsupported ? "unsupported" : "embedded-fails", embedded };
  }
  // It passes over some of what helmfile refuses, and says so.
  const tolerated = notes.filter(({ kind }) => kind === "tolerated").map(({ message }) => message);
  const refusal = embedded ?? (tolerated.length > 0 ? tolerated.join("\n") : undefined);
  return refusal === undefined
    ? { kind: "helmfile-fails", helmfile }
    : { kind: "both-fail", helmfile, embedded: refusal };
}

function compareTexts(expected: string, again: TemplateOutput, actual: TemplateOutput): Outcome {
  const [helmfile, embedded] = [linesOf(expected), linesOf(actual.text)];
  const rerun = again.failure === undefined ? changesBetween(helmfile, linesOf(again.text)) : [];
  const { changes, unstableLines } = withoutUnstable(changesBetween(helmfile, embedded), rerun);
  if (changes.length === 0) return { kind: "unstable", lines: unstableLines };
  return {
    kind: "differs",
    hunks: hunksOf(changes, { helmfile, embedded, releases: actual.releases ?? [] }),
    unstableLines,
  };
}

/** The last line is empty where the text ends in a newline. */
function linesOf(text: string): string[] {
  return text.split("\n");
}
