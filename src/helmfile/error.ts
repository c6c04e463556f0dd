/** An error of helmfile's, in its words. */
export class HelmfileError extends Error {
  override readonly name: string = "HelmfileError";
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
