import { isDeepStrictEqual } from "node:util";
import { isAlias, isMap, isNode, isScalar, type Node, type YAMLMap } from "yaml";
import type { GoValue } from "../govalue/value.ts";
import {
  type Entry,
  endOfColon,
  findEntry,
  hasMergedEntry,
  isImplicitNull,
  isShared,
  parseSource,
  rangeOf,
  refuseDuplicateKeys,
  type SourceDocument,
} from "./document.ts";
import { EditError } from "./edit-error.ts";
import { readValues, valueAt, withValue } from "./helm-values.ts";
import {
  appendBlock,
  type Beside,
  insertBelowKey,
  insertFlowMap,
  insertIntoBlockMap,
  insertIntoFlowMap,
  replaceByFlowMap,
} from "./insert.ts";
import { replaceScalar } from "./replace-scalar.ts";
import { findEditInOutline } from "./set-in-outline.ts";
import { applyTextEdits, placeOf, type TextEdit } from "./text-edit.ts";

/** A value to set, and where. */
export interface Setting {
  /** The names of the keys from the root, at least one. */
  readonly path: readonly string[];
  /** A string; it is quoted where YAML would read it as something else. */
  readonly value: string;
}

/**
 * Sets the value at a key path in the text of a values file and leaves every other character as it is:
 *
 * - a scalar that is there is replaced in place, in its quoting style;
 * - else one entry is added behind the last one of the deepest map of the path that exists;
 * - else a block is added at the end of the document.
 *
 * A file with several documents is edited in its first one, the one that Helm reads. Afterwards Helm reads from the file
 * what it read before, with this one value set: that is checked.
 *
 * @param path - the names of the keys from the root, at least one
 * @param value - a string; it is quoted where YAML would read it as something else
 * @returns the new text; the old one where the value is there already
 * @throws EditError where the file is no valid YAML, or where an edit in this place would change anything but the value
 */
export function setValue(source: string, path: readonly string[], value: string): string {
  return setBeside(source, { path, value }, { above: [], below: [] });
}

/**
 * Sets several values as {@link setValue} does. Those of one map stand together: an entry that is added goes right below
 * the one that comes before it in the list, else right above one that comes after it and is there already.
 *
 * @throws EditError as setValue does
 */
export function setValues(source: string, settings: readonly Setting[]): string {
  return settings.reduce((text, setting, index) => {
    const above = settings.slice(0, index).toReversed();
    return setBeside(text, setting, { above, below: settings.slice(index + 1) });
  }, source);
}

/** The settings that an added entry goes below, or else above, the nearest first. */
interface Neighbours {
  readonly above: readonly Setting[];
  readonly below: readonly Setting[];
}

function setBeside(source: string, setting: Setting, neighbours: Neighbours): string {
  const { path, value } = setting;
  const isAlone = neighbours.above.length + neighbours.below.length === 0;
  // Most texts are nothing special: it takes less than their syntax tree to edit them.
  const simple = isAlone ? findEditInOutline(source, setting) : undefined;
  const file = simple ? undefined : parseSource(source);
  const before = readValues(source);
  const edit = file ? findEdit({ file, value, current: valueAt(before, path), neighbours }, path) : simple;
  if (!edit) return source;
  const text = applyTextEdits(source, [edit]);
  if (!isDeepStrictEqual(readValues(text), withValue(before, path, value))) {
    const problem = `an edit here would not set ${path.join(".")}, or not that alone, as Helm reads the file`;
    throw new EditError("side-effect", problem, placeOf(source, edit.start));
  }
  return text;
}

interface Request {
  readonly file: SourceDocument;
  readonly value: string;
  /** What Helm reads at the path now. */
  readonly current: GoValue | undefined;
  readonly neighbours: Neighbours;
}

function findEdit(request: Request, path: readonly string[]): TextEdit | undefined {
  const { file, value } = request;
  const root = file.document.contents;
  if (!root || isImplicitNull(root)) return appendBlock(file, { keys: path, value });
  return editNode(request, root, [], path);
}

/** The edit that sets the value at the path `rest` below a node, which is itself reached by the path `seen`. */
function editNode(
  request: Request,
  node: Node,
  seen: readonly string[],
  rest: readonly string[],
): TextEdit | undefined {
  const { file, value } = request;
  const here = seen.join(".") || "the document";
  const [start] = rangeOf(node);
  if (isAlias(node)) throw file.error("alias", `${here} is the alias *${node.source}`, start);
  refuseShared(file, node, here);
  if (isScalar(node) && node.value === null) return replaceByFlowMap(node, { keys: rest, value });
  if (!isMap(node)) throw file.error("not-a-map", `${here} is not a map`, start);

  const [key, ...below] = rest as [string, ...string[]];
  const path = [...seen, key];
  const entry = findEntry(file, node, key, path.join("."));
  // The root is the whole file: a mistake there need not be near.
  if (seen.length > 0 && (!entry || below.length === 0)) refuseDuplicateKeys(file, node, here);
  return entry ? editEntry(request, node, entry, path, below) : addEntry(request, node, path, below);
}

/** The edit that adds an entry, and the maps of the path `below` it, to a map that has none with this key. */
function addEntry(
  { file, value, neighbours }: Request,
  map: YAMLMap,
  path: readonly string[],
  below: readonly string[],
): TextEdit {
  const key = path.at(-1) as string;
  const isAtRoot = path.length === 1;
  if (below.length > 0 && hasMergedEntry(file.document, map, key)) {
    const problem = `${path.join(".")} comes in by a merge key, of which an entry here would hide the rest`;
    throw file.error("merge-key", problem, rangeOf(map)[0]);
  }
  const addition = { keys: [key, ...below], value };
  if (map.flow) return insertIntoFlowMap(file, map, addition);
  if (below.length > 0) return isAtRoot ? appendBlock(file, addition) : insertIntoBlockMap(file, map, addition);
  return insertIntoBlockMap(file, map, addition, findNeighbour(file, map, path, neighbours));
}

/** The entry of this map that an entry with this path is added beside. */
function findNeighbour(
  file: SourceDocument,
  map: YAMLMap,
  path: readonly string[],
  { above, below }: Neighbours,
): Beside | undefined {
  const find = (settings: readonly Setting[]): Entry | undefined => {
    const siblings = settings.filter((other) => isDeepStrictEqual(other.path.slice(0, -1), path.slice(0, -1)));
    const entries = siblings.map((other) => findEntry(file, map, other.path.at(-1) as string, other.path.join(".")));
    return entries.find((entry) => entry !== undefined);
  };
  const upper = find(above);
  if (upper) return { entry: upper, side: "below" };
  const lower = find(below);
  return lower && { entry: lower, side: "above" };
}

/** The edit that sets the value at the path `below` an entry of a map, or of the entry itself where that path is empty. */
function editEntry(
  request: Request,
  map: YAMLMap,
  entry: Entry,
  path: readonly string[],
  below: readonly string[],
): TextEdit | undefined {
  const { file, value, current } = request;
  const name = path.join(".");
  const node = entry.value;
  if (isNode(node)) refuseShared(file, node, name);
  if (below.length === 0) return replaceScalar(file, entry, name, value, current);

  const colon = endOfColon(entry);
  if (isImplicitNull(node) && colon !== undefined) {
    const addition = { keys: below, value };
    return map.flow ? insertFlowMap(colon, addition) : insertBelowKey(file, map, colon, addition);
  }
  if (!isNode(node)) throw file.error("not-a-map", `${name} is not a map`, rangeOf(entry.key as Node)[0]);
  return editNode(request, node, path, below);
}

function refuseShared(file: SourceDocument, node: Node, name: string): void {
  if (!isShared(file.document, node)) return;
  throw file.error("shared-anchor", `${name} has an anchor that is used elsewhere`, rangeOf(node)[0]);
}
