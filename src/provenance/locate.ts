import { type Document, isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import { isCertainWord, placeCommonDocument, type ScalarPlace, type YamlNode } from "../goyaml/index.ts";
import { readLeniently, resolved } from "../lenient-yaml.ts";
import { LruCache } from "../sprig/lru-cache.ts";
import type { Site } from "./origin.ts";
import type { KeyPath } from "./values-tree.ts";

/** Many releases read the same files, and ask for the same keys. */
const sites = new LruCache<Map<string, Omit<Site, "file"> | undefined>>(64);
const documents = new LruCache<Document | null>(64);
const commonDocuments = new LruCache<ReturnType<typeof placeCommonDocument> | null>(64);

/**
 * The place of a value in the text of a YAML file, aliases and merge keys followed.
 *
 * @param file - its name for the site
 * @returns `undefined` where the file gives the path no scalar
 */
export function locateValue(text: string, file: string, path: KeyPath): Site | undefined {
  const known = sites.get(text, () => new Map());
  const key = JSON.stringify(path);
  if (!known.has(key)) known.set(key, locate(text, path));
  const site = known.get(key);
  return site && { file, ...site };
}

function locate(text: string, path: KeyPath): Omit<Site, "file"> | undefined {
  const place = placeOfCommon(text, path);
  if (place !== undefined) return place ? placeAt(text, ...place) : undefined;
  const document = documents.get(text, parseFirst);
  if (document === null) return undefined;
  let node: unknown = document.contents;
  for (const key of path) node = childOf(document, resolved(document, node), key);
  const scalar = resolved(document, node);
  if (!isScalar(scalar) || !scalar.range) return undefined;
  const [start, end] = scalar.range;
  return placeAt(text, start, end);
}

/**
 * Where a path has its value in a text that is easy to read; `null` where it has none, `undefined` where one has to look
 * closer.
 */
function placeOfCommon(text: string, path: KeyPath): ScalarPlace | null | undefined {
  const common = commonDocuments.get(text, (each) => placeCommonDocument(each) ?? null);
  let node: YamlNode | null | undefined = common?.root;
  for (const key of path) {
    if (!node) break;
    node = childIn(node, key);
  }
  return node && common?.places.get(node);
}

/** What a node has at a key: as {@link placeOfCommon} has it. */
function childIn(node: YamlNode, key: string | number): YamlNode | null | undefined {
  if (node.kind === "alias") return undefined;
  if (typeof key === "number") return (node.kind === "sequence" && node.items[key]) || null;
  return node.kind === "mapping" ? onlyEntry(node.entries, key) : null;
}

/** The value of a key that is there once at most, among keys that nobody could take for anything but a word. */
function onlyEntry(entries: readonly YamlNode[], key: string): YamlNode | null | undefined {
  let found: YamlNode | null = null;
  for (let i = 0; i < entries.length; i += 2) {
    const name = entries[i];
    if (name?.kind !== "scalar" || (name.plain && !isCertainWord(name.value))) return undefined;
    if (name.value !== key) continue;
    if (found !== null) return undefined;
    found = entries[i + 1] ?? null;
  }
  return found;
}

function parseFirst(text: string): Document | null {
  const [document] = readLeniently(text, { merge: true }) ?? [];
  return document !== undefined && "contents" in document ? document : null;
}

/** The site of a range of a text. */
export function siteAt(text: string, file: string, start: number, end: number): Site {
  return { file, ...placeAt(text, start, end) };
}

function placeAt(text: string, start: number, end: number): Omit<Site, "file"> {
  const before = text.lastIndexOf("\n", start - 1) + 1;
  const after = text.indexOf("\n", start);
  return {
    line: text.slice(0, start).split("\n").length,
    column: start - before + 1,
    text: text.slice(start, end),
    lineText: text.slice(before, after < 0 ? undefined : after).replace(/\r$/, ""),
  };
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
