/** Takes a warning that helm would print on stderr. */
export type Warn = (message: string) => void;

/** An error in helm's own words: the message is what helm prints behind `Error: `. */
export class HelmError extends Error {
  override readonly name: string = "HelmError";
}

/** An error of rendering itself; helm offers `--debug` for it, which would show what has been rendered. */
export class RenderError extends HelmError {
  override readonly name = "RenderError";
}

/** The error with its context in front, as github.com/pkg/errors `Wrap` joins them. */
export function wrapError(error: unknown, context: string): HelmError {
  return new HelmError(`${context}: ${messageOf(error)}`, { cause: error });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
