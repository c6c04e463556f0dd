import { isAlias, isMap, isNode, isScalar, type Node, type YAMLMap } from "yaml";
import { rangeOf } from "./block-layout.ts";
import {
  type Entry,
  endOfColon,
  findEntry,
  hasMergedEntry,
  isImplicitNull,
  isShared,
  parseSource,
  type SourceDocument,
} from "./document.ts";
import {
  appendBlock,
  insertBelowKey,
  insertFlowMap,
  insertIntoBlockMap,
  insertIntoFlowMap,
  replaceByFlowMap,
} from "./insert.ts";
import { replaceScalar } from "./replace-scalar.ts";
import { applyTextEdit, type TextEdit } from "./text-edit.ts";

/**
 * Sets the value at a key path in the text of a values file and leaves every other character as it is:
 *
 * - a scalar that is there is replaced in place, in its quoting style;
 * - else one entry is added behind the last one of the deepest map of the path that exists;
 * - else a block is added at the end of the document.
 *
 * A file with several documents is edited in its first one, the one that Helm reads.
 *
 * @param path - the names of the keys from the root, at least one
 * @param value - a string; it is quoted where YAML would read it as something else
 * @returns the new text; the old one where the value is there already
 * @throws EditError where the file is no valid YAML, or where an edit in this place would change anything but the value
 */
export function setValue(source: string, path: readonly string[], value: string): string {
  const edit = valueEdit(source, path, value);
  return edit ? applyTextEdit(source, edit) : source;
}

/** The edit that {@link setValue} makes; none where the value is there already. */
export function valueEdit(source: string, path: readonly string[], value: string): TextEdit | undefined {
  const file = parseSource(source);
  const root = file.document.contents;
  if (!root || isImplicitNull(root)) return appendBlock(file, { keys: path, value });
  return editNode(file, root, [], path, value);
}

/** The edit that sets the value at the path `rest` below a node, which is itself reached by the path `seen`. */
function editNode(
  file: SourceDocument,
  node: Node,
  seen: readonly string[],
  rest: readonly string[],
  value: string,
): TextEdit | undefined {
  const here = seen.join(".") || "the document";
  const [start] = rangeOf(node);
  if (isAlias(node)) throw file.error("alias", `${here} is the alias *${node.source}`, start);
  refuseShared(file, node, here);
  if (isScalar(node) && node.value === null) return replaceByFlowMap(node, { keys: rest, value });
  if (!isMap(node)) throw file.error("not-a-map", `${here} is not a map`, start);

  const [key, ...below] = rest as [string, ...string[]];
  const path = [...seen, key];
  const entry = findEntry(node, key);
  if (!entry) {
    const name = path.join(".");
    if (below.length > 0 && hasMergedEntry(file.document, node, key)) {
      throw file.error(
        "merge-key",
        `${name} comes in by a merge key, of which an entry here would hide the rest`,
        start,
      );
    }
    const addition = { keys: rest, value };
    if (node.flow) return insertIntoFlowMap(file, node, addition);
    return seen.length === 0 && below.length > 0
      ? appendBlock(file, addition)
      : insertIntoBlockMap(file, node, addition);
  }
  return editEntry(file, node, entry, path, below, value);
}

/** The edit that sets the value at the path `below` an entry of a map, or of the entry itself where that path is empty. */
function editEntry(
  file: SourceDocument,
  map: YAMLMap,
  entry: Entry,
  path: readonly string[],
  below: readonly string[],
  value: string,
): TextEdit | undefined {
  const name = path.join(".");
  const node = entry.value;
  if (isNode(node)) refuseShared(file, node, name);
  if (below.length === 0) return replaceScalar(file, entry, name, value);

  const colon = endOfColon(entry);
  if (isImplicitNull(node) && colon !== undefined) {
    const addition = { keys: below, value };
    return map.flow ? insertFlowMap(colon, addition) : insertBelowKey(file, map, colon, addition);
  }
  if (!isNode(node)) throw file.error("not-a-map", `${name} is not a map`, rangeOf(entry.key as Node)[0]);
  return editNode(file, node, path, below, value);
}

function refuseShared(file: SourceDocument, node: Node, name: string): void {
  if (!isShared(file.document, node)) return;
  throw file.error("shared-anchor", `${name} has an anchor that is used elsewhere`, rangeOf(node)[0]);
}
