import type { BumpPlan } from "../bump/plan.ts";
import { type BumpRun, changedTexts, countPlan, fileName } from "./bump-run.ts";
import { unifiedDiff } from "./unified-diff.ts";

/** The outcome of a bump as one JSON object: the same for every mode, so that a dry run shows what a real one will say. */
export function bumpJson(plan: BumpPlan, run: BumpRun): string {
  const { mode, version, image, key } = run;
  const document = {
    mode,
    version,
    image,
    key,
    files: changedTexts(plan, run).map((change) => ({
      path: change.name,
      created: change.before === undefined,
      diff: unifiedDiff([change]),
    })),
    releases: plan.releases.map(({ helmfile, environment, name, namespace, images, outcome }) => ({
      service: helmfile.service,
      cluster: helmfile.cluster ?? null,
      environment: environment ?? null,
      release: name,
      namespace,
      helmfile: fileName(helmfile.path, run),
      images,
      outcome: outcome.kind,
      file: outcome.kind === "bumped" ? fileName(outcome.file, run) : null,
      reason: outcome.kind === "skipped" ? outcome.reason : null,
    })),
    failures: plan.failures.map(({ helmfile, environment, message }) => ({
      service: helmfile.service,
      cluster: helmfile.cluster ?? null,
      environment: environment ?? null,
      helmfile: fileName(helmfile.path, run),
      message,
    })),
    summary: countPlan(plan),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
