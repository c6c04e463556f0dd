import { relative } from "node:path";
import { applyTextEdits } from "../../edit/text-edit.ts";
import { bytesToText } from "../../govalue/text.ts";
import { ifReadable } from "../../helm/chart/files.ts";
import { onOneLine } from "../../on-one-line.ts";
import type { FileChangeTo, RepositoryFiles } from "../../repository/files.ts";
import type { Finding } from "../check.ts";
import type { Fix, TextEdit } from "../rule.ts";

/** A finding that can be fixed. */
export type FixableFinding = Finding & { readonly fix: Fix };

export function isFixable(finding: Finding): finding is FixableFinding {
  return finding.fix?.isSafe === true;
}

/** What files become, by path relative to the root. */
export type Changes = ReadonlyMap<string, FileChangeTo>;

/**
 * Those of the fixes that can be made at once: in the order of the places, the first of those that overlap. The same edits
 * for another finding are no overlap.
 */
export function withoutOverlaps<F extends FixableFinding>(findings: readonly F[]): F[] {
  const taken: TextEdit[] = [];
  return findings.filter(({ fix }) => {
    const others = taken.filter((edit) => !fix.edits.some((own) => isSame(own, edit)));
    const isFree = fix.edits.every((edit) => !others.some((other) => overlap(edit, other)));
    if (isFree) taken.push(...fix.edits);
    return isFree;
  });
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What is inserted at one place by two edits could come in either order. */
function overlap(a: TextEdit, b: TextEdit): boolean {
  if (a.file !== b.file) return false;
  if (a.kind !== "replace" || b.kind !== "replace") return true;
  return a.start === b.start || (a.start < b.end && b.start < a.end);
}

/**
 * Makes edits on top of changes that were made before.
 *
 * @param files - the files with these changes
 * @returns all changes, or why the edits cannot be made
 */
export function applyEdits(
  findings: readonly { readonly fix: Pick<Fix, "edits"> }[],
  files: RepositoryFiles,
  before: Changes,
): Changes | string {
  const changes = new Map(before);
  const edits = new Map<string, TextEdit[]>();
  for (const edit of findings.flatMap(({ fix }) => fix.edits)) {
    const sameFile = edits.get(edit.file) ?? [];
    if (!sameFile.some((other) => isSame(other, edit))) edits.set(edit.file, [...sameFile, edit]);
  }
  for (const [file, sameFile] of edits) {
    const path = relative(files.root, file);
    const change = applyToFile(file, path, sameFile, files);
    if (typeof change === "object" && "reason" in change) return `${onOneLine(path)} ${change.reason}`;
    changes.set(path, change);
  }
  return changes;
}

function applyToFile(
  file: string,
  path: string,
  edits: readonly TextEdit[],
  files: RepositoryFiles,
): FileChangeTo | { readonly reason: string } {
  if (path.startsWith("../")) return { reason: "lies outside of the repository" };
  const [first] = edits as [TextEdit, ...TextEdit[]];
  const kind = kindAt(file, files);
  if (first.kind === "create") return kind === undefined ? first.text : { reason: "is there already" };
  if (first.kind === "link") return kind === "directory" ? { reason: "is a folder" } : { link: first.target };
  if (first.kind === "remove") return kind === undefined || kind === "directory" ? { reason: "is no file" } : undefined;
  if (kind !== "file") return { reason: "is no file of its own, but leads to one that others may read" };
  const bytes = files.read(file);
  const text = bytesToText(bytes);
  if (!Buffer.from(text).equals(bytes)) return { reason: "is not in UTF-8" };
  return applyTextEdits(
    text,
    edits.flatMap((edit) => (edit.kind === "replace" ? [edit] : [])),
  );
}

/** What is at a path itself. A file in a folder that is a link counts as a link. */
function kindAt(file: string, files: RepositoryFiles): "file" | "directory" | "link" | "irregular" | undefined {
  return ifReadable(() => {
    const { kind } = files.stat(file);
    return kind === "file" && files.realpath(file) !== file ? "link" : kind;
  });
}
