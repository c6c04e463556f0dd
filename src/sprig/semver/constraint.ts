import { spend } from "../../govalue/allowance.ts";
import { GoError } from "../../govalue/function.ts";
import { orElse } from "../errors.ts";
import { compareIdentifierLists, compareVersions, parseVersion, type Version } from "./version.ts";

/** Constraints of Masterminds/semver v3.4.0 (constraints.go): alternatives of conditions that must all hold. */
export interface Constraints {
  readonly alternatives: readonly Alternative[];
}

interface Alternative {
  readonly conditions: readonly Condition[];
  /** A prerelease meets an alternative only if one of its conditions names a prerelease. */
  readonly includesPrereleases: boolean;
}

interface Condition {
  readonly operator: string;
  readonly version: Version;
  /** Parts that are left out or written as x, X or *: the whole, or from the minor or the patch number on. */
  readonly open: "none" | "all" | "minor" | "patch";
}

// Each of these expressions is tried at one place only and takes time in proportion to what it matches.
const spaces = /[\t\n\f\r ]*/y;
const operator = /(?:!=|>=|=>|<=|=<|~>|[=><~^])?/y;
const identifiers = String.raw`[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*`;
const part = "[0-9|xX*]+";
const openVersion = String.raw`v?(${part})(\.${part})?(\.${part})?(-${identifiers})?(?:\+${identifiers})?`;
const version = new RegExp(openVersion, "y");

const range = new RegExp(
  String.raw`[\t\n\f\r ]*(${openVersion})[\t\n\f\r ]+-[\t\n\f\r ]+(${openVersion})[\t\n\f\r ]*`,
  "g",
);
/** The expression for ranges is tried at every place, which takes time in proportion to the square of the length. */
const longestWithRange = 2000;

/**
 * `semver.NewConstraint`
 *
 * @throws GoError in the library's words
 */
export function parseConstraints(text: string): Constraints {
  spend(100 * text.length);
  return { alternatives: rewriteRanges(text).split("||").map(parseAlternative) };
}

/** `1.2 - 1.4` means `>= 1.2, <= 1.4`. */
function rewriteRanges(text: string): string {
  if (!/[\t\n\f\r ]-[\t\n\f\r ]/.test(text)) return text;
  if (text.length > longestWithRange)
    throw new GoError(`improper constraint: longer than ${longestWithRange} characters`);
  return text.replace(range, (...[, first, , , , , second]) => `>= ${first}, <= ${second} `);
}

/** Conditions with a comma or a space between them. */
function parseAlternative(text: string): Alternative {
  const found: [operator: string, version: RegExpExecArray][] = [];
  let at = 0;
  function take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = at;
    const match = expression.exec(text) ?? undefined;
    at += match?.[0].length ?? 0;
    return match;
  }

  for (;;) {
    take(spaces);
    const [comparison = ""] = take(operator) ?? [];
    take(spaces);
    const match = take(version);
    if (match === undefined) throw new GoError(`improper constraint: ${text}`);
    found.push([comparison, match]);
    const gap = take(spaces)?.[0] ?? "";
    if (at === text.length) break;
    if (text[at] === ",") at += 1;
    else if (gap === "") throw new GoError(`improper constraint: ${text}`);
  }
  const conditions = found.map(([comparison, match]) => conditionOf(comparison, match));
  return { conditions, includesPrereleases: conditions.some(({ version }) => version.prerelease !== "") };
}

function conditionOf(comparison: string, [text, major, minor, patch, prerelease = ""]: RegExpExecArray): Condition {
  if (isOpen(major)) return { operator: comparison, version: parsePart(`0.0.0${prerelease}`), open: "all" };
  if (isOpen(minor)) return { operator: comparison, version: parsePart(`${major}.0.0${prerelease}`), open: "minor" };
  if (isOpen(patch))
    return { operator: comparison, version: parsePart(`${major}${minor}.0${prerelease}`), open: "patch" };
  return { operator: comparison, version: parsePart(text), open: "none" };
}

function isOpen(part = ""): boolean {
  return ["", "x", "X", "*"].includes(part.replace(/^\./, ""));
}

function parsePart(text: string): Version {
  return orElse(
    () => parseVersion(text),
    () => {
      throw new GoError("constraint parser error");
    },
  );
}

/** `Constraints.Check` */
export function satisfies(version: Version, constraints: Constraints): boolean {
  return constraints.alternatives.some(
    ({ conditions, includesPrereleases }) =>
      (version.prerelease === "" || includesPrereleases) && conditions.every((one) => holds(one, version)),
  );
}

function holds(condition: Condition, version: Version): boolean {
  switch (condition.operator) {
    case "":
    case "=":
      return condition.open === "none"
        ? compareVersions(version, condition.version) === 0
        : isInTilde(condition, version);
    case "!=":
      return isDifferent(condition, version);
    case ">":
      return isGreater(condition, version);
    case "<":
      return compareVersions(version, condition.version) < 0;
    case ">=":
    case "=>":
      return compareVersions(version, condition.version) >= 0;
    case "<=":
    case "=<":
      return isLessOrEqual(condition, version);
    case "^":
      return isInCaret(condition, version);
    default:
      return isInTilde(condition, version);
  }
}

function isDifferent({ version: wanted, open }: Condition, version: Version): boolean {
  if (open === "none") return compareVersions(version, wanted) !== 0;
  if (version.major !== wanted.major) return true;
  if (open === "minor") return false;
  if (version.minor !== wanted.minor) return true;
  if (open === "patch") return compareIdentifierLists(version.prerelease, wanted.prerelease) !== 0;
  return version.patch !== wanted.patch || compareVersions(version, wanted) !== 0;
}

/** `>11` asks for 12 and `>11.1` for 11.2 at least. */
function isGreater({ version: wanted, open }: Condition, version: Version): boolean {
  if (open === "minor") return version.major > wanted.major;
  if (open === "patch")
    return version.major > wanted.major || (version.major === wanted.major && version.minor > wanted.minor);
  return compareVersions(version, wanted) > 0;
}

function isLessOrEqual({ version: wanted, open }: Condition, version: Version): boolean {
  if (open === "none") return compareVersions(version, wanted) <= 0;
  if (version.major !== wanted.major) return version.major < wanted.major;
  return open === "minor" || version.minor <= wanted.minor;
}

/** `~1.2.3` is `>=1.2.3, <1.3.0`, `~1` is `>=1.0.0, <2.0.0`. */
function isInTilde({ version: wanted, open }: Condition, version: Version): boolean {
  if (compareVersions(version, wanted) < 0) return false;
  const isZero = wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n;
  if (isZero && (open === "none" || open === "all")) return true;
  return version.major === wanted.major && (version.minor === wanted.minor || open === "minor");
}

/** `^1.2.3` is `>=1.2.3, <2.0.0`; below 1.0.0 the first number that is not zero must stay. */
function isInCaret({ version: wanted, open }: Condition, version: Version): boolean {
  if (compareVersions(version, wanted) < 0) return false;
  if (wanted.major > 0n || open === "minor") return version.major === wanted.major;
  if (version.major > 0n) return false;
  if (wanted.minor > 0n || open === "patch") return version.minor === wanted.minor;
  return version.minor === 0n && version.patch === wanted.patch;
}
