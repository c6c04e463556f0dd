import type { YamlTime } from "./yaml-time.ts";

/** What a scalar can mean. Integers are `bigint`, floats `number`. */
export type PlainScalar = null | boolean | string | bigint | number;
/** The same with timestamps, which only yaml.v3 reads as such. */
export type YamlScalar = PlainScalar | YamlTime;

/** Decides what scalars mean: YAML 1.1 and 1.2 differ, and so do go-yaml's versions. */
export interface Schema<Scalar extends YamlScalar> {
  /** The meaning of a plain scalar. */
  resolvePlain(text: string): Scalar;
  /** The meaning of a scalar with a tag, which is given in full. Throws a GoError where the two do not fit. */
  resolveTagged(tag: string, text: string): Scalar;
}

const longTagPrefix = "tag:yaml.org,2002:";

export const tags = {
  null: `${longTagPrefix}null`,
  bool: `${longTagPrefix}bool`,
  string: `${longTagPrefix}str`,
  int: `${longTagPrefix}int`,
  float: `${longTagPrefix}float`,
  timestamp: `${longTagPrefix}timestamp`,
  binary: `${longTagPrefix}binary`,
  merge: `${longTagPrefix}merge`,
  sequence: `${longTagPrefix}seq`,
  mapping: `${longTagPrefix}map`,
} as const;

/** `!!int` for `tag:yaml.org,2002:int`. */
export function shortTag(tag: string): string {
  return tag.startsWith(longTagPrefix) ? `!!${tag.slice(longTagPrefix.length)}` : tag;
}
