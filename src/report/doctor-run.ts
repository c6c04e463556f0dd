import type { StandInCheck } from "../doctor/check-stand-ins.ts";
import { type Comparison, isDifference, type OutcomeKind } from "../doctor/compare.ts";
import type { Hunk } from "../doctor/hunks.ts";
import type { Tools } from "../render/tools.ts";
import type { Helmfile } from "../repository/scan.ts";

/** What the renderers are compared with and for. */
export interface DoctorSetup {
  readonly tools: Tools;
  readonly root: string;
  /** The configuration file as it is named; `undefined`: there is none. */
  readonly configuration: string | undefined;
  readonly preset: "deployment-charts" | undefined;
  readonly standIns: StandInCheck;
  readonly cacheFolder: string;
  /** What makes differences likely, whatever is rendered. */
  readonly warnings: readonly string[];
}

/** A helmfile in one of its environments. */
export interface DoctorTarget {
  readonly helmfile: string;
  readonly environment: string | undefined;
  readonly source: Helmfile;
}

export type DoctorComparison = Comparison<DoctorTarget>;

/** How many targets have each outcome; `empty` counts those of the identical ones that render to nothing. */
export type DoctorCounts = Readonly<Record<OutcomeKind | "targets" | "differences" | "empty", number>>;

export function countComparisons(comparisons: readonly DoctorComparison[]): DoctorCounts {
  const count = (kind: OutcomeKind) => comparisons.filter(({ outcome }) => outcome.kind === kind).length;
  return {
    targets: comparisons.length,
    differences: comparisons.filter(({ outcome }) => isDifference(outcome)).length,
    identical: count("identical"),
    empty: comparisons.filter(({ outcome }) => outcome.kind === "identical" && outcome.isEmpty).length,
    unstable: count("unstable"),
    differs: count("differs"),
    "helmfile-fails": count("helmfile-fails"),
    "embedded-fails": count("embedded-fails"),
    unsupported: count("unsupported"),
    "both-fail": count("both-fail"),
  };
}

/** A hunk of a unified diff, with the release and the template behind its line numbers. */
export function formatHunk({ start, startAfter, lines, release, template }: Hunk): string[] {
  const count = (mark: string) => lines.filter((line) => line.startsWith(" ") || line.startsWith(mark)).length;
  const place = [release && `release ${release}`, template].filter((part) => part !== undefined).join(", ");
  return [`@@ -${start},${count("-")} +${startAfter},${count("+")} @@ ${place}`.trimEnd(), ...lines];
}
