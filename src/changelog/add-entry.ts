import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { compareAsDebian } from "../bump/version-order.ts";
import { EditError } from "../edit/edit-error.ts";
import { readSource } from "../edit/read-source.ts";
import type { FileChange } from "../edit/write-files.ts";
import { UserError } from "../errors.ts";
import { type ChangelogEntry, formatEntry } from "./entry.ts";
import { readNewestEntry } from "./newest-entry.ts";

/** A new entry of an image's changelog. */
export interface EntryRequest extends Omit<ChangelogEntry, "source"> {
  /** Whether the version may be older than that of the newest entry. */
  readonly allowOlder: boolean;
}

/** A changelog with a new entry before all others. */
export interface AddedEntry extends FileChange {
  readonly before: string;
  readonly after: string;
  readonly source: string;
  /** The version of the entry that was the newest before. */
  readonly previous: string;
  /** The text of the entry. */
  readonly entry: string;
}

/**
 * Puts a new entry before those of the changelog in an image's folder. Nothing is written.
 *
 * @param folder - the folder of the image; `name` is what messages call it
 * @throws UserError `file-unreadable` or `changelog-invalid` for the changelog, `version-not-newer`
 */
export function addEntry(folder: string, name: string, request: EntryRequest): AddedEntry {
  const file = name === "" ? "changelog" : `${name}/changelog`;
  const path = join(folder, "changelog");
  if (!existsSync(path)) {
    throw new UserError("file-unreadable", "there is no such changelog", {
      place: { file },
      remedy: "run it in a checkout of production-images (-C DIR), or name the folder of an image with --dir",
    });
  }
  const realPath = realpathSync(path);
  const before = readText(realPath, file);
  const { source, version: previous } = readNewestEntry(before, file);
  const order = compareAsDebian(request.version, previous);
  if (order === 0 || (order < 0 && !request.allowOlder)) {
    throw new UserError(
      "version-not-newer",
      `${request.version} is not newer than ${previous}, as Debian orders them`,
      {
        place: { file, line: 1, column: 1 },
        remedy: `name a version that is${order < 0 ? ", or use --force-bad-version" : ""}`,
      },
    );
  }
  const entry = formatEntry({ ...request, source });
  return { path: realPath, name: file, before, after: entry + before, source, previous, entry };
}

function readText(path: string, file: string): string {
  try {
    return readSource(path, file);
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    throw new UserError("changelog-invalid", error.message, {
      place: { file, line: error.line, column: error.column },
      remedy: "save it as UTF-8",
      cause: error,
    });
  }
}
