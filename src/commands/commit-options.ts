import { type Command, Option } from "commander";
import type { CommitSettings } from "../bump/plan-commits.ts";
import { type CommitUnit, commitUnits, problemOfTemplate } from "../config/commits.ts";
import type { Config } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import { repeatable } from "./option-types.ts";

/** The options that say whether and how what is written is committed. */
export interface CommitOptions {
  readonly commit: boolean;
  /** What one commit is for; `undefined`: what the configuration says. */
  readonly per?: CommitUnit;
  readonly message?: string;
  readonly bug: readonly string[];
  /** The branch to make for the commits. */
  readonly branch?: string;
}

/** How a person wants commits to be made. */
export type CommitWish = Pick<CommitSettings, "per" | "message" | "bugs">;

/** Adds the options of the commands that can commit what they write. */
export function addCommitOptions(command: Command): Command {
  return command
    .option("--commit", "commit what is written with git", false)
    .addOption(
      new Option(
        "--per <what>",
        "one commit for each service, for a stage of a rollout, or for all (default: service, or what the configuration says)",
      ).choices(commitUnits),
    )
    .option(
      "--message <text>",
      "the message of each commit, which may name {service}, {version}, {cluster}, {environment}, {stage}, {release} and {image}",
    )
    .addOption(repeatable("--bug <task>", "a task for a trailer, such as T123 for Bug: T123").default([]))
    .option("--branch <name>", "make this branch, switch to it and commit there");
}

/** The message of commits, by command, where no other is named. */
const defaultMessages = {
  bump: "{service}: Update {image} to {version}",
  promote: "{service}: Update {image} to {version}",
  rollout: "{service}: Update {image} to {version}",
  unpin: "{service}: Use the inherited {image} version",
};

/**
 * What the options and the configuration say about commits.
 *
 * @returns `undefined` where there are to be none
 * @throws UserError `usage`
 */
export function readCommitOptions(
  options: CommitOptions,
  { commit: configured }: Pick<Config, "commit">,
  command: keyof typeof defaultMessages,
): CommitWish | undefined {
  const { commit, per, message, bug: bugs, branch } = options;
  if (!commit) {
    const [unused] =
      Object.entries({ per, message, bug: bugs[0], branch }).find(([, value]) => value !== undefined) ?? [];
    if (unused === undefined) return undefined;
    throw new UserError("usage", `--${unused} is for commits`, { remedy: `add --commit, or leave --${unused} out` });
  }
  for (const bug of bugs) {
    if (/^T[1-9]\d*$/.test(bug)) continue;
    const [, number] = /^(?:https:\/\/\S+\/)?[Tt]?([1-9]\d*)$/.exec(bug) ?? [];
    throw new UserError("usage", `${JSON.stringify(bug)} is no task`, {
      remedy: number === undefined ? "name one as Phabricator does, such as T123" : `did you mean T${number}?`,
    });
  }
  const problem = message === undefined ? undefined : problemOfTemplate(message);
  if (problem !== undefined) throw new UserError("usage", `--message: ${problem}`);
  // What unpin removes is no update, whatever updates are called.
  const standing = command === "unpin" ? undefined : configured.message;
  return { per: per ?? configured.per, message: message ?? standing ?? defaultMessages[command], bugs };
}
