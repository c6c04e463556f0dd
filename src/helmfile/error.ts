/** An error of helmfile's, in its words. */
export class HelmfileError extends Error {
  override readonly name: string = "HelmfileError";

  constructor(message: string, options?: { readonly cause?: unknown }) {
    // As in GoError: a first pass mostly fails, and where it did is no matter.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, options);
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The environment that is asked for is not defined: helmfile passes over such a state file. */
export class UndefinedEnvironmentError extends HelmfileError {
  override readonly name = "UndefinedEnvironmentError";
}

/** What helmfile can do and this evaluation cannot, such as Kustomize patches. */
export class UnsupportedError extends HelmfileError {
  override readonly name = "UnsupportedError";
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
