import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml";
import { EditError, type EditErrorCode } from "./edit-error.ts";

/** A values file as its syntax tree and the text it was read from; ranges in the tree are offsets in the text. */
export interface SourceDocument {
  readonly source: string;
  /** The first document of the file, the one that Helm reads; in a file without content, an empty one. */
  readonly document: Document.Parsed;
  /** Where the first document ends: at the marker line that follows it, or at the end of the text. */
  readonly end: number;
  /** Makes the error for a place in this file. */
  error(code: EditErrorCode, message: string, offset: number): EditError;
}

/** An entry of a map, with the tokens it was read from. */
export type Entry = Pair<unknown, unknown>;

/**
 * Parses a values file for editing.
 *
 * @throws EditError `syntax` or `duplicate-key`
 */
export function parseSource(source: string): SourceDocument {
  const lines = new LineCounter();
  const documents = parseAllDocuments(source, { lineCounter: lines, keepSourceTokens: true, merge: true });
  const error = (code: EditErrorCode, message: string, offset: number): EditError => {
    const { line, col } = lines.linePos(offset);
    return new EditError(code, message, { line, column: col });
  };

  const problem = documents.flatMap((document) => document.errors).sort((a, b) => a.pos[0] - b.pos[0])[0];
  if (problem) {
    const code = problem.code === "DUPLICATE_KEY" ? "duplicate-key" : "syntax";
    throw error(code, problem.message.replace(/ at line \d[\s\S]*/, ""), problem.pos[0]);
  }
  const document = documents[0] ?? parseDocument(source);
  return { source, document, end: endOfDocument(source, document), error };
}

function endOfDocument(source: string, document: Document.Parsed): number {
  const marker = /^(?:---|\.\.\.)(?=\s|$)/gm;
  marker.lastIndex = (document.contents ?? document).range[1];
  return marker.exec(source)?.index ?? source.length;
}

/** The entry of a map with this key, whether the key is written plain or in quotes. */
export function findEntry(map: YAMLMap, key: string): Entry | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** The offset behind the colon of an entry; `? key` and `{ key }` have none. */
export function endOfColon(entry: Entry): number | undefined {
  const colon = entry.srcToken?.sep?.find((token) => token.type === "map-value-ind");
  return colon && colon.offset + 1;
}

/** Whether an entry has a key, a colon and no more: its value is null without a word. */
export function isImplicitNull(node: unknown): boolean {
  return isScalar(node) && node.value === null && node.source === "" && !node.anchor && !node.tag;
}

/** Whether a merge key (`<<`) of this map, or of a map that it brings in, brings in an entry with this key. */
export function hasMergedEntry(document: Document, map: YAMLMap, key: string): boolean {
  return map.items.some((pair) => {
    if (!isScalar(pair.key) || typeof pair.key.value !== "symbol") return false;
    const sources = isSeq(pair.value) ? pair.value.items : [pair.value];
    return sources.some((source) => {
      const target = isAlias(source) ? source.resolve(document) : source;
      return isMap(target) && (findEntry(target, key) !== undefined || hasMergedEntry(document, target, key));
    });
  });
}

/** Whether a node has an anchor that an alias somewhere in the document refers to: to edit it would change both places. */
export function isShared(document: Document, node: Node): boolean {
  let shared = false;
  visit(document, {
    Alias: (_, alias) => {
      shared ||= "anchor" in node && alias.source === node.anchor;
    },
  });
  return shared;
}
