import {
  type Document,
  isAlias,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  parseDocument,
  type Range,
  visit,
  type YAMLMap,
} from "yaml";
import { EditError, type EditErrorCode } from "./edit-error.ts";
import { joinFlowLines } from "./join-flow-lines.ts";
import { placeOf } from "./text-edit.ts";

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

/** A node that was parsed has a range. */
export function rangeOf(node: Node): Range {
  return node.range as Range;
}

/**
 * Parses a values file for editing. A key that a map has twice is no error, as it is none to Helm: see {@link findEntry}.
 *
 * @throws EditError `syntax`
 */
export function parseSource(source: string): SourceDocument {
  const error = (code: EditErrorCode, message: string, offset: number): EditError =>
    new EditError(code, message, placeOf(source, offset));

  let documents = parseDocuments(source);
  if (firstProblem(documents)) documents = parseDocuments(joinFlowLines(source));
  const problem = firstProblem(documents);
  if (problem) throw error("syntax", problem.message.replace(/ at line \d[\s\S]*/, ""), problem.pos[0]);
  const document = documents[0] ?? parseDocument(source);
  return { source, document, end: endOfDocument(source, document), error };
}

function parseDocuments(text: string): Document.Parsed[] {
  return [...parseAllDocuments(text, { keepSourceTokens: true, merge: true, uniqueKeys: false })];
}

function firstProblem(documents: readonly Document.Parsed[]) {
  return documents.flatMap((document) => document.errors).sort((a, b) => a.pos[0] - b.pos[0])[0];
}

function endOfDocument(source: string, document: Document.Parsed): number {
  const marker = /^(?:---|\.\.\.)(?=\s|$)/gm;
  marker.lastIndex = (document.contents ?? document).range[1];
  return marker.exec(source)?.index ?? source.length;
}

/**
 * The entry of a map with this key, whether the key is written plain or in quotes.
 *
 * @param name - the key path of the entry, for messages
 * @throws EditError `duplicate-key` where the map has the key twice: Helm reads the last one, people may mean the first
 */
export function findEntry(file: SourceDocument, map: YAMLMap, key: string, name: string): Entry | undefined {
  const [entry, second] = map.items.filter((pair) => keyOf(pair) === key);
  if (second) throw duplicateKey(file, second, name);
  return entry;
}

/** @throws EditError `duplicate-key` where a map has any key twice: what is meant by such a map is not certain. */
export function refuseDuplicateKeys(file: SourceDocument, map: YAMLMap, name: string): void {
  const keys = new Set<unknown>();
  for (const pair of map.items) {
    const key = keyOf(pair);
    // Several merge keys are no mistake.
    if (key === undefined || typeof key === "symbol") continue;
    if (keys.has(key)) throw duplicateKey(file, pair, `${name}.${key}`);
    keys.add(key);
  }
}

function keyOf({ key }: Entry): unknown {
  return isScalar(key) ? key.value : undefined;
}

function duplicateKey(file: SourceDocument, { key }: Entry, name: string): EditError {
  return file.error("duplicate-key", `${name} is there twice`, rangeOf(key as Node)[0]);
}

/** The offset of an entry: of its key, or of what stands before the key and belongs to it (`? key`, `&anchor key`). */
export function startOfEntry({ key, srcToken }: Entry): number {
  const marks = ["explicit-key-ind", "anchor", "tag"];
  return srcToken?.start.find(({ type }) => marks.includes(type))?.offset ?? rangeOf(key as Node)[0];
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
    if (typeof keyOf(pair) !== "symbol") return false;
    const sources = isSeq(pair.value) ? pair.value.items : [pair.value];
    return sources.some((source) => {
      // Go's YAML merges nothing but maps.
      const target = (isAlias(source) ? source.resolve(document) : source) as YAMLMap;
      return target.items.some((item) => keyOf(item) === key) || hasMergedEntry(document, target, key);
    });
  });
}

/** Whether a node has an anchor that an alias somewhere in the document refers to: to edit it would change both places. */
export function isShared(document: Document, node: Node): boolean {
  return "anchor" in node && aliasesIn(document).has(node.anchor as string);
}

/** The names of the anchors that the aliases of a document refer to. */
function aliasesIn(document: Document, omitted?: Entry): Set<string> {
  const names = new Set<string>();
  visit(document, {
    Pair: (_, pair) => (pair === omitted ? visit.SKIP : undefined),
    Alias: (_, { source }) => {
      names.add(source);
    },
  });
  return names;
}

/** A node of an entry whose anchor an alias outside of the entry refers to. */
export function sharedNode(document: Document, entry: Entry): Node | undefined {
  const aliases = aliasesIn(document, entry);
  let shared: Node | undefined;
  const check = (_: unknown, node: Node & { anchor?: string }) => {
    if (node.anchor === undefined || !aliases.has(node.anchor)) return undefined;
    shared = node;
    return visit.BREAK;
  };
  for (const node of [entry.key, entry.value]) {
    if (isNode(node)) visit(node, { Scalar: check, Collection: check });
  }
  return shared;
}
