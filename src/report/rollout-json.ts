import type { BumpedRelease } from "../bump/plan.ts";
import { placeJson } from "./place-json.ts";
import { failureJson } from "./render-failure.ts";
import { deployCommands } from "./rollout-commands.ts";
import { countRollout, type RolloutRun, type RolloutStep, servedBy } from "./rollout-run.ts";

/** The plan of a rollout as one JSON object. Paths are relative to the root. */
export function rolloutJson(run: RolloutRun): string {
  const document = {
    mode: "plan",
    command: "rollout",
    version: run.version,
    image: run.image,
    steps: run.steps.map(stepJson),
    unstaged: run.unstaged.map(releaseJson),
    idleOverrides: run.idleOverrides,
    summary: countRollout(run),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function stepJson(step: RolloutStep): object {
  if (step.kind === "note") return { note: step.text };
  const { stage, state, plan, choice, deployments } = step;
  return {
    stage: stage.name,
    state,
    check: stage.check ?? null,
    chosen: choice
      ? choice.services.map(({ helmfile, pods, isCurrent }) => ({
          service: helmfile.service,
          cluster: helmfile.cluster ?? null,
          pods: pods ?? null,
          isCurrent,
        }))
      : null,
    files: plan.edits.map((edit) => ({
      path: edit.path,
      created: edit.before === undefined,
      services: [...new Set(servedBy(edit, plan.releases).map(({ helmfile }) => helmfile.service))],
    })),
    releases: plan.releases.map(releaseJson),
    deployments: deployments.map((deployment) => ({
      folder: deployment.helmfile.folder,
      environment: deployment.environment ?? null,
      releases: deployment.releases ?? null,
      command: deployCommands([deployment]).join("\n"),
    })),
    failures: plan.failures.map(failureJson),
  };
}

function releaseJson({ helmfile, environment, name, namespace, images, outcome }: BumpedRelease): object {
  return {
    ...placeJson(helmfile, environment),
    release: name,
    namespace,
    images,
    outcome: outcome.kind,
    files: "files" in outcome ? outcome.files : [],
    reason: "reason" in outcome ? outcome.reason : null,
  };
}
