import type { GoFunction } from "../govalue/function.ts";
import { GoInt, type GoMethod, GoObject, type GoType, type GoValue } from "../govalue/value.ts";
import { LruCache } from "./lru-cache.ts";
import { parseConstraints, satisfies } from "./semver/constraint.ts";
import { compareVersions, formatVersion, parseVersion, type Version } from "./semver/version.ts";

/** A version as templates see it: a `*semver.Version`, or a `semver.Version` from a method that changes one. */
class SemverObject extends GoObject {
  readonly goType: GoType;
  readonly version: Version;

  constructor(version: Version, goType: GoType) {
    super();
    this.version = version;
    this.goType = goType;
  }

  override goString(): string {
    return formatVersion(this.version);
  }

  /** `Version.MarshalJSON` */
  jsonValue(): GoValue {
    return formatVersion(this.version);
  }
}

function versionOf(value: GoValue): Version {
  if (value instanceof SemverObject) return value.version;
  throw new TypeError("a method of semver.Version was called on another value");
}

function getter(result: string, read: (version: Version) => GoValue): GoMethod {
  return { signature: `func() ${result}`, call: (self) => read(versionOf(self)) };
}

function comparison(result: string, read: (order: number) => GoValue): GoMethod {
  return {
    signature: `func(*semver.Version) ${result}`,
    call: (self, other = null) => read(compareVersions(versionOf(self), versionOf(other))),
  };
}

function increment(change: (version: Version) => Partial<Version>): GoMethod {
  return getter("semver.Version", (version) => {
    const changed = { ...version, prerelease: "", metadata: "", ...change(version) };
    const prefix = version.original.startsWith("v") ? "v" : "";
    return new SemverObject({ ...changed, original: prefix + formatVersion(changed) }, valueType);
  });
}

const unsigned = (value: bigint) => new GoInt(value, "uint64");

const valueMethods: [string, GoMethod][] = [
  ["Major", getter("uint64", ({ major }) => unsigned(major))],
  ["Minor", getter("uint64", ({ minor }) => unsigned(minor))],
  ["Patch", getter("uint64", ({ patch }) => unsigned(patch))],
  ["Prerelease", getter("string", ({ prerelease }) => prerelease)],
  ["Metadata", getter("string", ({ metadata }) => metadata)],
  ["String", getter("string", formatVersion)],
  ["IncMajor", increment(({ major }) => ({ major: major + 1n, minor: 0n, patch: 0n }))],
  ["IncMinor", increment(({ minor }) => ({ minor: minor + 1n, patch: 0n }))],
  // A prerelease comes before the patch that it is of.
  ["IncPatch", increment(({ patch, prerelease }) => ({ patch: prerelease === "" ? patch + 1n : patch }))],
];

const pointerMethods: [string, GoMethod][] = [
  ["Original", getter("string", ({ original }) => original)],
  ["Compare", comparison("int", BigInt)],
  ["Equal", comparison("bool", (order) => order === 0)],
  ["LessThan", comparison("bool", (order) => order < 0)],
  ["LessThanEqual", comparison("bool", (order) => order <= 0)],
  ["GreaterThan", comparison("bool", (order) => order > 0)],
  ["GreaterThanEqual", comparison("bool", (order) => order >= 0)],
];

const valueType: GoType = { name: "semver.Version", kind: "struct", methods: new Map(valueMethods) };
const pointerType: GoType = {
  name: "*semver.Version",
  kind: "ptr",
  methods: new Map([...valueMethods, ...pointerMethods]),
};

/** Charts compare the same few constraints over and over. */
const constraints = new LruCache<ReturnType<typeof parseConstraints>>(256);

/** Sprig's semver.go. */
export const semverFunctions: Record<string, GoFunction> = {
  semver: {
    signature: "func(string) (*semver.Version, error)",
    call: (text: string) => new SemverObject(parseVersion(text), pointerType),
  },
  semverCompare: {
    signature: "func(string, string) (bool, error)",
    call: (constraint: string, version: string) => {
      const wanted = constraints.get(constraint, parseConstraints);
      return satisfies(parseVersion(version), wanted);
    },
  },
};
