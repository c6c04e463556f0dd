import type { RenderTarget } from "../render/renderer.ts";
import { withProgress } from "../report/progress.ts";
import type { Terminal } from "../report/terminal.ts";
import { nameOf } from "./open-selection.ts";

/**
 * Asks the same about every target, all at the same time, and shows how far it is.
 *
 * @param label - what the progress is called
 * @returns the answers in the order of the targets
 */
export function askTargets<T extends RenderTarget, Answer>(
  targets: readonly T[],
  label: string,
  terminal: Terminal,
  ask: (target: T) => Promise<Answer>,
): Promise<Answer[]> {
  return withProgress(terminal, label, targets.length, (onDone) =>
    Promise.all(
      targets.map(async (target) => {
        const answer = await ask(target);
        onDone(nameOf(target));
        return answer;
      }),
    ),
  );
}
