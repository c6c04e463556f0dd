/** Why a file cannot be edited safely; the list is closed. */
export type EditErrorCode =
  | "syntax"
  | "too-large"
  | "duplicate-key"
  | "alias"
  | "shared-anchor"
  | "merge-key"
  | "not-a-map"
  | "not-a-list"
  | "several-documents"
  | "not-a-version"
  | "shared-line"
  | "comments-only"
  | "side-effect"
  | "not-utf8";

/** A file that was left alone, with the place that stands in the way; line and column count from 1. */
export class EditError extends Error {
  override readonly name = "EditError";
  readonly code: EditErrorCode;
  readonly line: number;
  readonly column: number;

  constructor(code: EditErrorCode, message: string, place: { line: number; column: number }) {
    super(message);
    this.code = code;
    this.line = place.line;
    this.column = place.column;
  }
}
