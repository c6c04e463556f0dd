import type { CommitOutcome, PlannedCommit } from "../git/commit.ts";
import { onOneLine } from "../on-one-line.ts";
import { type BumpRun, fileName } from "./bump-run.ts";

/** As many digits of a hash are shown to people. */
const shownDigits = 10;
/** As many lines of what git and its hooks say. */
const mostLines = 40;

/** The commits of a run in its JSON: `hash` is null for those that were not made, in a dry run for all. */
export function commitsJson({ target, made, left, problem }: CommitOutcome, run: BumpRun) {
  const entry = (commit: PlannedCommit, hash: string | null) => ({
    hash,
    subject: subjectOf(commit),
    message: commit.message,
    files: commit.files.map((file) => fileName(file, run)),
  });
  return {
    commits: [...made.map((commit) => entry(commit, commit.hash)), ...left.map((commit) => entry(commit, null))],
    branch: target ?? null,
    commitProblem: problem ?? null,
  };
}

/** A line for each commit that was made, as `git commit` says it, or that would be. */
export function commitLines({ target, made, left }: CommitOutcome, { mode }: BumpRun): string[] {
  const branch = onOneLine(target ?? "detached HEAD");
  const would = mode === "write" ? [] : left;
  return [
    ...made.map((commit) => `[${branch} ${commit.hash.slice(0, shownDigits)}] ${subjectOf(commit)}`),
    ...would.map((commit) => `[${branch}] would be committed: ${subjectOf(commit)}`),
  ];
}

/** Which commits were not made, with their files, why, and what can be done. */
export function commitProblems({ base, made, left, problem }: CommitOutcome, run: BumpRun): string[] {
  if (problem === undefined) return [];
  const lines = problem.split("\n");
  const more = lines.length > mostLines ? [`... and ${lines.length - mostLines} more lines`] : [];
  const said = [...lines.slice(0, mostLines), ...more].map((line) => `    ${line}`);
  const onward =
    "the files stay changed: commit them, or take them back (`git restore FILE`, or `rm` a new one) and run again";
  const back = `\`git reset --keep ${base?.slice(0, shownDigits)}\` takes back what was committed`;
  const remedies = [...(left.length > 0 ? [onward] : []), ...(made.length > 0 ? [back] : [])];
  return [
    ...left.map((commit) => `not committed: ${subjectOf(commit)} (${namesOf(commit, run)})`),
    ["git has not gone on:", ...said, ...remedies.map((remedy) => `  ${remedy}`)].join("\n"),
  ];
}

function namesOf({ files }: PlannedCommit, run: BumpRun): string {
  return onOneLine(files.map((file) => fileName(file, run)).join(", "));
}

function subjectOf({ message }: PlannedCommit): string {
  return onOneLine(message.split("\n", 1)[0] ?? "");
}
