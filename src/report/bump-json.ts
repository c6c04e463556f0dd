import type { BumpPlan } from "../bump/plan.ts";
import { type BumpRun, changedTexts, countPlan, fileName, manifestDiff } from "./bump-run.ts";
import { commitsJson } from "./commits.ts";
import { placeJson } from "./place-json.ts";
import { unifiedDiff } from "./unified-diff.ts";

export interface JsonOptions {
  /** Whether to print what becomes of manifests. */
  readonly showManifests: boolean;
}

/** The outcome of a run as one JSON object: the same for every mode, so that a dry run shows what a real one will say. */
export function bumpJson(plan: BumpPlan, run: BumpRun, { showManifests }: JsonOptions): string {
  const { mode, command, version, image, proof } = run;
  const document = {
    mode,
    command,
    ...(command === "rollout" && { stage: run.stage ?? null }),
    version: version ?? null,
    image,
    files: changedTexts(plan, run).map((change) => ({
      path: change.name,
      created: change.before === undefined,
      removed: change.after === undefined,
      diff: unifiedDiff([change]),
    })),
    releases: plan.releases.map(({ helmfile, environment, name, namespace, images, outcome, changes }) => ({
      ...placeJson(helmfile, environment),
      release: name,
      namespace,
      helmfile: fileName(helmfile.path, run),
      images,
      outcome: outcome.kind,
      files: "files" in outcome ? outcome.files.map((file) => fileName(file, run)) : [],
      reason: "reason" in outcome ? outcome.reason : null,
      changes: changes.map(({ object, container, from, name: to, version: tag }) => ({
        object,
        container,
        from,
        name: to ?? null,
        version: tag ?? null,
      })),
    })),
    flavours: plan.flavours.map(({ helmfile, environment, release, image: text }) => ({
      ...placeJson(helmfile, environment),
      release,
      image: text,
    })),
    failures: plan.failures.map(({ helmfile, environment, message }) => ({
      ...placeJson(helmfile, environment),
      helmfile: fileName(helmfile.path, run),
      message,
    })),
    proof: proof ? { rendered: proof.rendered, unverified: proof.unverified, unproved: proof.unproved } : null,
    ...(run.commits && commitsJson(run.commits, run)),
    ...(showManifests && {
      manifests: (proof?.manifests ?? []).map((change) => ({
        service: change.service,
        release: change.release,
        diff: manifestDiff(change),
      })),
    }),
    summary: countPlan(plan),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
