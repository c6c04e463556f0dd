import { type Document, isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import { placeCommonDocument, type ScalarPlace, type YamlNode } from "../goyaml/index.ts";
import { readLeniently, resolved } from "../lenient-yaml.ts";
import { LruCache } from "../sprig/lru-cache.ts";
import type { Site } from "./origin.ts";
import type { KeyPath } from "./values-tree.ts";

/** Many releases read the same files. */
const documents = new LruCache<Document | null>(64);
const commonDocuments = new LruCache<ReturnType<typeof placeCommonDocument> | null>(64);

/**
 * The place of a value in the text of a YAML file, aliases and merge keys followed.
 *
 * @param file - its name for the site
 * @returns `undefined` where the file gives the path no scalar
 */
export function locateValue(text: string, file: string, path: KeyPath): Site | undefined {
  const place = placeOfCommon(text, path);
  if (place !== undefined) return siteAt(text, file, ...place);
  const document = documents.get(text, parseFirst);
  if (document === null) return undefined;
  let node: unknown = document.contents;
  for (const key of path) node = childOf(document, resolved(document, node), key);
  const scalar = resolved(document, node);
  if (!isScalar(scalar) || !scalar.range) return undefined;
  const [start, end] = scalar.range;
  return siteAt(text, file, start, end);
}

/** Where a path has its value in a text that is easy to read; `undefined` where one has to look closer. */
function placeOfCommon(text: string, path: KeyPath): ScalarPlace | undefined {
  const common = commonDocuments.get(text, (each) => placeCommonDocument(each) ?? null);
  let node: YamlNode | undefined = common?.root;
  for (const key of path) {
    if (typeof key === "number") node = node?.kind === "sequence" ? node.items[key] : undefined;
    else node = node?.kind === "mapping" ? onlyEntry(node.entries, key) : undefined;
  }
  return node && common?.places.get(node);
}

/** The value of a key that is there once, among keys that nobody could take for anything but a word. */
function onlyEntry(entries: readonly YamlNode[], key: string): YamlNode | undefined {
  let found: YamlNode | undefined;
  for (let i = 0; i < entries.length; i += 2) {
    const name = entries[i];
    if (name?.kind !== "scalar" || (name.plain && !certainWord.test(name.value))) return undefined;
    if (name.value !== key) continue;
    if (found !== undefined) return undefined;
    found = entries[i + 1];
  }
  return found;
}

/** A scalar without quotes that is a text in each version of YAML. */
const certainWord = /^(?!(?:true|false|yes|no|on|off|null|y|n)$)[a-z_][\w./-]*$/i;

function parseFirst(text: string): Document | null {
  const [document] = readLeniently(text, { merge: true }) ?? [];
  return document !== undefined && "contents" in document ? document : null;
}

/** The site of a range of a text. */
export function siteAt(text: string, file: string, start: number, end: number): Site {
  const before = text.lastIndexOf("\n", start - 1) + 1;
  const after = text.indexOf("\n", start);
  return {
    file,
    line: lineAt(text, start),
    column: start - before + 1,
    text: text.slice(start, end),
    lineText: text.slice(before, after < 0 ? undefined : after).replace(/\r$/, ""),
  };
}

function lineAt(text: string, place: number): number {
  let line = 1;
  for (let end = text.indexOf("\n"); end >= 0 && end < place; end = text.indexOf("\n", end + 1)) line += 1;
  return line;
}

function childOf(document: Document, node: Node | undefined, key: string | number): unknown {
  if (typeof key === "number") return isSeq(node) ? node.items[key] : undefined;
  return isMap(node) ? entryOf(document, node, key) : undefined;
}

/**
 * The value of a key as helm's YAML library reads a map (yaml.v2's `decoder.mapping` and `merge`): what comes later goes over
 * what came before, be it the same key again or a merge key; of several maps of one merge key the first goes over the others.
 */
function entryOf(document: Document, map: YAMLMap, key: string, seen = new Set<YAMLMap>()): unknown {
  // What had nothing has nothing still: merge keys can lead to the same map in more ways than anybody can count.
  if (seen.has(map)) return undefined;
  seen.add(map);
  for (const pair of map.items.toReversed()) {
    if (!isScalar(pair.key)) continue;
    if (String(pair.key.value) === key) return pair.value;
    if (typeof pair.key.value !== "symbol") continue;
    const value = resolved(document, pair.value);
    for (const source of isSeq(value) ? value.items : [value]) {
      const from = resolved(document, source);
      const found = isMap(from) ? entryOf(document, from, key, seen) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
