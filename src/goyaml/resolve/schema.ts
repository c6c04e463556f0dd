/** What a scalar can mean. Integers are `bigint`, floats `number`. */
export type YamlScalar = null | boolean | string | bigint | number;

/** Decides what scalars mean: YAML 1.1 and 1.2 differ, and so do go-yaml's versions. */
export interface Schema {
  /** The meaning of a plain scalar. */
  resolvePlain(text: string): YamlScalar;
  /** The meaning of a scalar with a tag, which is given in full. Throws a GoError where the two do not fit. */
  resolveTagged(tag: string, text: string): YamlScalar;
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
