/** Why the program stopped; the list is closed so that scripts can rely on it. */
export type ErrorCode =
  | "usage"
  | "config-invalid"
  | "config-unreadable"
  | "no-helmfiles"
  | "unknown-selection"
  | "tool-missing"
  | "tool-version"
  | "puppet-incomplete"
  | "changelog-invalid"
  | "version-not-newer"
  | "image-unpublished"
  | "registry-unreachable"
  | "registry-denied"
  | "registry-answer"
  | "credentials-unreadable"
  | "file-unreadable"
  | "file-read-only"
  | "file-changed"
  | "write-failed"
  | "run-in-progress"
  | "run-interrupted"
  | "journal-unreadable"
  | "git-unusable"
  | "git-busy"
  | "no-identity"
  | "branch-invalid"
  | "file-not-clean";

/** A place in a file; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** `file:line:column`, as editors and terminals understand it. */
export function formatPlace(place: Place): string {
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(":");
}

/**
 * An error that the user can do something about: what is wrong, where, and what to do. Anything else that is thrown is a
 * defect of the program. Either way nothing was changed and the exit code is 2.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly code: ErrorCode;
  readonly place: Place | undefined;
  readonly remedy: string | undefined;

  constructor(code: ErrorCode, message: string, details: { place?: Place; remedy?: string; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.place = details.place;
    this.remedy = details.remedy;
  }
}
