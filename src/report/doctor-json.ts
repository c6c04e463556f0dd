import { isDifference } from "../doctor/compare.ts";
import { countComparisons, type DoctorComparison, type DoctorSetup, formatHunk } from "./doctor-run.ts";
import { placeJson } from "./place-json.ts";

/** To be raised when a field changes its meaning or goes. */
const formatVersion = 1;

/** The whole outcome as one JSON object. */
export function doctorJson(setup: DoctorSetup, comparisons: readonly DoctorComparison[]): string {
  const { tools, root, configuration, preset, standIns, cacheFolder, warnings } = setup;
  const document = {
    formatVersion,
    tools,
    repository: {
      root,
      configuration: configuration ?? null,
      preset: preset ?? null,
      standIns,
      cacheFolder,
    },
    warnings,
    targets: comparisons.map(describe),
    summary: countComparisons(comparisons),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function describe({ target, outcome, notes }: DoctorComparison) {
  const { source, environment } = target;
  return {
    ...placeJson(source, environment),
    helmfile: source.path,
    outcome: outcome.kind,
    isDifference: isDifference(outcome),
    isEmpty: outcome.kind === "identical" && outcome.isEmpty,
    failures: {
      helmfile: "helmfile" in outcome ? outcome.helmfile : null,
      embedded: "embedded" in outcome ? outcome.embedded : null,
    },
    unstableLines: outcome.kind === "unstable" ? outcome.lines : outcome.kind === "differs" ? outcome.unstableLines : 0,
    hunks:
      outcome.kind === "differs"
        ? outcome.hunks.map((hunk) => ({
            release: hunk.release ?? null,
            template: hunk.template ?? null,
            diff: `${formatHunk(hunk).join("\n")}\n`,
          }))
        : [],
    notes,
  };
}
