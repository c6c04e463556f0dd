import { FileError } from "../helm/chart/files.ts";
import type { RepositoryFiles } from "./files.ts";

/** What was asked about a path, by the methods of `RepositoryFiles`, with the answers in short. */
export interface Access {
  readonly path: string;
  stat?: string;
  list?: string;
  read?: string;
  realpath?: string;
  readlink?: string;
}

export const questions = ["stat", "list", "read", "realpath", "readlink"] as const;
type Question = (typeof questions)[number];

/** What a computation looked at: given the same answers, it has the same outcome. Plain data. */
export interface Trace {
  readonly accesses: readonly Access[];
  /** Those of the computations whose outcome it used. */
  readonly parts: readonly Trace[];
}

export interface Tracing {
  /** The files as the computation is to see them. What it asks of an overlay depends on them as well. */
  readonly files: RepositoryFiles;
  /** Says that the computation uses the outcome of another one, which may have run before: what that looked at counts. */
  include(part: Trace): void;
  /** What the computation has looked at so far, to which what it asks later of the same paths is added. */
  trace(): Trace;
  /** What it has looked at until now, its parts aside. */
  traceUntilNow(): Trace;
}

/** Writes down what is asked of a file view. */
export function traced(files: RepositoryFiles): Tracing {
  const accesses = new Map<string, Access>();
  const parts = new Set<Trace>();

  /** Asks, and notes the answer the first time. */
  function ask<T>(question: Question, path: string, ask: () => T): T {
    let access = accesses.get(path);
    if (access === undefined) {
      access = { path };
      accesses.set(path, access);
    }
    // The digest is that of what was read last, so it is asked for afterwards.
    try {
      return ask();
    } finally {
      access[question] ??= answerTo(files, question, path);
    }
  }

  function watched(view: RepositoryFiles): RepositoryFiles {
    return {
      root: view.root,
      stat: (path) => ask("stat", path, () => view.stat(path)),
      list: (path) => ask("list", path, () => view.list(path)),
      read: (path) => ask("read", path, () => view.read(path)),
      realpath: (path) => ask("realpath", path, () => view.realpath(path)),
      readlink: (path) => ask("readlink", path, () => view.readlink(path)),
      namesDigest: (path) => ask("list", path, () => view.namesDigest(path)),
      contentDigest: (path) => ask("read", path, () => view.contentDigest(path)),
      overlay: (changes) => watched(view.overlay(changes)),
    };
  }

  return {
    files: watched(files),
    include: (part) => parts.add(part),
    trace: () => ({ accesses: [...accesses.values()], parts: [...parts] }),
    traceUntilNow: () => ({ accesses: Array.from(accesses.values(), (access) => ({ ...access })), parts: [] }),
  };
}

/** The files that a computation has read, those of its parts aside, in the order in which it first did. */
export function filesRead({ accesses }: Trace): string[] {
  return accesses.filter(({ read }) => read !== undefined && !read.startsWith("!")).map(({ path }) => path);
}

/** The paths of which a computation, its parts aside, saw the text, or that there is nothing. */
export function pathsSeen({ accesses }: Trace): string[] {
  const isMissing = (answer: string | undefined) => answer?.startsWith("!");
  return accesses
    .filter(({ read, stat, realpath }) => read !== undefined || isMissing(stat) || isMissing(realpath))
    .map(({ path }) => path);
}

/** The folders of which a computation, its parts aside, saw what is in them. */
export function foldersListed({ accesses }: Trace): string[] {
  return accesses.filter(({ list }) => list !== undefined).map(({ path }) => path);
}

/**
 * What a computation would see in other files if it asked the same; `undefined` where that makes a difference to it.
 *
 * @param isSame - whether an answer says the same to it
 */
export function traceAgain(
  trace: Trace,
  files: RepositoryFiles,
  isSame: (question: keyof Access, before: string, now: string) => boolean,
): Trace | undefined {
  const accesses: Access[] = [];
  for (const access of trace.accesses) {
    const again: Access = { path: access.path };
    for (const question of questions) {
      const before = access[question];
      if (before === undefined) continue;
      const now = answerTo(files, question, access.path);
      if (!isSame(question, before, now)) return undefined;
      again[question] = now;
    }
    accesses.push(again);
  }
  const parts: Trace[] = [];
  for (const part of trace.parts) {
    const again = traceAgain(part, files, isSame);
    if (again === undefined) return undefined;
    parts.push(again);
  }
  return { accesses, parts };
}

/** Whether a computation would find everything as it was. */
export function holds(trace: Trace, files: RepositoryFiles, known: Set<Trace> = new Set()): boolean {
  if (known.has(trace)) return true;
  known.add(trace);
  return (
    trace.accesses.every((access) =>
      questions.every(
        (question) => access[question] === undefined || access[question] === answerTo(files, question, access.path),
      ),
    ) && trace.parts.every((part) => holds(part, files, known))
  );
}

/** The short answer of a file view: the same text, the same answer. */
export function answerTo(files: RepositoryFiles, question: Question, path: string): string {
  try {
    switch (question) {
      case "stat": {
        const { kind, size } = files.stat(path);
        return kind === "file" ? `file ${size}` : kind;
      }
      case "list":
        return files.namesDigest(path);
      case "read":
        return files.contentDigest(path);
      case "realpath":
        return files.realpath(path);
      case "readlink":
        return files.readlink(path);
    }
  } catch (error) {
    if (error instanceof FileError) return `!${error.message}`;
    throw error;
  }
}
