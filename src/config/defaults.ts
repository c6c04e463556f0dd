import type { CommitUnit } from "./commits.ts";
import type { Override, RuleSeverities, Stage, StandIn } from "./schema.ts";
import { defaultStages } from "./stages.ts";

/** The configuration where there is none; it fits deployment-charts. The schema has it from here, and loading that takes long. */
export const defaultConfig = {
  image: "envoy",
  charts: { stable: "charts", "wmf-stable": "charts" },
  preset: "auto" as const,
  standIns: [] as StandIn[],
  hostFolders: [] as string[],
  helmfiles: [] as string[],
  skip: ["**/_*/**"],
  services: ["helmfile.d/*/{cluster}/{service}", "helmfile.d/*/{service}", "**/{service}"],
  dropFields: ["tillerNamespace", "tillerless", "helmBinary"],
  timeout: 60,
  rules: {} as RuleSeverities,
  overrides: [] as Override[],
  verifyImage: false,
  commit: { per: "service" as CommitUnit },
  stages: defaultStages as Stage[],
};
