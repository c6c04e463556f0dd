import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  type YAMLMap,
} from "yaml";
import { LruCache } from "../sprig/lru-cache.ts";
import type { Site } from "./origin.ts";
import type { KeyPath } from "./values-tree.ts";

/** Many releases read the same files. */
const documents = new LruCache<Document | null>(64);

/**
 * The place of a value in the text of a YAML file, aliases and merge keys followed.
 *
 * @param file - its name for the site
 * @returns `undefined` where the file gives the path no scalar
 */
export function locateValue(text: string, file: string, path: KeyPath): Site | undefined {
  const document = documents.get(text, parseFirst);
  if (document === null) return undefined;
  let node: unknown = document.contents;
  for (const key of path) node = childOf(document, resolved(document, node), key);
  const scalar = resolved(document, node);
  if (!isScalar(scalar) || !scalar.range) return undefined;
  const [start, end] = scalar.range;
  return siteAt(text, file, start, end);
}

function parseFirst(text: string): Document | null {
  const options = { merge: true, uniqueKeys: false, logLevel: "silent" } as const;
  const [document] = parseAllDocuments(text, options);
  return document !== undefined && "contents" in document ? document : null;
}

/** The site of a range of a text. */
export function siteAt(text: string, file: string, start: number, end: number): Site {
  const before = text.lastIndexOf("\n", start - 1) + 1;
  const after = text.indexOf("\n", start);
  return {
    file,
    line: text.slice(0, start).split("\n").length,
    column: start - before + 1,
    text: text.slice(start, end),
    lineText: text.slice(before, after < 0 ? undefined : after).replace(/\r$/, ""),
  };
}

function resolved(document: Document, node: unknown): Node | undefined {
  if (isAlias(node)) return node.resolve(document);
  return isNode(node) ? node : undefined;
}

function childOf(document: Document, node: Node | undefined, key: string | number): unknown {
  if (typeof key === "number") return isSeq(node) ? node.items[key] : undefined;
  return isMap(node) ? entryOf(document, node, key) : undefined;
}

/**
 * The value of a key as helm's YAML library reads a map (yaml.v2's `decoder.mapping` and `merge`): what comes later goes over
 * what came before, be it the same key again or a merge key; of several maps of one merge key the first goes over the others.
 */
function entryOf(document: Document, map: YAMLMap, key: string): unknown {
  for (const pair of map.items.toReversed()) {
    if (!isScalar(pair.key)) continue;
    if (String(pair.key.value) === key) return pair.value;
    if (typeof pair.key.value !== "symbol") continue;
    const value = resolved(document, pair.value);
    for (const source of isSeq(value) ? value.items : [value]) {
      const from = resolved(document, source);
      const found = isMap(from) ? entryOf(document, from, key) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
