import { parseConstraints, satisfies } from "../sprig/semver/constraint.ts";
import { parseVersion } from "../sprig/semver/version.ts";

/** Whether a version meets a constraint: helm's `chartutil.IsCompatibleRange`. What cannot be read meets nothing. */
export function isCompatibleRange(constraint: string, version: string): boolean {
  try {
    return satisfies(parseVersion(version), parseConstraints(constraint));
  } catch {
    return false;
  }
}

/** Whether a text is a version as Masterminds/semver reads it. */
export function isVersion(text: string): boolean {
  try {
    parseVersion(text);
    return true;
  } catch {
    return false;
  }
}
