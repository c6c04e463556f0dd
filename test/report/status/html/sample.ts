import type { Commit } from "../../../../src/git/blame.ts";
import type { History, HistoryLane } from "../../../../src/status/history.ts";
import type { StatusReport } from "../../../../src/status/report.ts";
import { type DecidedRow, decidedRow } from "../../../status/decided-row.ts";
import { reportOf } from "../../../status/rows.ts";

const inherited = { kind: "inherited", file: ".fixtures/general-eqiad.yaml" } as const;
const inheritedInCodfw = { kind: "inherited", file: ".fixtures/general-codfw.yaml" } as const;

/** Four services in two folders: one that is up to date and set by itself, with canaries; others that are behind. */
const facts: readonly DecidedRow[] = [
  { service: "mathoid", environment: "eqiad", version: "1.35.9-1" },
  { service: "mathoid", environment: "codfw", version: "1.35.9-1" },
  { service: "mathoid", environment: "eqiad", version: "1.23.10-3", release: "canary", ...inherited },
  { service: "zotero", environment: "eqiad", version: "1.23.10-3", ...inherited },
  { service: "zotero", environment: "codfw", version: "1.15.5-1", kind: "inherited", file: "general.yaml" },
  { service: "apertium", environment: "codfw", version: "1.23.10-3", release: "one", ...inheritedInCodfw },
  { service: "apertium", environment: "codfw", version: "1.23.10-3", release: "two", ...inheritedInCodfw },
  {
    ...{ service: "kafka-ui", folder: "helmfile.d/aux-services/kafka-ui", environment: "aux" },
    ...{ version: "latest", kind: "chart", file: "charts/kafka-ui/values.yaml" },
  },
];

export const sampleReport: StatusReport = reportOf(...facts.map(decidedRow));

function commit(day: string, subject: string): Commit {
  return { hash: day.replaceAll("-", "").padEnd(40, "0"), author: "Ann", date: `${day}T12:00:00.000Z`, subject };
}

const lanes: readonly HistoryLane[] = [
  {
    services: ["helmfile.d/services/mathoid"],
    file: "helmfile.d/services/mathoid/values.yaml",
    path: ["mesh", "image_version"],
    decidesFor: sampleReport.rows.slice(0, 2),
    now: "1.35.9-1",
    points: [
      {
        commit: commit("2022-03-01", "mathoid: Add TLS"),
        file: "helmfile.d/services/mathoid/values.yaml",
        value: "1.15.5-1",
        gap: undefined,
      },
      {
        commit: commit("2023-03-01", "mathoid: Inherit"),
        file: "helmfile.d/services/mathoid/values.yaml",
        value: undefined,
        gap: "not-set",
      },
      {
        commit: commit("2024-03-01", "mathoid: Go ahead"),
        file: "helmfile.d/services/mathoid/values.yaml",
        value: "1.35.9-1",
        gap: undefined,
      },
    ],
  },
];

export const sampleHistory: History = { newest: commit("2024-12-31", "Newest"), cutOffAt: undefined, lanes };
