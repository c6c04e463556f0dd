/** What goes wrong when a template is parsed or executed. The message is what Go's `err.Error()` gives. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
  /** The name of the text that the place is in: of the template that was parsed, not of a definition in it. */
  readonly template: string;
  /** From 1. */
  readonly line: number | undefined;
  /** In bytes, from 0, as Go counts it. An error of the parser has none. */
  readonly column: number | undefined;

  constructor(
    message: string,
    place: { readonly template: string; readonly line?: number; readonly column?: number },
    options?: { readonly cause?: unknown },
  ) {
    // As in GoError.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, options);
    Error.stackTraceLimit = stackTraceLimit;
    this.template = place.template;
    this.line = place.line;
    this.column = place.column;
  }
}

/** Whether JavaScript's stack is exhausted; only deep recursion of a template gets it there. */
export function isStackOverflow(error: unknown): boolean {
  // A regular expression that is first run at the end of the stack fails as a SyntaxError, with the same message within.
  return error instanceof Error && error.message.includes("call stack size exceeded");
}
