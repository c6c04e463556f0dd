import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { EditError } from "../edit/edit-error.ts";
import { readSource } from "../edit/read-source.ts";
import type { FileChange } from "../edit/write-files.ts";
import { type Place, UserError } from "../errors.ts";

/** What becomes of one file. */
export type PlannedFile =
  /** It is made, or gets something added. */
  | { readonly status: "created" | "changed"; readonly name: string; readonly change: PlannedChange }
  /** It says already what it should. */
  | { readonly status: "present"; readonly name: string }
  /** It was written by somebody, and is left alone. */
  | { readonly status: "kept"; readonly name: string; readonly reason: string }
  /** Something is missing that cannot be added for certain. */
  | {
      readonly status: "refused";
      readonly name: string;
      readonly place: Place;
      readonly reason: string;
      readonly text: string;
    };

export interface PlannedChange extends FileChange {
  readonly before: string | undefined;
  readonly after: string;
}

/** A file of the repository as it is. */
export interface ExistingFile {
  /** Relative to the root. */
  readonly name: string;
  /** Absolute, links resolved as far as it exists. */
  readonly path: string;
  readonly text: string | undefined;
}

/**
 * Reads a file that may not be there.
 *
 * @param root - the root of the repository, links resolved
 * @throws UserError `file-unreadable`, also for what is no text
 */
export function readExisting(root: string, name: string): ExistingFile {
  const path = realPlace(join(root, name));
  if (!existsSync(path)) return { name, path, text: undefined };
  try {
    return { name, path, text: readSource(path, name) };
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    throw new UserError("file-unreadable", error.message, {
      place: { file: name, line: error.line, column: error.column },
      remedy: "save it as UTF-8",
      cause: error,
    });
  }
}

function realPlace(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return join(realPlace(dirname(path)), path.slice(dirname(path).length));
}

/** The plan to give a file another text. */
export function planText({ name, path, text }: ExistingFile, after: string): PlannedFile {
  const status = text === undefined ? "created" : "changed";
  return { status, name, change: { name, path, before: text, after } };
}

/**
 * The plan to edit a file that is there, or why not.
 *
 * @param text - what a person would have to add
 */
export function planEdit(file: ExistingFile, text: string, edit: (source: string) => string): PlannedFile {
  try {
    return planText(file, edit(file.text ?? ""));
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    const place = { file: file.name, line: error.line, column: error.column };
    return { status: "refused", name: file.name, place, reason: error.message, text };
  }
}
