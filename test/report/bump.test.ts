import pc from "picocolors";
import { describe, expect, test } from "vitest";
import type { BumpedRelease, BumpPlan, ImageChange, Outcome } from "../../src/bump/plan.ts";
import { bumpJson } from "../../src/report/bump-json.ts";
import type { BumpRun } from "../../src/report/bump-run.ts";
import { printBumpText, type TextOptions } from "../../src/report/bump-text.ts";
import { helmfileAt } from "../bump/fake-survey.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const heron = helmfileAt("codfw/heron/helmfile.yaml");
const egret = { ...helmfileAt("services/egret/helmfile.yaml", ["eqiad"]), cluster: undefined };

function changeOf(from: string): ImageChange {
  return { object: "Pod/x", container: "c", from, version: "1.15.0-1", name: "envoy" };
}

function release(outcome: Outcome, more: Partial<BumpedRelease> = {}): BumpedRelease {
  const images = ["example.org:5000/envoy:1.14.4-1"];
  const changes = (more.images ?? images).map((from) => changeOf(from));
  const base = { helmfile: heron, environment: undefined, name: "main", namespace: "n", images };
  return { ...base, outcome, changes: outcome.kind === "bumped" ? changes : [], ...more };
}

const bumped: Outcome = { kind: "bumped", files: ["codfw/heron/values.yaml"] };
const plan: BumpPlan = {
  edits: [
    { path: "codfw/heron/values.yaml", before: "v: 1\n", after: "v: 2\n" },
    { path: "services/egret/new.yaml", before: undefined, after: "v: 2\n" },
  ],
  releases: [
    release(bumped),
    release(bumped, { name: "canary", images: ["envoy:1.13", "example.org/envoy:1.14.4-1"] }),
    release({ kind: "current" }, { name: "test", images: ["envoy:1.15.0-1"] }),
    release({ kind: "bumped", files: ["services/egret/new.yaml"] }, { helmfile: egret, environment: "eqiad" }),
    release({ kind: "skipped", reason: "there is no file" }, { helmfile: egret, environment: "codfw", name: "other" }),
  ],
  flavours: [
    { helmfile: heron, environment: undefined, release: "main", image: "example.org/envoy-future:2.0" },
    { helmfile: egret, environment: "eqiad", release: "main", image: "example.org/envoy-future:2.0" },
  ],
  failures: [
    { helmfile: heron, environment: undefined, message: "one\ntwo\nthree" },
    { helmfile: egret, environment: "eqiad", message: "only line" },
  ],
};
const nothing: BumpPlan = { edits: [], releases: [], flavours: [], failures: [] };
const run: BumpRun = {
  mode: "write",
  command: "bump",
  version: "1.15.0-1",
  image: "envoy",
  root: "/r",
  namesFrom: "/r",
  commits: undefined,
  proof: {
    rendered: 4,
    unverified: [],
    unproved: [],
    manifests: [{ service: "codfw/heron", release: "main", before: "a: 1\n", after: "a: 2\n" }],
  },
};

/** What is printed to the two streams. */
function printed(plan: BumpPlan, more: Partial<BumpRun> = {}, options: Partial<TextOptions> = {}, color = false) {
  const terminal = fakeTerminal({ color });
  printBumpText(plan, { ...run, ...more }, terminal, {
    quiet: false,
    verbose: false,
    showManifests: false,
    ...options,
  });
  return { stdout: terminal.stdout.text, stderr: terminal.stderr.text };
}

const changedFiles = `codfw/heron/values.yaml  1.14.4-1, 1.13 → 1.15.0-1  main, canary
services/egret/new.yaml (new file)  1.14.4-1 → 1.15.0-1  main (eqiad)
`;
const diff = `--- a/codfw/heron/values.yaml
+++ b/codfw/heron/values.yaml
@@ -1,1 +1,1 @@
-v: 1
+v: 2
--- /dev/null
+++ b/services/egret/new.yaml
@@ -0,0 +1,1 @@
+v: 2
`;
const problems = `! egret (codfw), release other: there is no file
! codfw/heron: codfw/heron/helmfile.yaml could not be rendered in full:
    one
    two
! egret (eqiad): services/egret/helmfile.yaml could not be rendered in full:
    only line
`;
const seen = "seen and left alone: envoy-future:2.0 in codfw/heron, egret\n";
const proved = "4 releases rendered before and after: nothing else changes\n";
const summary = (would: string) =>
  `${seen}2 files ${would}changed, 3 releases ${would}bumped to 1.15.0-1, 1 already current, 1 skipped, 2 failures to render\n${proved}`;

describe("text", () => {
  test("after writing: the files, the problems, and a line that sums up", () => {
    expect(printed(plan)).toEqual({ stdout: changedFiles, stderr: problems + summary("") });
  });

  test("of a dry run: the diff", () => {
    expect(printed(plan, { mode: "dry-run" })).toEqual({ stdout: diff, stderr: problems + summary("would be ") });
  });

  test("of a check: the files that would change", () => {
    expect(printed(plan, { mode: "check" })).toEqual({ stdout: changedFiles, stderr: problems + summary("would be ") });
  });

  test("verbose: every release, and failures in full", () => {
    const { stderr } = printed(plan, {}, { verbose: true });
    expect(stderr).toBe(
      `${problems.replace("    two\n", "    two\n    three\n")}  bumped: codfw/heron, release main, example.org:5000/envoy:1.14.4-1 by codfw/heron/values.yaml
  bumped: codfw/heron, release canary, envoy:1.13 example.org/envoy:1.14.4-1 by codfw/heron/values.yaml
  current: codfw/heron, release test, envoy:1.15.0-1
  bumped: egret (eqiad), release main, example.org:5000/envoy:1.14.4-1 by services/egret/new.yaml
${summary("")}`,
    );
  });

  test.each([
    ["write", ""],
    ["check", changedFiles],
    ["dry-run", diff],
  ] as const)("quiet, %s: problems only, and what was asked for", (mode, stdout) => {
    expect(printed(plan, { mode }, { quiet: true })).toEqual({ stdout, stderr: problems });
  });

  test.each([
    ["no release runs the image", nothing, "no release runs an image named envoy\n"],
    [
      "one of each",
      { ...plan, edits: plan.edits.slice(0, 1), releases: [release(bumped)], failures: [], flavours: [] },
      `1 file changed, 1 release bumped to 1.15.0-1, 0 already current, 0 skipped, 0 failures to render\n${proved}`,
    ],
    [
      "a release is not meant",
      { ...nothing, releases: [release({ kind: "kept", reason: "it runs 1.0, not 1.1" })] },
      "0 files changed, 0 releases bumped to 1.15.0-1, 0 already current, 1 kept, 0 skipped, 0 failures to render\n",
    ],
    [
      "all is current",
      { ...nothing, releases: [release({ kind: "current" })] },
      "0 files changed, 0 releases bumped to 1.15.0-1, 1 already current, 0 skipped, 0 failures to render\n",
    ],
  ])("the summary where %s", (_, plan, text) => {
    expect(printed(plan).stderr).toBe(text);
  });

  test("failures alone are no reason to say that no release runs the image", () => {
    const { stderr } = printed({ ...nothing, failures: plan.failures.slice(1) });
    expect(stderr).toBe(
      "! egret (eqiad): services/egret/helmfile.yaml could not be rendered in full:\n    only line\n0 files changed, 0 releases bumped to 1.15.0-1, 0 already current, 0 skipped, 1 failure to render\n",
    );
  });

  test.each<[string, BumpRun["proof"], string]>([
    ["nothing was verified", undefined, "not verified (--no-verify): nothing is known of the effect\n"],
    [
      "a release could not be rendered",
      { rendered: 1, unverified: ["heron, release a: it fails"], unproved: [], manifests: [] },
      "1 release rendered before and after: nothing else changes, as far as 1 release of them could be rendered\n",
    ],
  ])("the proof where %s", (_, proof, text) => {
    expect(printed(plan, { proof }).stderr).toContain(`failures to render\n${text}`);
  });

  test("a release of which not all is known", () => {
    const proof = {
      rendered: 1,
      unverified: ["heron, release a: it fails"],
      unproved: ["egret: it fails"],
      manifests: [],
    };
    expect(printed(nothing, { proof }).stderr).toContain(
      "! egret: it fails\n! not proved: heron, release a: it fails\n",
    );
  });

  test.each<[BumpRun["command"], string]>([
    ["unpin", "0 files changed, 1 release unpinned, 0 already current, 0 skipped, 0 failures to render\n"],
    [
      "promote",
      "0 files changed, 0 releases bumped, 1 release unpinned, 0 already current, 0 skipped, 0 failures to render\n",
    ],
  ])("the summary of %s", (command, text) => {
    const unpinned = release({ kind: "unpinned", files: ["codfw/heron/values.yaml"] });
    const { stderr } = printed({ ...nothing, releases: [unpinned] }, { command, version: undefined });
    expect(stderr).toBe(text);
  });

  test("an override that goes", () => {
    const unpinned = release({ kind: "unpinned", files: ["codfw/heron/values.yaml"] });
    expect(printed({ ...plan, releases: [unpinned] }).stdout).toContain(
      "codfw/heron/values.yaml  override removed  main\n",
    );
  });

  test("another version and another image", () => {
    const images = ["example.org/envoy:1.0"];
    const inherited = release(bumped, {
      images,
      changes: [{ ...changeOf("example.org/envoy:1.0"), version: undefined }],
    });
    expect(printed({ ...plan, releases: [inherited] }).stdout).toContain("1.0 → what is inherited  main\n");
    const other = release(bumped, {
      images,
      changes: [{ ...changeOf("example.org/envoy:1.0"), name: "envoy-future" }],
    });
    expect(printed({ ...plan, releases: [other] }).stdout).toContain("1.0 → envoy-future:1.15.0-1  main\n");
  });

  test("what becomes of manifests, where that is asked for", () => {
    const { stdout } = printed(plan, {}, { showManifests: true });
    expect(stdout).toBe(
      `${changedFiles}--- a/codfw/heron/main\n+++ b/codfw/heron/main\n@@ -1,1 +1,1 @@\n-a: 1\n+a: 2\n`,
    );
  });

  test("an image without a tag has none to show", () => {
    const untagged = { ...plan, releases: [release(bumped, { images: ["example.org:5000/envoy"] })] };
    expect(printed(untagged).stdout).toContain("codfw/heron/values.yaml  no tag → 1.15.0-1  main\n");
  });

  test("names of files are relative to the folder that people are in", () => {
    expect(printed(plan, { namesFrom: "/r/codfw" }).stdout.split("\n")[0]).toMatch(/^heron\/values\.yaml {2}/);
    expect(printed(plan, { namesFrom: "/r/codfw", mode: "dry-run" }).stdout).toContain("+++ b/heron/values.yaml\n");
  });

  test("in colour", () => {
    const colors = pc.createColors(true);
    const { stdout, stderr } = printed(plan, {}, {}, true);
    expect(stdout.split("\n")[1]).toBe(
      `${colors.bold("services/egret/new.yaml")} (new file)  1.14.4-1 → ${colors.green("1.15.0-1")}  ${colors.dim("main (eqiad)")}`,
    );
    expect(stderr.split("\n")[0]).toBe(`${colors.yellow("!")} egret (codfw), release other: there is no file`);
    expect(printed(plan, { mode: "dry-run" }, {}, true).stdout).toContain(`${colors.green("+v: 2")}\n`);
  });
});

describe("JSON", () => {
  test("the whole outcome", () => {
    const [first, second] = diff.split(/(?=^--- \/dev)/m);
    const common = { service: "heron", cluster: "codfw", environment: null, namespace: "n" };
    const helmfile = "codfw/heron/helmfile.yaml";
    const changes = (...images: string[]) => images.map((from) => changeOf(from));
    const today = { service: "egret", cluster: null, namespace: "n", helmfile: "services/egret/helmfile.yaml" };
    expect(JSON.parse(bumpJson(plan, { ...run, mode: "dry-run" }, { showManifests: false }))).toEqual({
      mode: "dry-run",
      command: "bump",
      version: "1.15.0-1",
      image: "envoy",
      files: [
        { path: "codfw/heron/values.yaml", created: false, removed: false, diff: first },
        { path: "services/egret/new.yaml", created: true, removed: false, diff: second },
      ],
      releases: [
        {
          ...{ ...common, helmfile, release: "main", images: ["example.org:5000/envoy:1.14.4-1"] },
          ...{ outcome: "bumped", files: ["codfw/heron/values.yaml"], reason: null },
          changes: changes("example.org:5000/envoy:1.14.4-1"),
        },
        {
          ...{ ...common, helmfile, release: "canary", images: ["envoy:1.13", "example.org/envoy:1.14.4-1"] },
          ...{ outcome: "bumped", files: ["codfw/heron/values.yaml"], reason: null },
          changes: changes("envoy:1.13", "example.org/envoy:1.14.4-1"),
        },
        {
          ...{ ...common, helmfile, release: "test", images: ["envoy:1.15.0-1"] },
          ...{ outcome: "current", files: [], reason: null, changes: [] },
        },
        {
          ...{ ...today, environment: "eqiad", release: "main", images: ["example.org:5000/envoy:1.14.4-1"] },
          ...{ outcome: "bumped", files: ["services/egret/new.yaml"], reason: null },
          changes: changes("example.org:5000/envoy:1.14.4-1"),
        },
        {
          ...{ ...today, environment: "codfw", release: "other", images: ["example.org:5000/envoy:1.14.4-1"] },
          ...{ outcome: "skipped", files: [], reason: "there is no file", changes: [] },
        },
      ],
      flavours: [
        {
          ...{ service: "heron", cluster: "codfw", environment: null },
          release: "main",
          image: "example.org/envoy-future:2.0",
        },
        {
          ...{ service: "egret", cluster: null, environment: "eqiad" },
          release: "main",
          image: "example.org/envoy-future:2.0",
        },
      ],
      failures: [
        { service: "heron", cluster: "codfw", environment: null, helmfile, message: "one\ntwo\nthree" },
        {
          ...{ service: "egret", cluster: null, environment: "eqiad" },
          ...{ helmfile: "services/egret/helmfile.yaml", message: "only line" },
        },
      ],
      proof: { rendered: 4, unverified: [], unproved: [] },
      summary: { files: 2, bumped: 3, unpinned: 0, current: 1, kept: 0, skipped: 1, failed: 2 },
    });
  });

  test("what becomes of manifests, where that is asked for", () => {
    expect(JSON.parse(bumpJson(nothing, run, { showManifests: true })).manifests).toEqual([
      {
        service: "codfw/heron",
        release: "main",
        diff: "--- a/codfw/heron/main\n+++ b/codfw/heron/main\n@@ -1,1 +1,1 @@\n-a: 1\n+a: 2\n",
      },
    ]);
  });

  test("is indented and ends in a newline; its lists are there when they are empty", () => {
    const text = bumpJson(nothing, { ...run, version: undefined, proof: undefined }, { showManifests: false });
    const head = { mode: "write", command: "bump", version: null, image: "envoy" };
    const lists = { files: [], releases: [], flavours: [], failures: [], proof: null };
    const summary = { files: 0, bumped: 0, unpinned: 0, current: 0, kept: 0, skipped: 0, failed: 0 };
    expect(text).toBe(`${JSON.stringify({ ...head, ...lists, summary }, null, 2)}\n`);
  });
});
