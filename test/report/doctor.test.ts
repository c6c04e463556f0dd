import pc from "picocolors";
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../src/doctor/compare.ts";
import { doctorJson } from "../../src/report/doctor-json.ts";
import type { DoctorComparison, DoctorSetup } from "../../src/report/doctor-run.ts";
import { type DoctorTextOptions, printDoctorText } from "../../src/report/doctor-text.ts";
import { helmfileAt } from "../bump/fake-survey.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const setup: DoctorSetup = {
  tools: {
    helmfile: { path: "/bin/helmfile", version: "v0.167.1" },
    helm: { path: "/bin/helm", version: "v3.19.5+g4a19a5b" },
  },
  root: "/r",
  configuration: undefined,
  preset: undefined,
  standIns: { present: [], missing: [], hostFolders: [] },
  cacheFolder: "/home/.cache/bump-envoy",
  warnings: [],
};
const setupText = `helmfile      v0.167.1  /bin/helmfile
helm          v3.19.5+g4a19a5b  /bin/helm
repository    /r
configuration none: the defaults
preset        none
stand-ins     none are needed
cache         /home/.cache/bump-envoy, which this command does not use
`;

function compared(
  path: string,
  outcome: Outcome,
  environment?: string,
  notes: readonly string[] = [],
): DoctorComparison {
  const source = helmfileAt(path);
  return { target: { helmfile: path, environment, source }, outcome, notes };
}

function differs(start: number, ...lines: string[]): Outcome {
  const hunk = { start, startAfter: start + 1, lines, release: "main", template: "c/templates/a.yaml" };
  return { kind: "differs", hunks: [hunk], unstableLines: 2 };
}

const identical: Outcome = { kind: "identical", isEmpty: false };
const comparisons: readonly DoctorComparison[] = [
  compared("s/heron/helmfile.yaml", identical, "eqiad"),
  compared("s/heron/helmfile.yaml", { kind: "identical", isEmpty: true }, "codfw"),
  compared("s/egret/helmfile.yaml", { kind: "unstable", lines: 3 }),
  compared("s/ibis/helmfile.yaml", differs(4, " a", "-b", "+c"), "eqiad", ["no matches for path"]),
  compared("s/ibis/helmfile.yaml", differs(8, " a", "-b", "+c"), "codfw", ["no matches for path"]),
  compared("s/wren/helmfile.yaml", { kind: "embedded-fails", embedded: "no token\nat line 1" }),
  compared("s/crane/helmfile.yaml", { kind: "unsupported", embedded: "jsonPatches is not supported" }, undefined, [
    "jsonPatches is not supported",
  ]),
  compared("s/stork/helmfile.yaml", { kind: "helmfile-fails", helmfile: "too late" }),
  compared("s/kite/helmfile.yaml", { kind: "both-fail", helmfile: "one\ntwo\nthree", embedded: "eins" }),
  compared("s/kite/helmfile.yaml", { kind: "both-fail", helmfile: "same", embedded: "same\nand another" }, "eqiad"),
];

const differences = `
the output differs:
  s/ibis/helmfile.yaml (eqiad)
  s/ibis/helmfile.yaml (codfw)
--- helmfile
+++ bump-envoy
@@ -4,2 +5,2 @@ release main, c/templates/a.yaml
 a
-b
+c
note: no matches for path

only bump-envoy fails:
  s/wren/helmfile.yaml
    bump-envoy: no token
      at line 1

bump-envoy cannot do this:
  s/crane/helmfile.yaml
    bump-envoy: jsonPatches is not supported

only helmfile fails:
  s/stork/helmfile.yaml
    helmfile: too late
`;
const others = `
both fail, which is no difference:
  s/kite/helmfile.yaml
    helmfile: one
      ... 2 more lines (--verbose)
    bump-envoy: eins
  s/kite/helmfile.yaml (eqiad)
    both: same

the same but for lines that change with every run of helmfile:
  s/egret/helmfile.yaml
    3 lines
`;

function printed(
  comparisons: readonly DoctorComparison[],
  more: Partial<DoctorSetup> = {},
  options: Partial<DoctorTextOptions> = {},
  color = false,
) {
  const terminal = fakeTerminal({ color });
  printDoctorText({ ...setup, ...more }, comparisons, terminal, { quiet: false, verbose: false, ...options });
  return { stdout: terminal.stdout.text, stderr: terminal.stderr.text };
}

describe("text", () => {
  test("what is in use, every difference, and what is none", () => {
    expect(printed(comparisons)).toEqual({
      stdout: setupText + differences + others,
      stderr:
        "10 compared: 2 identical (1 of them empty), 1 unstable, 2 different, 1 where only bump-envoy fails, " +
        "1 unsupported, 1 where only helmfile fails, 2 where both fail\n",
    });
  });

  test("without a difference", () => {
    expect(printed([compared("s/heron/helmfile.yaml", identical)])).toEqual({
      stdout: setupText,
      stderr: "1 compared: 1 identical\n",
    });
  });

  test("quiet: problems only", () => {
    expect(printed(comparisons, { warnings: ["helm is too old"] }, { quiet: true })).toEqual({
      stdout: `! helm is too old\n${differences}`,
      stderr: "",
    });
  });

  test("verbose: messages in full, and every target", () => {
    const { stdout } = printed(comparisons, {}, { verbose: true });
    expect(stdout).toContain("    helmfile: one\n      two\n      three\n    bump-envoy: eins\n");
    expect(stdout).toContain("    helmfile: same\n    bump-envoy: same\n      and another\n");
    expect(stdout).toContain(`
identical:
  s/heron/helmfile.yaml (eqiad)
  s/heron/helmfile.yaml (codfw)
    nothing is rendered
`);
  });

  test("a long difference and a long message are shortened, unless verbose", () => {
    const lines = Array.from({ length: 100 }, (_, i) => `+${i}`);
    const long = [
      compared("s/ibis/helmfile.yaml", differs(4, ...lines)),
      compared("s/wren/helmfile.yaml", { kind: "embedded-fails", embedded: "x".repeat(1000) }),
    ];
    const { stdout } = printed(long);
    expect(stdout).toContain("\n+22\n... 77 more lines (--verbose)\n");
    expect(stdout).toContain(`bump-envoy: ${"x".repeat(240)}...\n`);
    const verbose = printed(long, {}, { verbose: true }).stdout;
    expect(verbose).toContain("\n+98\n+99\n");
    expect(verbose).toContain(`bump-envoy: ${"x".repeat(1000)}\n`);
  });

  test("of many targets with the same difference the first are named, unless verbose", () => {
    const many = Array.from({ length: 11 }, (_, i) => compared(`s/${i}/helmfile.yaml`, differs(i + 1, "-a")));
    expect(printed(many).stdout).toContain(
      "  s/7/helmfile.yaml\n  ... and 3 more (--verbose)\n--- helmfile\n+++ bump-envoy\n@@ -1,1 +2,0 @@",
    );
    expect(printed(many, {}, { verbose: true }).stdout).toContain("  s/10/helmfile.yaml\n--- helmfile\n");
  });

  test("differences that are the same only as far as they are shown are told apart", () => {
    const lines = Array.from({ length: 100 }, (_, i) => `+${i}`);
    const two = ["+x", "+y"].map((last, i) => compared(`s/${i}/helmfile.yaml`, differs(1, ...lines, last)));
    expect(printed(two).stdout.match(/^--- helmfile$/gm)).toHaveLength(2);
  });

  test("a difference without a release and a template has line numbers only", () => {
    const hunk = { start: 1, startAfter: 1, lines: ["-a"], release: undefined, template: undefined };
    const outcome: Outcome = { kind: "differs", hunks: [hunk], unstableLines: 0 };
    expect(printed([compared("h.yaml", outcome)]).stdout).toContain("\n@@ -1,1 +1,0 @@\n-a\n");
  });

  test.each<[string, readonly DoctorComparison[], boolean]>([
    ["nothing but failures", comparisons.slice(8), true],
    ["nothing but empty output and failures", [...comparisons.slice(1, 2), ...comparisons.slice(8)], true],
    ["one that is rendered", [...comparisons.slice(0, 1), ...comparisons.slice(8)], false],
  ])("whether it proves anything: %s", (_, some, isNothing) => {
    expect(printed(some).stderr.endsWith("; nothing was rendered, so this proves nothing\n")).toBe(isNothing);
  });

  test("stand-ins that are missing, with the command that makes them where there is one", () => {
    const standIns = { present: ["a.yaml"], missing: ["b.yaml", "c.yaml"], hostFolders: ["/etc/defaults"] };
    const some = { standIns, configuration: "other.yaml" };
    const { stdout } = printed([], { ...some, preset: "deployment-charts" });
    expect(stdout).toContain(`configuration other.yaml
preset        deployment-charts
stand-ins     1 of 3 files exist
host files    those in /etc/defaults of this machine are read
`);
    expect(stdout.slice(stdout.indexOf("!"))).toBe(
      "! stand-ins that do not exist: b.yaml, c.yaml\n" +
        "  `bump-envoy stand-ins --puppet DIR` makes those of the clusters that operations-puppet knows\n",
    );
    expect(printed([], some).stdout).not.toContain("--puppet");
  });

  test("in colour", () => {
    const colors = pc.createColors(true);
    const { stdout } = printed(comparisons, { warnings: ["helm is too old"] }, {}, true);
    expect(stdout).toContain(`${colors.yellow("!")} helm is too old\n`);
    expect(stdout).toContain(`${colors.bold("the output differs:")}\n`);
    expect(stdout).toContain(`${colors.red("-b")}\n${colors.green("+c")}\n`);
  });
});

describe("JSON", () => {
  const [, empty, unstable, different, , embeddedFails, unsupported, helmfileFails, bothFail] = comparisons;
  const nothing = {
    service: "heron",
    cluster: "s",
    environment: null,
    isDifference: false,
    isEmpty: false,
    failures: { helmfile: null, embedded: null },
    unstableLines: 0,
    hunks: [],
    notes: [],
  };
  const named = (service: string) => ({ ...nothing, service, helmfile: `s/${service}/helmfile.yaml` });

  test.each<[DoctorComparison | undefined, object]>([
    [empty, { ...named("heron"), environment: "codfw", outcome: "identical", isEmpty: true }],
    [unstable, { ...named("egret"), outcome: "unstable", unstableLines: 3 }],
    [
      different,
      {
        ...named("ibis"),
        ...{ environment: "eqiad", outcome: "differs", isDifference: true, unstableLines: 2 },
        hunks: [
          {
            release: "main",
            template: "c/templates/a.yaml",
            diff: "@@ -4,2 +5,2 @@ release main, c/templates/a.yaml\n a\n-b\n+c\n",
          },
        ],
        notes: ["no matches for path"],
      },
    ],
    [
      embeddedFails,
      {
        ...named("wren"),
        ...{ outcome: "embedded-fails", isDifference: true },
        failures: { helmfile: null, embedded: "no token\nat line 1" },
      },
    ],
    [
      unsupported,
      {
        ...named("crane"),
        ...{ outcome: "unsupported", isDifference: true },
        failures: { helmfile: null, embedded: "jsonPatches is not supported" },
        notes: ["jsonPatches is not supported"],
      },
    ],
    [
      helmfileFails,
      {
        ...named("stork"),
        ...{ outcome: "helmfile-fails", isDifference: true },
        failures: { helmfile: "too late", embedded: null },
      },
    ],
    [
      bothFail,
      {
        ...named("kite"),
        outcome: "both-fail",
        failures: { helmfile: "one\ntwo\nthree", embedded: "eins" },
      },
    ],
  ])("a target: %#", (comparison, target) => {
    expect(JSON.parse(doctorJson(setup, [comparison as DoctorComparison])).targets).toEqual([target]);
  });

  test("the whole", () => {
    const standIns = { present: ["a.yaml"], missing: ["b.yaml"], hostFolders: [] };
    const { targets, ...rest } = JSON.parse(doctorJson({ ...setup, standIns, warnings: ["w"] }, comparisons));
    expect(targets).toHaveLength(comparisons.length);
    expect(rest).toEqual({
      formatVersion: 1,
      tools: setup.tools,
      repository: {
        root: "/r",
        configuration: null,
        preset: null,
        standIns,
        cacheFolder: "/home/.cache/bump-envoy",
      },
      warnings: ["w"],
      summary: {
        ...{ targets: 10, differences: 5, identical: 2, empty: 1, unstable: 1, differs: 2 },
        ...{ "helmfile-fails": 1, "embedded-fails": 1, unsupported: 1, "both-fail": 2 },
      },
    });
  });
});
