import type { AddedEntry } from "../changelog/add-entry.ts";
import type { Author } from "../changelog/entry.ts";
import { onOneLine } from "../on-one-line.ts";
import type { Terminal } from "./terminal.ts";
import { colorDiff, unifiedDiff } from "./unified-diff.ts";

/** What a run of `image` was about. */
export interface ImageRun {
  readonly mode: "write" | "dry-run";
  readonly version: string;
  readonly author: Author;
  readonly date: string;
}

/** The outcome as one JSON object, the same for a dry run. */
export function imageJson(added: AddedEntry, { mode, version, author, date }: ImageRun): string {
  const { name: path, source, previous, entry } = added;
  const document = { mode, path, image: source, version, previous, author, date, entry, diff: unifiedDiff([added]) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Prints the outcome for people: the diff or the changelog that changes on stdout, the rest on stderr. */
export function printImageText(added: AddedEntry, { mode, version, author }: ImageRun, terminal: Terminal): void {
  const { name, source, previous } = added;
  if (mode === "dry-run") terminal.stdout.write(colorDiff(unifiedDiff([added]), terminal.colors));
  else terminal.stdout.write(`${name}  ${source} ${version}\n`);
  const by = onOneLine(`by ${author.name} <${author.email}>`);
  terminal.stderr.write(`${source} ${version} after ${previous}, ${by}${mode === "dry-run" ? " (dry run)" : ""}\n`);
}
