/** A file of a case, or a link. */
export type CaseFile =
  | { readonly path: string; readonly content: string }
  | { readonly path: string; readonly target: string };

/** One case of `fixtures/helmfile/*.cases`; see the README there. */
export interface HelmfileCase {
  readonly title: string;
  readonly semantics: readonly ("v0" | "v1")[];
  /** Where helmfile fails, its message does not count. */
  readonly onlyFailing: boolean;
  /** Part of the reason for which the built-in implementation fails where helmfile need not; nothing is recorded. */
  readonly refused: string | undefined;
  /** Part of the note with which it leaves out what helmfile would look up or run; nothing is recorded. */
  readonly noted: string | undefined;
  /** The environment variables that helmfile is called with, beside those that it needs. */
  readonly variables: readonly (readonly [name: string, value: string])[];
  /** The state file or folder that helmfile is called with, relative to the folder of the case. */
  readonly entry: string;
  /** The arguments of each call, as text. */
  readonly invocations: readonly string[];
  readonly files: readonly CaseFile[];
}

export function helmfileTopics(): string[];
export function helmfileRecording(topic: string): string;
export function readHelmfileCases(topic: string): HelmfileCase[];
export function layOutHelmfileCase(helmfileCase: HelmfileCase, folder: string): void;
export function splitArguments(text: string): string[];
