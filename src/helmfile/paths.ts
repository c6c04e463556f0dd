import { posix } from "node:path";
import { spend } from "../govalue/allowance.ts";
import { compareText } from "../govalue/text.ts";
import { type ChartFiles, ifReadable } from "../helm/chart/files.ts";
import { match } from "../helm/path.ts";
import type { Folder } from "./world.ts";

/** What `filepath.Clean` would change in a path: dots for a name, slashes that are too many, nothing at all. */
const unclean = /(?:^|\/)\.{1,2}(?:\/|$)|\/\/|.\/$|^$/;

/** Whether a path is written in the shortest way; most are, and to see that takes less time than to clean them. */
export function isClean(path: string): boolean {
  return !unclean.test(path);
}

/** Go's `filepath.Join`. */
export function cleanJoin(...elements: string[]): string {
  const given = elements.filter((element) => element !== "");
  if (given.length === 0) return "";
  const path = posix.normalize(given.join("/"));
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

/** What it takes to look for files, and for each name in a folder. */
const globCost = 500;
const entryCost = 20;

/**
 * Go's `filepath.Glob`, sorted.
 *
 * @param pattern - relative to the folder, or absolute; the paths that are found are like it
 * @throws BadPatternError
 */
export function glob(pattern: string, folder: Folder, files: ChartFiles): string[] {
  spend(globCost + pattern.length);
  if (!/[*?[\\]/.test(pattern)) return exists(folder.absolute(pattern), files) ? [pattern] : [];
  // As Go does, for what is wrong at the start of a pattern counts even where there is nothing to match.
  match(pattern, "");
  const slash = pattern.lastIndexOf("/");
  const directory = slash < 0 ? "." : slash === 0 ? "/" : pattern.slice(0, slash);
  const name = pattern.slice(slash + 1);
  const directories = directory === "." && slash < 0 ? ["."] : glob(directory, folder, files);
  const found = directories.flatMap((each) => {
    const names = namesIn(folder.absolute(each), files);
    spend(globCost + entryCost * names.length);
    return names.filter((entry) => match(name, entry)).map((entry) => cleanJoin(each, entry));
  });
  return found.sort(compareText);
}

function exists(path: string, files: ChartFiles): boolean {
  return ifReadable(() => files.stat(path)) !== undefined;
}

function namesIn(path: string, files: ChartFiles): string[] {
  return ifReadable(() => files.list(path)) ?? [];
}

/** What is at a path, links followed; `undefined` where there is nothing. */
export function kindOf(path: string, files: ChartFiles): "file" | "directory" | undefined {
  return ifReadable(() => {
    let { kind } = files.stat(path);
    if (kind === "link") kind = files.stat(files.realpath(path)).kind;
    return kind === "file" || kind === "directory" ? kind : undefined;
  });
}
