import { RE2JS } from "re2js";
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

const operators = "=||!=|>|<|>=|=>|<=|=<|~|~>|\\^";
const identifiers = "[0-9A-Za-z\\-]+(?:\\.[0-9A-Za-z\\-]+)*";
const versionPattern = `v?([0-9|x|X|\\*]+)(\\.[0-9|x|X|\\*]+)?(\\.[0-9|x|X|\\*]+)?(-${identifiers})?(?:\\+${identifiers})?`;

// The texts come from templates, so that these patterns run on the linear engine too.
const condition = RE2JS.compile(`^\\s*(${operators})\\s*(${versionPattern})\\s*$`);
const conditionWithin = RE2JS.compile(`(?:${operators})\\s*(?:${versionPattern})`);
const range = RE2JS.compile(`\\s*(${versionPattern})\\s+-\\s+(${versionPattern})\\s*`);
const alternative = RE2JS.compile(
  `^(\\s*(?:${operators})\\s*(?:${versionPattern})\\s*)((?:\\s+|,\\s*)(?:${operators})\\s*(?:${versionPattern})\\s*)*$`,
);

/** Number of the second version's group in {@link range}: after the first and its four parts. */
const secondOfRange = 6;

/**
 * `semver.NewConstraint`
 *
 * @throws GoError in the library's words
 */
export function parseConstraints(text: string): Constraints {
  return { alternatives: rewriteRanges(text).split("||").map(parseAlternative) };
}

/** `1.2 - 1.4` means `>= 1.2, <= 1.4`. */
function rewriteRanges(text: string): string {
  let rewritten = text;
  const matcher = range.matcher(text);
  while (matcher.find()) {
    const found = matcher.group() ?? "";
    const replacement = `>= ${matcher.group(1)}, <= ${matcher.group(secondOfRange)} `;
    rewritten = rewritten.replace(found, () => replacement);
  }
  return rewritten;
}

function parseAlternative(text: string): Alternative {
  if (!alternative.test(text)) throw new GoError(`improper constraint: ${text}`);
  const conditions: Condition[] = [];
  const matcher = conditionWithin.matcher(text);
  while (matcher.find()) conditions.push(parseCondition(matcher.group() ?? ""));
  return { conditions, includesPrereleases: conditions.some(({ version }) => version.prerelease !== "") };
}

function parseCondition(text: string): Condition {
  const matcher = condition.matcher(text);
  if (!matcher.find()) throw new GoError(`improper constraint: ${text}`);
  const operator = matcher.group(1) ?? "";
  const version = matcher.group(2) ?? "";
  const [major, minor, patch, prerelease] = [3, 4, 5, 6].map((group) => matcher.group(group) ?? "");
  if (isOpen(major)) return { operator, version: parsePart(`0.0.0${prerelease}`), open: "all" };
  if (isOpen(minor)) return { operator, version: parsePart(`${major}.0.0${prerelease}`), open: "minor" };
  if (isOpen(patch)) return { operator, version: parsePart(`${major}${minor}.0${prerelease}`), open: "patch" };
  return { operator, version: parsePart(version), open: "none" };
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
