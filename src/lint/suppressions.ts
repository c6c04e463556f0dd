import { z } from "zod";
import { UserError } from "../errors.ts";
import type { Finding } from "./check.ts";

/** The file that holds what is known and left for later, in the root of the repository. */
export const SUPPRESSIONS_FILE = ".bump-envoy-suppressions.json";

const schema = z.record(z.string(), z.record(z.string(), z.strictObject({ count: z.int().positive() })));

/** How often each rule is known to find something in a file, by file relative to the root and rule. */
export type Suppressions = z.infer<typeof schema>;

/** @throws UserError `config-invalid` */
export function parseSuppressions(text: string): Suppressions {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new UserError("config-invalid", `these are no suppressions: ${reason}`, {
      place: { file: SUPPRESSIONS_FILE },
      remedy: "`bump-envoy lint --suppress-all` writes the file anew once it is removed",
      cause: error,
    });
  }
}

export interface SuppressionResult {
  readonly findings: readonly Finding[];
  /** How many are left out. */
  readonly suppressed: number;
  /** What is suppressed more often than it is found, as `file: rule`. */
  readonly unused: readonly string[];
}

/**
 * Leaves out what is known. Where a rule finds more in a file than is known, all of it is reported: which of them is new
 * nobody can tell.
 *
 * @param nameOf - the path of a file relative to the root
 * @param isLinted - whether a file, by its path relative to the root, was looked at
 */
export function applySuppressions(
  findings: readonly Finding[],
  suppressions: Suppressions,
  nameOf: (file: string) => string,
  isLinted: (path: string) => boolean,
): SuppressionResult {
  const counts = countFindings(findings, nameOf);
  const isKnown = ({ file, rule }: Finding) => {
    const path = nameOf(file);
    return (counts[path]?.[rule]?.count ?? 0) <= (suppressions[path]?.[rule]?.count ?? 0);
  };
  const left = findings.filter((finding) => !isKnown(finding));
  const unused = entriesOf(suppressions)
    .filter(([path, rule, count]) => isLinted(path) && (counts[path]?.[rule]?.count ?? 0) < count)
    .map(([path, rule]) => `${path}: ${rule}`);
  return { findings: left, suppressed: findings.length - left.length, unused };
}

/** The suppressions with what is found now, of all rules or of some. */
export function suppress(
  suppressions: Suppressions,
  findings: readonly Finding[],
  nameOf: (file: string) => string,
  rules: readonly string[] | "all",
): Suppressions {
  const counted = entriesOf(countFindings(findings, nameOf)).filter(
    ([, rule]) => rules === "all" || rules.includes(rule),
  );
  const before = entriesOf(suppressions).filter(
    ([path, rule]) => !counted.some(([otherPath, otherRule]) => path === otherPath && rule === otherRule),
  );
  return toSuppressions([...before, ...counted]);
}

/** The suppressions without those that are more than what is found. */
export function prune(
  suppressions: Suppressions,
  findings: readonly Finding[],
  nameOf: (file: string) => string,
  isLinted: (path: string) => boolean,
): Suppressions {
  const counts = countFindings(findings, nameOf);
  return toSuppressions(
    entriesOf(suppressions).flatMap(([path, rule, count]) => {
      const left = isLinted(path) ? Math.min(count, counts[path]?.[rule]?.count ?? 0) : count;
      return left > 0 ? [[path, rule, left] as const] : [];
    }),
  );
}

export function printSuppressions(suppressions: Suppressions): string {
  return `${JSON.stringify(suppressions, null, 2)}\n`;
}

type Entry = readonly [path: string, rule: string, count: number];

function entriesOf(suppressions: Suppressions): Entry[] {
  return Object.entries(suppressions).flatMap(([path, rules]) =>
    Object.entries(rules).map(([rule, { count }]) => [path, rule, count] as const),
  );
}

function toSuppressions(entries: readonly Entry[]): Suppressions {
  const sorted = entries.toSorted((a, b) => (`${a[0]}\0${a[1]}` < `${b[0]}\0${b[1]}` ? -1 : 1));
  const result: Suppressions = {};
  for (const [path, rule, count] of sorted) {
    result[path] ??= {};
    (result[path] as Suppressions[string])[rule] = { count };
  }
  return result;
}

function countFindings(findings: readonly Finding[], nameOf: (file: string) => string): Suppressions {
  const counts = new Map<string, Entry>();
  for (const { file, rule } of findings) {
    const path = nameOf(file);
    const key = `${path}\0${rule}`;
    counts.set(key, [path, rule, (counts.get(key)?.[2] ?? 0) + 1]);
  }
  return toSuppressions([...counts.values()]);
}
