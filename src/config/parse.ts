import { isCollection, LineCounter, type ParsedNode, parseAllDocuments, parseDocument, visit } from "yaml";
import type { z } from "zod";
import { type Place, UserError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { type Config, configSchema, standInSchema } from "./schema.ts";

/**
 * Parses and checks the text of a configuration file.
 *
 * @param file - its name, for messages
 * @throws UserError `config-invalid`, with line and column of the first problem
 */
export function parseConfig(text: string, file: string): Config {
  const lines = new LineCounter();
  const [document = parseDocument(""), second] = parseAllDocuments(text, { lineCounter: lines });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };

  const syntaxError = document.errors[0];
  if (syntaxError) {
    throw new UserError("config-invalid", syntaxError.message.split("\n", 1)[0]?.replace(/ at line .*$/, "") ?? "", {
      place: placeAt(syntaxError.pos[0]),
      cause: syntaxError,
    });
  }

  if (second) {
    throw new UserError("config-invalid", "the file holds more than one document", { place: placeAt(second.range[0]) });
  }
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document)) return;
      const place = placeAt(alias.range?.[0] ?? 0);
      throw new UserError("config-invalid", `the anchor of the alias *${alias.source} is missing`, { place });
    },
  });

  const result = configSchema.safeParse(document.toJS() ?? {});
  if (result.success) return result.data;

  const issue = result.error.issues[0] as z.core.$ZodIssue;
  const { message, remedy, path } = explainIssue(issue);
  throw new UserError("config-invalid", message, {
    place: placeAt(offsetOf(document.contents, path)),
    ...(remedy ? { remedy } : {}),
  });
}

function explainIssue(issue: z.core.$ZodIssue): { message: string; remedy?: string; path: PropertyKey[] } {
  if (issue.code !== "unrecognized_keys") {
    return { message: [issue.path.join("."), issue.message].filter(Boolean).join(": "), path: issue.path };
  }
  const key = issue.keys[0] as string;
  const known = Object.keys((issue.path.length === 0 ? configSchema : standInSchema).shape);
  const [suggestion] = nearest(key, known);
  return {
    message: `unknown key ${JSON.stringify(key)}`,
    remedy: suggestion ? `did you mean ${JSON.stringify(suggestion)}?` : `the keys are ${known.join(", ")}`,
    path: [...issue.path, key],
  };
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
