import { GoError } from "../../govalue/function.ts";
import { parseUnsigned } from "../../govalue/strconv.ts";
import { orElse } from "../errors.ts";

/** A semantic version as Masterminds/semver v3.4.0 (version.go) reads it. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly prerelease: string;
  readonly metadata: string;
  /** The text that the version was read from. */
  readonly original: string;
}

const identifiers = String.raw`[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*`;
const looseVersion = new RegExp(
  String.raw`^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-(${identifiers}))?(?:\+(${identifiers}))?$`,
);

/**
 * `semver.NewVersion`: takes `v1`, `1.2` and leading zeros as well.
 *
 * @throws GoError in the library's words
 */
export function parseVersion(text: string): Version {
  const match = looseVersion.exec(text);
  if (match === null) throw new GoError("invalid semantic version");
  const [, major = "", minor = "0", patch = "0", prerelease = "", metadata = ""] = match;
  const version = {
    major: parseSegment(major),
    minor: parseSegment(minor),
    patch: parseSegment(patch),
    prerelease,
    metadata,
    original: text,
  };
  if (/(?:^|\.)0[0-9]+(?:\.|$)/.test(prerelease)) throw new GoError("version segment starts with 0");
  return version;
}

function parseSegment(digits: string): bigint {
  return orElse(
    () => parseUnsigned(digits, 10, 64),
    (error) => {
      throw new GoError(`error parsing version segment: ${error.message}`);
    },
  );
}

/** `Version.String`: without the `v`, and with all three numbers */
export function formatVersion({ major, minor, patch, prerelease, metadata }: Version): string {
  return `${major}.${minor}.${patch}${prerelease && `-${prerelease}`}${metadata && `+${metadata}`}`;
}

/** `Version.Compare`: -1, 0 or 1; metadata does not count */
export function compareVersions(a: Version, b: Version): number {
  return (
    compare(a.major, b.major) ||
    compare(a.minor, b.minor) ||
    compare(a.patch, b.patch) ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

/** Compares prereleases of the same version; the version without one comes last. */
function comparePrereleases(a: string, b: string): number {
  if (a === "" || b === "") return compare(a === "", b === "");
  return compareIdentifierLists(a, b);
}

/** `comparePrerelease`: identifier by identifier; a missing one comes first */
export function compareIdentifierLists(a: string, b: string): number {
  const left = a.split(".");
  const right = b.split(".");
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = compareIdentifiers(left[i] ?? "", right[i] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers that fit 64 bits come before texts, and by their value; texts by their bytes. */
function compareIdentifiers(a: string, b: string): number {
  const left = identifierNumber(a);
  const right = identifierNumber(b);
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? -1 : 1;
  if (left !== undefined && right !== undefined) return left > right ? 1 : -1;
  if (left === undefined && right === undefined) return compare(a, b);
  return left === undefined ? 1 : -1;
}

function identifierNumber(identifier: string): bigint | undefined {
  if (!/^[0-9]+$/.test(identifier)) return undefined;
  const value = BigInt(identifier);
  return value < 2n ** 64n ? value : undefined;
}

function compare<Ordered extends bigint | string | boolean>(a: Ordered, b: Ordered): number {
  return a < b ? -1 : Number(a > b);
}
