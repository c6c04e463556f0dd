import {
  type Document,
  isAlias,
  isCollection,
  LineCounter,
  type ParsedNode,
  parseAllDocuments,
  parseDocument,
  visit,
} from "yaml";
import type { z } from "zod";
import { type Place, UserError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { ruleDescriptions } from "./rules.ts";
import {
  type Config,
  commitSchema,
  configSchema,
  overrideSchema,
  stageSchema,
  stageSelectionSchema,
  standInSchema,
} from "./schema.ts";

/**
 * Parses and checks the text of a configuration file.
 *
 * @param file - its name, for messages
 * @param options.isTrusted - whether it may say that files outside of the repository are read
 * @throws UserError `config-invalid`, with line and column of the first problem
 */
export function parseConfig(text: string, file: string, { isTrusted = true } = {}): Config {
  const lines = new LineCounter();
  const [document = parseDocument(""), second] = parseAllDocuments(text, { lineCounter: lines });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };

  const syntaxError = document.errors[0];
  if (syntaxError) {
    const message = syntaxError.message.split("\n", 1)[0]?.replace(/ at line .*$/, "") ?? "";
    throw new UserError("config-invalid", /call stack/.test(message) ? "the file nests too deeply" : message, {
      place: placeAt(syntaxError.pos[0]),
      cause: syntaxError,
    });
  }

  if (second) {
    throw new UserError("config-invalid", "the file holds more than one document", { place: placeAt(second.range[0]) });
  }
  const anchors = new Set<string>();
  visit(document, {
    Node: (_, node) => {
      if (!isAlias(node)) {
        if (node.anchor) anchors.add(node.anchor);
        return;
      }
      if (anchors.has(node.source)) return;
      const place = placeAt(node.range?.[0] ?? 0);
      throw new UserError("config-invalid", `the anchor of the alias *${node.source} is missing`, { place });
    },
  });

  const result = configSchema.safeParse(toPlain(document, file) ?? {});
  if (result.success) {
    if (isTrusted || result.data.hostFolders.length === 0) return result.data;
    throw new UserError("config-invalid", "hostFolders: a repository cannot say which files outside of it are read", {
      place: placeAt(offsetOf(document.contents, ["hostFolders"])),
      remedy: `if you trust it: --config ${file}`,
    });
  }

  const issue = result.error.issues[0] as z.core.$ZodIssue;
  const { message, remedy, path } = explainIssue(issue);
  throw new UserError("config-invalid", message, {
    place: placeAt(offsetOf(document.contents, path)),
    ...(remedy ? { remedy } : {}),
  });
}

function toPlain(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError || error instanceof RangeError)) throw error;
    const message = `its aliases stand for too much: ${error.message}`;
    throw new UserError("config-invalid", message, { place: { file }, cause: error });
  }
}

function explainIssue(issue: z.core.$ZodIssue): { message: string; remedy?: string; path: PropertyKey[] } {
  if (issue.code !== "unrecognized_keys") {
    return { message: [issue.path.join("."), issue.message].filter(Boolean).join(": "), path: issue.path };
  }
  const key = issue.keys[0] as string;
  const known = keysAt(issue.path);
  const [suggestion] = nearest(key, known);
  return {
    message: `unknown key ${JSON.stringify(key)}`,
    remedy: suggestion ? `did you mean ${JSON.stringify(suggestion)}?` : `the keys are ${known.join(", ")}`,
    path: [...issue.path, key],
  };
}

/** The keys that a map of the configuration can have. */
function keysAt(path: readonly PropertyKey[]): string[] {
  if (path.at(-1) === "rules") return Object.keys(ruleDescriptions);
  if (path[0] === "stages" && path.includes("select")) return Object.keys(stageSelectionSchema.shape);
  const schemas = { standIns: standInSchema, overrides: overrideSchema, commit: commitSchema, stages: stageSchema };
  const schema = schemas[path[0] as keyof typeof schemas] ?? configSchema;
  return Object.keys(schema.shape);
}

/** Where the key at this path stands, or the closest of its parents. */
function offsetOf(root: ParsedNode | null, path: readonly PropertyKey[]): number {
  let node: unknown = root;
  let offset = root?.range[0] ?? 0;
  for (const segment of path) {
    if (!isCollection(node)) break;
    const item = node.items.find((entry, index) => {
      const pair = entry as { key?: { value?: unknown } };
      return pair.key === undefined ? index === segment : pair.key?.value === segment;
    }) as { key?: ParsedNode; value?: ParsedNode; range?: [number, number, number] } | undefined;
    if (!item) break;
    offset = item.key?.range[0] ?? item.range?.[0] ?? offset;
    node = item.key === undefined ? item : item.value;
  }
  return offset;
}
