import { describe, expect, test } from "vitest";
import type { CommitOutcome } from "../../src/git/commit.ts";
import type { BumpRun } from "../../src/report/bump-run.ts";
import { commitLines, commitProblems, commitsJson } from "../../src/report/commits.ts";

const run: BumpRun = {
  mode: "write",
  command: "bump",
  version: "2",
  image: "envoy",
  root: "/r",
  namesFrom: "/r/deploy",
  proof: undefined,
  commits: undefined,
};
const heron = { message: "heron: Update envoy to 2\n\nBug: T1", files: ["deploy/heron/values.yaml"] };
const parrot = { message: "parrot: Update envoy to 2", files: ["deploy/parrot/a.yaml", "deploy/parrot/b.yaml"] };
const made = { ...heron, hash: "0123456789abcdef0123456789abcdef01234567" };
const base = "fedcba9876543210fedcba9876543210fedcba98";
const done: CommitOutcome = { target: "main", base, made: [made], left: [], problem: undefined };
const planned: CommitOutcome = { target: "main", base, made: [], left: [heron, parrot], problem: undefined };
const refused: CommitOutcome = { target: "main", base, made: [made], left: [parrot], problem: "no\nreally" };

describe("a line for each commit", () => {
  test.each<[string, CommitOutcome, BumpRun["mode"], string[]]>([
    ["that was made", done, "write", ["[main 0123456789] heron: Update envoy to 2"]],
    [
      "that was made without a branch",
      { ...done, target: undefined },
      "write",
      ["[detached HEAD 0123456789] heron: Update envoy to 2"],
    ],
    [
      "that would be made",
      planned,
      "dry-run",
      ["[main] would be committed: heron: Update envoy to 2", "[main] would be committed: parrot: Update envoy to 2"],
    ],
    [
      "that would be made, in a check",
      { ...planned, left: [heron] },
      "check",
      ["[main] would be committed: heron: Update envoy to 2"],
    ],
    ["but those that were refused", refused, "write", ["[main 0123456789] heron: Update envoy to 2"]],
  ])("%s", (_, outcome, mode, lines) => {
    expect(commitLines(outcome, { ...run, mode })).toEqual(lines);
  });
});

describe("problems", () => {
  const onward =
    "the files stay changed: commit them, or take them back (`git restore FILE`, or `rm` a new one) and run again";
  test.each<[string, CommitOutcome, string[]]>([
    ["none where all is done", done, []],
    ["none where nothing is to be done yet", planned, []],
    [
      "what is left, why, and the ways on and back",
      refused,
      [
        "not committed: parrot: Update envoy to 2 (parrot/a.yaml, parrot/b.yaml)",
        `git has not gone on:\n    no\n    really\n  ${onward}\n  \`git reset --keep fedcba9876\` takes back what was committed`,
      ],
    ],
    [
      "where nothing was committed",
      { ...refused, made: [], problem: "no" },
      [
        "not committed: parrot: Update envoy to 2 (parrot/a.yaml, parrot/b.yaml)",
        `git has not gone on:\n    no\n  ${onward}`,
      ],
    ],
    [
      "where the last commit was made in spite of it",
      { ...refused, left: [], problem: "no" },
      ["git has not gone on:\n    no\n  `git reset --keep fedcba9876` takes back what was committed"],
    ],
  ])("%s", (_, outcome, lines) => {
    expect(commitProblems(outcome, run)).toEqual(lines);
  });

  test("of many lines are cut", () => {
    const problem = Array.from({ length: 100 }, (_, index) => `line ${index}`).join("\n");
    const [, text = ""] = commitProblems({ ...refused, problem }, run);
    expect(text).toContain("    line 39\n    ... and 60 more lines\n  the files");
  });
});

test.each<[string, CommitOutcome, object]>([
  [
    "those made",
    done,
    {
      commits: [
        {
          hash: made.hash,
          subject: "heron: Update envoy to 2",
          message: "heron: Update envoy to 2\n\nBug: T1",
          files: ["heron/values.yaml"],
        },
      ],
      branch: "main",
      commitProblem: null,
    },
  ],
  [
    "those left",
    { ...refused, target: undefined },
    {
      commits: [
        expect.objectContaining({ hash: made.hash }),
        {
          hash: null,
          subject: "parrot: Update envoy to 2",
          message: "parrot: Update envoy to 2",
          files: ["parrot/a.yaml", "parrot/b.yaml"],
        },
      ],
      branch: null,
      commitProblem: "no\nreally",
    },
  ],
])("JSON has %s", (_, outcome, document) => {
  expect(commitsJson(outcome, run)).toEqual(document);
});
