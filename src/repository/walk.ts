import { type Dirent, lstatSync, readdirSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { ExhaustedError, spend } from "../govalue/allowance.ts";
import { compilePart, globMatcher, isGlob } from "./glob.ts";

/** What a walk goes past; the paths are relative to where it starts, with `/`. */
export interface WalkOptions {
  readonly wants: (path: string, name: string, isLink: boolean) => boolean;
  /** Whether to look into a folder. */
  readonly enters: (path: string, name: string) => boolean;
  /** Is told of what is wanted, or a folder to look into, that cannot be read. */
  readonly missed?: ((path: string, why: Missed) => void) | undefined;
}

/** Why something cannot be read: its name is no UTF-8, so that nothing can be asked by that name, or what the system says. */
export type Missed = "name" | NodeJS.ErrnoException;

/**
 * The files and links below a folder that are wanted, in no order. Links are not followed, and a folder that cannot be read
 * has nothing in it.
 */
export function walk(root: string, { wants, enters, missed = () => {} }: WalkOptions): string[] {
  const found: string[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesOf(root, folder, missed)) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const isFolder = entry.isDirectory();
      if (!(isFolder ? enters(path, entry.name) : wants(path, entry.name, entry.isSymbolicLink()))) continue;
      if (isUnnameable(root, path)) missed(path, "name");
      else (isFolder ? folders : found).push(path);
    }
  }
  return found;
}

/** Whether a path has bytes that are no UTF-8, in whose place others stand in it. */
function isUnnameable(root: string, path: string): boolean {
  return path.includes("\uFFFD") && lstatSync(join(root, path), { throwIfNoEntry: false }) === undefined;
}

/**
 * The files that a glob names, sorted: `*`, `?`, brackets and braces as in a shell, and `**` for folders however deep. Links
 * to files count.
 *
 * @param pattern - relative to the root, with `/`
 */
export function globFiles(root: string, pattern: string): string[] {
  const segments = pattern.split("/");
  const first = segments.findIndex((segment) => isGlob(segment));
  const folder = segments.slice(0, first).join("/");
  const rest = segments.slice(first);
  const found = walk(join(root, folder), { wants: globMatcher([rest.join("/")]), enters: entersOf(rest) });
  return found
    .map((path) => posix.join(folder, path))
    .filter((path) => statSync(`${root}/${path}`, { throwIfNoEntry: false })?.isFile())
    .sort();
}

/** Into which folders to look for what the parts of a pattern match. */
function entersOf(segments: readonly string[]): WalkOptions["enters"] {
  if (segments.some((segment) => /\{|^\*\*$/.test(segment))) return () => true;
  const folders = segments.slice(0, -1).map(compilePart);
  return (path, name) => folders[path.split("/").length - 1]?.(name) ?? false;
}

/** What it takes to look at what is in a folder. */
const entryCost = 200;

function entriesOf(root: string, folder: string, missed: NonNullable<WalkOptions["missed"]>): Dirent[] {
  try {
    const entries = readdirSync(`${root}/${folder}`, { withFileTypes: true });
    spend(entryCost * entries.length);
    return entries;
  } catch (error) {
    if (error instanceof ExhaustedError) throw error;
    missed(folder, error as NodeJS.ErrnoException);
    return [];
  }
}
