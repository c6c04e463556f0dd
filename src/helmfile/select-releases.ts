import { spend } from "../govalue/allowance.ts";
import type { GoMap } from "../govalue/value.ts";
import { HelmfileError } from "./error.ts";
import type { SemanticsName } from "./semantics.ts";
import type { ReleaseSpec } from "./spec.ts";

interface Label {
  readonly key: string;
  readonly value: string;
  readonly isNegative: boolean;
}

/** A selector such as `tier=frontend,tier!=backend`: all its labels have to fit. */
function parseSelector(selector: string): readonly Label[] {
  return selector.split(",").map((text) => {
    const [, key, operator, value] = /^([\w./+-]+)(!?=)([\w./+-]+)$/.exec(text) ?? [];
    if (key === undefined || value === undefined) {
      throw new HelmfileError(`malformed label: ${text}. Expected label in form k=v or k!=v`);
    }
    return { key, value, isNegative: operator === "!=" };
  });
}

/** What it takes to hold a selector against a release or another selector. */
const filterCost = 50;

/** The releases that one of the selectors selects, if there are any, and whose condition holds (`GetSelectedReleases`). */
export function selectReleases(
  releases: readonly ReleaseSpec[],
  selectors: readonly string[],
  values: GoMap,
  semantics: SemanticsName,
): readonly ReleaseSpec[] {
  const filters = selectors.map(parseSelector);
  return releases.filter((release) => {
    const { labels = new Map() } = release;
    spend(filterCost * filters.length);
    const isSelected = filters.length === 0 || filters.some((filter) => filter.every((label) => fits(label, labels)));
    // A malformed condition is an error, whether or not the release is selected.
    return conditionHolds(release, values, semantics) && isSelected;
  });
}

/**
 * Whether no release could fit a selector of each list, since a label would need two values (`SelectorsAreCompatible`).
 * Of selectors that are malformed it is not known.
 */
export function excludeEachOther(some: readonly string[], others: readonly string[]): boolean {
  if (some.length === 0 || others.length === 0) return false;
  spend(filterCost * some.length * others.length);
  const wanted = (selector: string) => parseSelector(selector).filter(({ isNegative }) => !isNegative);
  try {
    const required = others.map(wanted);
    return some.map(wanted).every((labels) => required.every((other) => clash(labels, other)));
  } catch (error) {
    if (error instanceof HelmfileError) return false;
    throw error;
  }
}

function clash(some: readonly Label[], others: readonly Label[]): boolean {
  return some.some((a) => others.some((b) => a.key === b.key && a.value !== b.value));
}

function fits({ key, value, isNegative }: Label, labels: ReadonlyMap<string, string>): boolean {
  return isNegative ? labels.get(key) !== value : labels.get(key) === value;
}

function conditionHolds(release: ReleaseSpec, values: GoMap, semantics: SemanticsName): boolean {
  try {
    return isEnabled(release.condition ?? "", values, semantics);
  } catch (error) {
    if (!(error instanceof HelmfileError)) throw error;
    throw new HelmfileError(`failed to parse condition in release ${release.name ?? ""}: ${error.message}`, {
      cause: error,
    });
  }
}

/** `ConditionEnabled`: `foo.enabled` is looked up in the values. */
function isEnabled(condition: string, values: GoMap, semantics: SemanticsName): boolean {
  if (condition === "") return true;
  if (semantics === "v1" && /^(?:true|false)$/i.test(condition)) return condition.toLowerCase() === "true";
  const keys = condition.split(".");
  if (keys.pop() !== "enabled") {
    throw new HelmfileError(
      "Condition value must be in the form 'foo.enabled' where 'foo' can be modified as necessary",
    );
  }
  let current = values;
  let path = "";
  for (const key of keys) {
    path += `.${key}`;
    const next = current.get(key);
    if (next === undefined) throw new HelmfileError(`environment values field '${path}' not found`);
    if (!(next instanceof Map)) throw new HelmfileError(`environment values field '${path}' is not a map`);
    current = next;
  }
  return current.get("enabled") === true;
}
