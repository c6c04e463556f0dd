import { spend } from "../../govalue/allowance.ts";
import type { GoMap } from "../../govalue/value.ts";
import { HelmError, wrapError } from "../errors.ts";
import { readTable } from "../yaml.ts";
import { parseAssignments, type ValueSyntax } from "./strvals.ts";
import { deepCopy, isTable } from "./tables.ts";

/** The ways to give values on helm's command line, in the order in which helm applies them. */
export interface ValueOptions {
  /** `-f`, `--values` */
  readonly files?: readonly ValuesFile[] | undefined;
  /** `--set-json` */
  readonly setJson?: readonly string[] | undefined;
  /** `--set` */
  readonly set?: readonly string[] | undefined;
  /** `--set-string` */
  readonly setString?: readonly string[] | undefined;
  /** `--set-file`; the paths are read through `readFile`. */
  readonly setFile?: readonly string[] | undefined;
  /** `--set-literal` */
  readonly setLiteral?: readonly string[] | undefined;
  readonly readFile?: ((path: string) => string) | undefined;
}

export type ValuesFile =
  | { readonly name: string; read(): string }
  /** One that has been read already, by {@link parseValuesFile}; it is not changed. */
  | { readonly name: string; readonly values: GoMap };

/**
 * Reads the text of a values file.
 *
 * @throws {HelmError} for what is no YAML, or no map; null, or nothing at all, is no values
 */
export function parseValuesFile(text: string): GoMap {
  return readTable(text) ?? new Map();
}

/** Merges values files and assignments, as helm's pkg/cli/values does. */
export function mergeValueOptions(options: ValueOptions): GoMap {
  let values: GoMap = new Map();
  for (const file of options.files ?? []) values = mergeOver(values, readValuesFile(file));
  // What is assigned goes into maps that may belong to files.
  if (hasAssignments(options)) values = deepCopy(values);

  for (const text of options.setJson ?? []) {
    try {
      parseAssignments(text, values, { kind: "json" });
    } catch (error) {
      throw new HelmError(`failed parsing --set-json data ${text}`, { cause: error });
    }
  }
  assign(values, "--set", options.set, { kind: "typed" });
  assign(values, "--set-string", options.setString, { kind: "string" });
  assign(values, "--set-file", options.setFile, { kind: "file", read: options.readFile ?? unreadable });
  assign(values, "--set-literal", options.setLiteral, { kind: "literal" });
  return values;
}

function assign(values: GoMap, flag: string, texts: readonly string[] | undefined, syntax: ValueSyntax): void {
  for (const text of texts ?? []) {
    try {
      parseAssignments(text, values, syntax);
    } catch (error) {
      throw wrapError(error, `failed parsing ${flag} data`);
    }
  }
}

function hasAssignments({ set, setFile, setJson, setLiteral, setString }: ValueOptions): boolean {
  return [set, setFile, setJson, setLiteral, setString].some((texts) => texts !== undefined && texts.length > 0);
}

function readValuesFile(file: ValuesFile): GoMap {
  if ("values" in file) return file.values;
  const text = file.read();
  try {
    return parseValuesFile(text);
  } catch (error) {
    throw wrapError(error, `failed to parse ${file.name}`);
  }
}

/** Merges tables; unlike the defaults of a chart, a null of the later file replaces what was there. */
function mergeOver(earlier: GoMap, later: GoMap): GoMap {
  spend(20 * (1 + earlier.size + later.size));
  const merged = new Map(earlier);
  later.forEach((value, key) => {
    const present = merged.get(key);
    merged.set(key, isTable(value) && isTable(present) ? mergeOver(present, value) : value);
  });
  return merged;
}

function unreadable(path: string): never {
  throw new HelmError(`open ${path}: no such file or directory`);
}
