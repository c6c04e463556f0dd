import { onOneLine } from "../on-one-line.ts";
import { plural } from "./plural.ts";
import { deployCommands } from "./rollout-commands.ts";
import type { RolloutRun, RolloutStep } from "./rollout-run.ts";
import { describeChoice, fileLines, rolloutCommand } from "./rollout-text.ts";

/** The plan of a rollout as a list to tick off, for the description of a task. */
export function rolloutMarkdown(run: RolloutRun): string {
  const lines = [`## ${run.image} ${run.version}`, "", ...run.steps.flatMap((step) => stepLines(step, run))];
  return `${lines.join("\n")}\n`;
}

function stepLines(step: RolloutStep, run: RolloutRun): string[] {
  if (step.kind === "note") return [`- [ ] ${plain(step.text)}`];
  const { stage, state, plan, choice, deployments } = step;
  if (state === "empty") return [];
  const chosen = choice ? `: ${plain(describeChoice(choice))}` : "";
  if (plan.edits.length === 0) return [`- [x] **${stage.name}**${chosen}`];
  return [
    `- [ ] **${stage.name}**, ${plural(plan.edits.length, "file")}${chosen}`,
    ...fileLines({ plan }).map((line) => `  ${plain(line)}`),
    ...block(`${rolloutCommand(run)} --stage ${stage.name}`),
    ...block(...deployCommands(deployments)),
    ...(stage.check === undefined ? [] : [`  ${plain(stage.check)}`]),
  ];
}

function block(...commands: readonly string[]): string[] {
  return ["  ```sh", ...commands.map((line) => `  ${line}`), "  ```"];
}

/** Text in which nothing is markup. */
function plain(text: string): string {
  return onOneLine(text).replace(/[\\`*_[\]<>|]/g, "\\$&");
}
