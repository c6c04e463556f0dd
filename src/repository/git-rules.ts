import { compilePart, type GlobPart, matchesParts } from "./glob.ts";

/** Nobody writes more, and each is held against every path: only so many count. */
const mostRules = 1000;

/** The rules of a `.gitignore` (gitignore(5)). */
export class GitRules {
  /** The last one first. */
  readonly #rules: readonly Rule[];

  constructor(text: string) {
    const lines = text.replace(/^\uFEFF/, "").split("\n");
    const rules = lines.flatMap((line) => readRule(line.replace(/\r$/, "")) ?? []);
    this.#rules = rules.slice(0, mostRules).reverse();
  }

  /**
   * What the last rule that matches says; `undefined` where none does.
   *
   * @param path - relative to the folder of the file, with `/`
   */
  decide(path: string, kind: "file" | "folder"): "ignored" | "kept" | undefined {
    const names = path.split("/");
    const last = names.slice(-1);
    const rule = this.#rules.find((each) => {
      if (each.isForFolders && kind === "file") return false;
      return matchesParts(each.parts, each.isForNames ? last : names);
    });
    return rule && (rule.isNegated ? "kept" : "ignored");
  }
}

interface Rule {
  readonly isNegated: boolean;
  readonly isForFolders: boolean;
  /** Whether it is for names in whatever folder; else it is for paths. */
  readonly isForNames: boolean;
  readonly parts: readonly GlobPart[];
}

function readRule(line: string): Rule | undefined {
  if (line.startsWith("#")) return undefined;
  let pattern = withoutTrailingSpaces(line);
  const isNegated = pattern.startsWith("!");
  if (isNegated) pattern = pattern.slice(1);
  const isForFolders = pattern.endsWith("/");
  if (isForFolders) pattern = pattern.slice(0, -1);
  if (pattern === "") return undefined;
  const isForNames = !pattern.includes("/");
  // Of names, two stars mean no more than one.
  if (isForNames)
    return { isNegated, isForFolders, isForNames, parts: [compilePart(pattern === "**" ? "*" : pattern)] };
  const slashes = pattern.replace(/\\(.)/g, (written, character) => (character === "/" ? "/" : written));
  const parts = slashes.replace(/^\//, "").split("/").map(compilePart);
  // What ends in two stars is what lies in the folder, and not the folder.
  if (parts.at(-1) === undefined) parts.push(compilePart("*"));
  return { isNegated, isForFolders, isForNames, parts };
}

/** A space behind a backslash counts. */
function withoutTrailingSpaces(line: string): string {
  let end = line.length;
  while (line[end - 1] === " ") end -= 1;
  const backslashes = /\\*$/.exec(line.slice(Math.max(0, end - 100), end))?.[0].length ?? 0;
  return end < line.length && backslashes % 2 === 1 ? line.slice(0, end + 1) : line.slice(0, end);
}
