import { isAlias, isScalar, type Node, type Scalar } from "yaml";
import type { GoValue } from "../govalue/value.ts";
import { type Entry, endOfColon, isImplicitNull, rangeOf, type SourceDocument } from "./document.ts";
import { formatScalar, type QuotingStyle } from "./scalar.ts";
import type { TextEdit } from "./text-edit.ts";

/** By the type of the scalar; a block scalar has no such style. */
const quotingStyles: ReadonlyMap<Scalar["type"], QuotingStyle> = new Map([
  ["PLAIN", "plain"],
  ["QUOTE_SINGLE", "single"],
  ["QUOTE_DOUBLE", "double"],
]);

/**
 * Replaces the value of an entry in place, in its quoting style; an alias by a scalar of its own; no value at all by one
 * behind the colon.
 *
 * @param name - the key path, for messages
 * @param current - what Helm reads there
 * @returns the edit, or `undefined` where the value is there already
 * @throws EditError `not-a-version` for a map, a list, a block scalar, an explicit tag, or a key without a colon
 */
export function replaceScalar(
  file: SourceDocument,
  entry: Entry,
  name: string,
  value: string,
  current: GoValue | undefined,
): TextEdit | undefined {
  const { value: node } = entry;
  if (isAlias(node)) return replaceRange(rangeOf(node), formatScalar(value, "plain"));

  const colon = endOfColon(entry);
  if (isImplicitNull(node) && colon !== undefined) {
    return { start: colon, end: colon, text: ` ${formatScalar(value, "plain")}` };
  }

  const style = isScalar(node) && !hasForeignTag(node) ? quotingStyles.get(node.type) : undefined;
  if (!isScalar(node) || !style || node.source === "") {
    throw file.error("not-a-version", `${name} is not a version on one line`, rangeOf(entry.key as Node)[0]);
  }
  return node.value === value && current === value
    ? undefined
    : replaceRange(rangeOf(node), formatScalar(value, style));
}

function hasForeignTag(node: Scalar): boolean {
  return node.tag !== undefined && node.tag !== "tag:yaml.org,2002:str";
}

function replaceRange([start, end]: readonly [number, number, ...unknown[]], text: string): TextEdit {
  return { start, end, text };
}
