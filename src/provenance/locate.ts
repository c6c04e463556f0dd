import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  type Scalar,
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
 * @param value - the value that is meant, as templates print it; where the file gives the path another one, it is not found
 * @returns `undefined` where the file gives the path no scalar
 */
export function locateValue(text: string, file: string, path: KeyPath, value: string): Site | undefined {
  const document = documents.get(text, parseFirst);
  if (document === null) return undefined;
  let node: unknown = document.contents;
  for (const key of path) node = childOf(document, resolved(document, node), key);
  const scalar = resolved(document, node);
  if (!isScalar(scalar) || !scalar.range || !isWritten(value, scalar)) return undefined;
  const [start, end] = scalar.range;
  return siteAt(text, file, start, end);
}

function parseFirst(text: string): Document | null {
  const options = { merge: true, uniqueKeys: false, logLevel: "silent" } as const;
  const [document] = parseAllDocuments(text, options);
  return document !== undefined && "contents" in document ? document : null;
}

/** Whether a value is what a scalar says: numbers are printed in another way than they may be written. */
function isWritten(value: string, { value: parsed, source }: Scalar): boolean {
  return parsed === value || String(parsed) === value || source === value || Number(source) === Number(value);
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

/** Of keys that are there twice the last one counts, as it does for helm; what comes in by a merge key comes after them. */
function entryOf(document: Document, map: YAMLMap, key: string): unknown {
  const own = map.items.findLast((pair) => isScalar(pair.key) && String(pair.key.value) === key);
  if (own) return own.value;
  for (const pair of map.items) {
    if (!isScalar(pair.key) || typeof pair.key.value !== "symbol") continue;
    const value = resolved(document, pair.value);
    for (const source of isSeq(value) ? value.items : [value]) {
      const from = resolved(document, source);
      const found = isMap(from) ? entryOf(document, from, key) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
