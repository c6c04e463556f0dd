import { readFileSync, statSync } from "node:fs";
import { UserError } from "../errors.ts";
import { EditError } from "./edit-error.ts";
import { placeOf } from "./text-edit.ts";

/**
 * Reads a text file so that it can be written back byte for byte: a byte-order mark stays part of the text.
 *
 * @param name - the file's name, for messages
 * @throws UserError `file-unreadable`
 * @throws EditError `not-utf8`, at the first byte that is none
 */
export function readSource(path: string, name: string): string {
  let bytes: Buffer;
  try {
    // Root may read what nobody should: the mode bits are the user's word.
    if ((statSync(path).mode & 0o444) === 0) throw new Error("permission denied");
    bytes = readFileSync(path);
  } catch (error) {
    throw new UserError("file-unreadable", `cannot read the file: ${(error as Error).message}`, {
      place: { file: name },
      remedy: "make it readable, or leave it out with --service, --cluster or --release",
      cause: error,
    });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new EditError("not-utf8", "the file is not UTF-8", placeOfInvalidByte(bytes));
  }
}

function placeOfInvalidByte(bytes: Buffer): { line: number; column: number } {
  const text = bytes.toString("utf8");
  return placeOf(text, text.indexOf("\uFFFD"));
}
