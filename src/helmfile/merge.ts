import { spend } from "../govalue/allowance.ts";
import type { GoList, GoMap, GoValue } from "../govalue/value.ts";
import type { Shape } from "../goyaml/index.ts";
import { HelmfileError } from "./error.ts";

/** What it takes to copy an entry, and to merge it into what is there. */
const copyCost = 5;
const mergeCost = 20;

/** How dario.cat/mergo (github.com/imdario/mergo v0.3.16) is asked to merge. */
export interface MergeStyle {
  /** `WithOverride`: what is not empty in the source replaces what is there; else only what is empty is filled. */
  readonly override: boolean;
  /** `WithAppendSlice` */
  readonly append: boolean;
}

/**
 * mergo's `Merge` of two values of one Go type. Neither is changed; the result shares parts with both.
 *
 * @param target - absent for Go's zero value, as in the values of `decodeDocuments`
 */
export function merge(target: unknown, source: unknown, shape: Shape, style: MergeStyle): unknown {
  spend(20);
  switch (shape.kind) {
    case "struct":
      return mergeStruct(target as Struct | undefined, source as Struct | undefined, shape.fields, style);
    case "list":
      return mergeLists(target as unknown[] | undefined, source as unknown[] | undefined, style);
    case "map":
      return mergeMapOf(target as Map<string, unknown> | undefined, source as Map<string, unknown> | undefined, style);
    default:
      // A pointer to an empty value is one that is not merged either.
      if (source === undefined) return target;
      if (target === undefined && shape.kind === "pointer") return source;
      return (isEmpty(target) || style.override) && !isEmpty(source) ? source : target;
  }
}

type Struct = Readonly<Record<string, unknown>>;

function mergeStruct(
  target: Struct = {},
  source: Struct = {},
  fields: Readonly<Record<string, Shape>>,
  style: MergeStyle,
): Struct {
  const merged: Record<string, unknown> = { ...target };
  for (const name of Object.keys(source)) {
    const shape = fields[name];
    if (shape !== undefined) merged[name] = merge(target[name], source[name], shape, style);
  }
  return merged;
}

function mergeLists(target: unknown[] | undefined, source: unknown[] | undefined, style: MergeStyle) {
  spend((target?.length ?? 0) + (source?.length ?? 0));
  if (style.append) return source === undefined ? target : [...(target ?? []), ...source];
  return !isEmpty(source) && (style.override || isEmpty(target)) ? source : target;
}

/** Maps of structs or of texts: an element is replaced whole, or kept. */
function mergeMapOf(
  target: Map<string, unknown> | undefined,
  source: Map<string, unknown> | undefined,
  { override }: MergeStyle,
): Map<string, unknown> | undefined {
  if (source === undefined) return target;
  spend(copyCost * (target?.size ?? 0) + mergeCost * source.size);
  const merged = new Map(target);
  for (const [key, value] of source) {
    if (override || isEmpty(merged.get(key))) merged.set(key, value);
  }
  return merged;
}

/** `Merge` of two `map[string]interface {}`. Neither is changed; the result shares parts with both, or is one of them. */
export function mergeValues(target: GoMap, source: GoMap, style: MergeStyle): GoMap {
  if (source.size === 0 || (source === target && !style.append)) return target;
  if (target.size === 0 && style.override) return source;
  spend(copyCost * target.size + mergeCost * (1 + source.size));
  const merged = new MergedMap(target);
  for (const [key, value] of source) {
    const present = target.get(key);
    if (value === null) {
      if (style.override) merged.set(key, null);
    } else if (Array.isArray(value)) {
      merged.set(key, mergeListValues(present, value, style));
    } else if (value instanceof Map && present instanceof Map) {
      merged.set(key, mergeValues(present, value, style));
    } else if (style.override || isEmpty(present)) {
      merged.set(key, value);
    }
  }
  return merged.map;
}

/** A map with other values, which is copied only where one differs: what stays the same is known to be so later on. */
class MergedMap {
  readonly #original: GoMap;
  map: GoMap;

  constructor(original: GoMap) {
    this.#original = original;
    this.map = original;
  }

  set(key: string, value: GoValue): void {
    if (this.map.get(key) === value) return;
    if (this.map === this.#original) this.map = new Map(this.#original);
    this.map.set(key, value);
  }
}

function mergeListValues(present: GoValue | undefined, list: GoList, { override, append }: MergeStyle): GoValue {
  if (present === undefined || present === null) return list;
  if (append) {
    if (!Array.isArray(present)) throw new HelmfileError("cannot append two slices with different type");
    spend(present.length + list.length);
    return present.length === 0 ? list : [...present, ...list];
  }
  return override || isEmpty(present) ? list : present;
}

/** mergo's `isEmptyValue`: Go's zero value, or a list or map without elements. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  if (value === 0 || value === 0n) return true;
  if (Array.isArray(value)) return value.length === 0;
  return value instanceof Map && value.size === 0;
}

/** How lists are merged by {@link mergeMaps}: a list without nulls replaces another, or every element is merged. */
export type ListStrategy = "sparse" | "elements";

/**
 * `maputil.MergeMaps` of helmfile v1.8.0: the values of `source` replace those of `target`, maps are merged, and lists
 * element by element where the strategy says so. Neither is changed; the result shares parts with both, or is one of them.
 */
export function mergeMaps(target: GoMap, source: GoMap, strategy: ListStrategy = "sparse"): GoMap {
  if (source.size === 0 || source === target) return target;
  if (target.size === 0) return source;
  spend(copyCost * target.size + mergeCost * (1 + source.size));
  const merged = new MergedMap(target);
  for (const [key, value] of source) {
    const present = target.get(key);
    if (value === null) {
      if (present === undefined) merged.set(key, null);
    } else if (value instanceof Map && present instanceof Map) {
      merged.set(key, mergeMaps(present, value, strategy));
    } else if (Array.isArray(value) && Array.isArray(present)) {
      merged.set(key, mergeElements(present, value, strategy));
    } else {
      merged.set(key, value);
    }
  }
  return merged.map;
}

function mergeElements(base: GoList, override: GoList, strategy: ListStrategy): GoList {
  spend(mergeCost * (base.length + override.length));
  if (strategy === "sparse" && !override.includes(null)) return override;
  const merged = Array.from({ length: Math.max(base.length, override.length) }, (_, i) => base[i] ?? null);
  for (const [i, value] of override.entries()) {
    if (value === null) continue;
    const present = base[i];
    merged[i] = value instanceof Map && present instanceof Map ? mergeMaps(present, value, strategy) : value;
  }
  return merged;
}
