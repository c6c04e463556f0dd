/** Takes a warning that helm would print on stderr. */
export type Warn = (message: string) => void;

/** An error in helm's own words: the message is what helm prints behind `Error: `. */
export class HelmError extends Error {
  override readonly name: string = "HelmError";

  constructor(message: string, options?: { readonly cause?: unknown }) {
    // As in GoError: these are values that programs work with, and no defects.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, options);
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** An error of rendering itself; helm offers `--debug` for it, which would show what has been rendered. */
export class RenderError extends HelmError {
  override readonly name = "RenderError";
  /** Where the template failed that was rendered; what it includes may have failed at another place. */
  readonly place: TemplatePlace | undefined;

  constructor(message: string, options?: { readonly cause?: unknown; readonly place?: TemplatePlace }) {
    super(message, options);
    this.place = options?.place;
  }
}

export interface TemplatePlace {
  readonly template: string;
  /** From 1. */
  readonly line: number | undefined;
  /** In bytes, from 0; none where the template does not parse. */
  readonly column: number | undefined;
}

/** The error with its context in front, as github.com/pkg/errors `Wrap` joins them. */
export function wrapError(error: unknown, context: string): HelmError {
  return new HelmError(`${context}: ${messageOf(error)}`, { cause: error });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
