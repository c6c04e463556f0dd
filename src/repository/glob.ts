/*
 * Globs that may come from whoever wrote the repository: how long a match takes grows with the lengths of both, whatever
 * they are. Regular expressions made of such patterns do not promise that.
 */

/** Whether a pattern matches a path, relative and with `/` between its parts. */
export type GlobMatcher = (path: string) => boolean;

/** Where braces of a pattern stand for more than so many patterns, they stand for themselves. */
const mostAlternatives = 256;

/** Whether a path has to be looked for. */
export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

/**
 * Compiles globs: `*`, `?`, brackets and braces as in a shell, `**` for folders however deep, also none, and a backslash
 * before what stands for itself. A pattern that ends in `/**` matches the folder, too.
 */
export function globMatcher(patterns: readonly string[]): GlobMatcher {
  if (patterns.length === 0) return () => false;
  const compiled = patterns.flatMap(expandBraces).map((pattern) => {
    return pattern
      .replace(/^(?:\.\/)+/, "")
      .split("/")
      .map(compilePart);
  });
  return (path) => {
    const names = path.split("/");
    return compiled.some((parts) => matchesParts(parts, names));
  };
}

/** The patterns that a pattern with braces stands for. */
export function expandBraces(pattern: string): string[] {
  const expanded: string[] = [];
  const open = [pattern];
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    const found = firstBraces(current);
    if (found === undefined) {
      expanded.push(current);
    } else {
      const [before, after] = [current.slice(0, found.start), current.slice(found.end)];
      open.push(...found.alternatives.map((alternative) => before + alternative + after).reverse());
    }
    if (open.length + expanded.length > mostAlternatives) return [pattern];
  }
  return expanded;
}

function firstBraces(pattern: string): { start: number; end: number; alternatives: string[] } | undefined {
  const start = pattern.search(/(?<!\\)\{/);
  if (start < 0) return undefined;
  const alternatives: string[] = [];
  let depth = 0;
  let from = start + 1;
  for (let i = start; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === "\\") i += 1;
    else if (character === "{") depth += 1;
    else if (depth === 1 && (character === "," || character === "}")) {
      alternatives.push(pattern.slice(from, i));
      from = i + 1;
      if (character === "}") return alternatives.length > 1 ? { start, end: i + 1, alternatives } : undefined;
    } else if (character === "}") depth -= 1;
  }
  return undefined;
}

/** A part of a pattern, for one name of a path; `undefined` for any number of names (`**`). */
export type GlobPart = ((name: string) => boolean) | undefined;

/** Compiles what stands between two `/`. */
export function compilePart(part: string): GlobPart {
  if (part === "**") return undefined;
  const items = readItems(part);
  if (items === undefined) return () => false;
  const [start, end, ...others] = textsOf(items) ?? [];
  // Most are a name, or have one star.
  if (start !== undefined && end === undefined) return (name) => name === start;
  if (start !== undefined && end !== undefined && others.length === 0) {
    return (name) => name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end);
  }
  return (name) => matchesSequence(items, name.length, (item, at) => fitsCharacter(item, name.charAt(at)));
}

/** What stands before, between and behind stars; `undefined` where there is anything but characters. */
function textsOf(items: readonly (Item | undefined)[]): string[] | undefined {
  const texts = [""];
  for (const item of items) {
    if (item === undefined) texts.push("");
    else if (typeof item === "string") texts[texts.length - 1] += item;
    else return undefined;
  }
  return texts;
}

export function matchesParts(parts: readonly GlobPart[], names: readonly string[]): boolean {
  return matchesSequence(parts, names.length, (part, at) => part(names[at] as string));
}

/** A character, or what it may be. */
type Item = string | ((character: string) => boolean);

function fitsCharacter(item: Item, character: string): boolean {
  return typeof item === "string" ? item === character : item(character);
}

/**
 * Whether items match a sequence, each one element; `undefined` matches any number of them. What it matched before the last
 * of these need not be tried again, so that time is at most the product of both lengths.
 */
function matchesSequence<T>(
  items: readonly (T | undefined)[],
  length: number,
  fits: (item: T, at: number) => boolean,
): boolean {
  let item = 0;
  let at = 0;
  let star = -1;
  let resumeAt = 0;
  while (at < length) {
    const current = items[item];
    if (item < items.length && current === undefined) {
      star = item;
      resumeAt = at;
      item += 1;
    } else if (current !== undefined && fits(current, at)) {
      item += 1;
      at += 1;
    } else if (star >= 0) {
      resumeAt += 1;
      item = star + 1;
      at = resumeAt;
    } else {
      return false;
    }
  }
  while (item < items.length && items[item] === undefined) item += 1;
  return item === items.length;
}

/** `undefined` where the part can match nothing: brackets are left open, or it ends in a backslash. */
function readItems(part: string): (Item | undefined)[] | undefined {
  const items: (Item | undefined)[] = [];
  for (let i = 0; i < part.length; i++) {
    const character = part.charAt(i);
    if (character === "*") {
      if (items.length === 0 || items.at(-1) !== undefined) items.push(undefined);
    } else if (character === "?") {
      items.push(() => true);
    } else if (character === "[") {
      const found = readBrackets(part, i);
      if (found === undefined) return undefined;
      items.push(found.item);
      i = found.end;
    } else if (character === "\\") {
      i += 1;
      if (i === part.length) return undefined;
      items.push(part.charAt(i));
    } else {
      items.push(character);
    }
  }
  return items;
}

const characterClasses: Readonly<Record<string, RegExp>> = {
  alnum: /[a-z0-9]/i,
  alpha: /[a-z]/i,
  blank: /[ \t]/,
  digit: /\d/,
  lower: /[a-z]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[\da-f]/i,
};

/** @param start - of the bracket. @returns the end is that of the closing one */
function readBrackets(part: string, start: number): { item: Item; end: number } | undefined {
  const isNegated = /[!^]/.test(part.charAt(start + 1));
  const first = start + (isNegated ? 2 : 1);
  const tests: ((character: string) => boolean)[] = [];
  for (let i = first; i < part.length; i++) {
    if (part[i] === "]" && i > first) {
      return { item: (character) => tests.some((test) => test(character)) !== isNegated, end: i };
    }
    const [named, name = ""] = /^\[:(\w+):\]/.exec(part.slice(i, i + 12)) ?? [];
    const characters = characterClasses[name];
    if (named !== undefined) {
      if (characters === undefined) return undefined;
      tests.push((character) => characters.test(character));
      i += named.length - 1;
      continue;
    }
    if (part[i] === "\\") i += 1;
    const low = part.charAt(i);
    let high = low;
    if (part[i + 1] === "-" && i + 2 < part.length && part[i + 2] !== "]") {
      i += part[i + 2] === "\\" ? 3 : 2;
      high = part.charAt(i);
    }
    tests.push((character) => character >= low && character <= high);
  }
  return undefined;
}
