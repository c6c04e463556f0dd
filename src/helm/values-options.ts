import type { GoMap } from "../govalue/value.ts";
import { HelmError, wrapError } from "./errors.ts";
import { parseAssignments } from "./strvals.ts";
import { deepCopy, isTable } from "./tables.ts";
import { readTable } from "./yaml.ts";

/** The ways to give values on helm's command line, in the order in which helm applies them. */
export interface ValueOptions {
  /** `-f`, `--values`: the names and texts of the files. */
  readonly files?: readonly { readonly name: string; readonly text: string }[];
  /** `--set-json` */
  readonly setJson?: readonly string[];
  /** `--set` */
  readonly set?: readonly string[];
  /** `--set-string` */
  readonly setString?: readonly string[];
  /** `--set-file`; the paths are read through `readFile`. */
  readonly setFile?: readonly string[];
  /** `--set-literal` */
  readonly setLiteral?: readonly string[];
  readonly readFile?: (path: string) => string;
}

/** Merges values files and assignments, as helm's pkg/cli/values does. */
export function mergeValueOptions(options: ValueOptions): GoMap {
  let values: GoMap = new Map();
  for (const { name, text } of options.files ?? []) values = mergeOver(values, readValuesFile(name, text));

  const readFile = options.readFile ?? ((path) => unreadable(path));
  for (const text of options.setJson ?? []) {
    try {
      parseAssignments(text, values, { kind: "json" });
    } catch (error) {
      throw new HelmError(`failed parsing --set-json data ${text}`, { cause: error });
    }
  }
  const assign = (flag: string, texts: readonly string[] | undefined, syntax: Parameters<typeof parseAssignments>[2]) => {
    for (const text of texts ?? []) {
      try {
        parseAssignments(text, values, syntax);
      } catch (error) {
        throw wrapError(error, `failed parsing ${flag} data`);
      }
    }
  };
  assign("--set", options.set, { kind: "typed" });
  assign("--set-string", options.setString, { kind: "string" });
  assign("--set-file", options.setFile, { kind: "file", read: readFile });
  assign("--set-literal", options.setLiteral, { kind: "literal" });
  return values;
}

/** Reads a values file; null, or nothing at all, is no values. */
function readValuesFile(name: string, text: string): GoMap {
  try {
    return readTable(text) ?? new Map();
  } catch (error) {
    throw wrapError(error, `failed to parse ${name}`);
  }
}

/** Merges tables; unlike the defaults of a chart, a null of the later file replaces what was there. */
function mergeOver(earlier: GoMap, later: GoMap): GoMap {
  const merged = new Map(earlier);
  for (const [key, value] of later) {
    const present = merged.get(key);
    merged.set(key, isTable(value) && isTable(present) ? mergeOver(present, value) : value);
  }
  return merged;
}

function unreadable(path: string): never {
  throw new HelmError(`open ${path}: no such file or directory`);
}
