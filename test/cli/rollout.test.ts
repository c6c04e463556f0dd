import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { beforeEach, describe, expect, test } from "vitest";
import { commitsOf, isolateGit, makeRepository } from "../git/repository.ts";
import { copyOfFixture, makeTree } from "../helpers.ts";
import { describeWithRealTools } from "../real-tools.ts";
import { changedFiles, runCli, runWithHelmfile, snapshot } from "./run.ts";

isolateGit();

/** Of a plan as JSON, what tests look at. */
interface PlanJson {
  readonly steps: readonly {
    readonly note?: string;
    readonly stage: string;
    readonly state: string;
    readonly chosen:
      | readonly { readonly service: string; readonly pods: number | null; readonly isCurrent: boolean }[]
      | null;
    readonly files: readonly { readonly path: string; readonly created: boolean }[];
    readonly releases: readonly {
      readonly service: string;
      readonly environment: string;
      readonly reason: string | null;
    }[];
    readonly deployments: readonly { readonly command: string }[];
  }[];
  readonly unstaged: readonly { readonly service: string; readonly release: string }[];
  readonly idleOverrides: readonly string[];
  readonly summary: Readonly<Record<string, number>>;
}

type Run = typeof runCli;

async function planOf(cwd: string, args: readonly string[] = [], run: Run = runCli): Promise<PlanJson> {
  const { exitCode, stdout, stderr } = await run(cwd, "rollout", version, ...args, "-f", "json");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) });
  return JSON.parse(stdout);
}

/** The open stages of a plan with their files; a new one has a plus before it. */
function openStages({ steps }: PlanJson): Record<string, string[]> {
  const open = steps.filter(({ files }) => files !== undefined && files.length > 0);
  return Object.fromEntries(open.map(({ stage, files }) => [stage, namesOf(files)]));
}

function namesOf(files: readonly { readonly path: string; readonly created: boolean }[]): string[] {
  return files.map(({ path, created }) => `${created ? "+" : ""}${shorten(path)}`);
}

function shorten(path: string): string {
  return path.replace(/^helmfile\.d\//, "").replace(/^services\//, "");
}

const version = "1.15.0-1";

/** Does one stage after the other until none is left, and returns what was done. */
async function doAll(cwd: string, args: readonly string[] = []): Promise<Record<string, string[]>> {
  const done: Record<string, string[]> = {};
  for (;;) {
    const { stdout } = await runCli(cwd, "rollout", version, ...args, "--next", "-f", "json");
    const { stage, files } = JSON.parse(stdout);
    if (stage === null) return done;
    done[stage] = namesOf(files);
  }
}

/** A repository for each layout, and what a rollout does there in which stage. */
const layouts = [
  {
    fixture: "repository-rollout",
    stages: {
      first: ["+wren/values-codfw.yaml"],
      staging: ["robin/values-staging.yaml", "+tit/values-staging.yaml", "wren/values-staging.yaml"],
      canaries: ["robin/values-canary.yaml"],
      codfw: ["+robin/values-codfw.yaml", "+tit/values-codfw.yaml"],
      eqiad: ["auk/values.yaml", "robin/values.yaml", "tit/values.yaml", "wren/values.yaml"],
      rest: ["aux-k8s-services/dunlin/values.yaml"],
    },
    idle: [
      "robin/values-canary.yaml",
      "robin/values-codfw.yaml",
      "robin/values-staging.yaml",
      "tit/values-codfw.yaml",
      "tit/values-staging.yaml",
      "wren/values-codfw.yaml",
      "wren/values-staging.yaml",
    ],
  },
  {
    fixture: "repository-2020",
    stages: {
      first: ["codfw/parrot/values.yaml"],
      staging: ["staging/parrot/values.yaml", "staging/termite/values/staging.yaml"],
      canaries: ["codfw/heron/values-canary.yaml"],
      codfw: ["codfw/heron/values.yaml"],
    },
    idle: ["codfw/heron/values-canary.yaml"],
  },
];

describe.each(layouts)("in $fixture", ({ fixture, stages, idle }) => {
  let folder: string;
  beforeEach(async () => {
    folder = await makeRepository({}, copyOfFixture(fixture));
  });

  test("the plan names the files of every stage, and writes nothing", async () => {
    const before = snapshot(folder);
    const plan = await planOf(folder);
    expect(openStages(plan)).toEqual(stages);
    expect(plan.idleOverrides.map(shorten)).toEqual(idle);
    expect(snapshot(folder)).toEqual(before);
  });

  test("--next does one stage after the other as it was planned, and then nothing", async () => {
    const { summary, ...planned } = await planOf(folder);
    for (const [stage, files] of Object.entries(stages)) {
      const { exitCode, stdout, stderr } = await runCli(folder, "rollout", version, "--next", "-f", "json");
      const run = JSON.parse(stdout);
      expect({ exitCode, stderr, stage: run.stage, mode: run.mode }).toEqual({
        exitCode: 0,
        stderr: "",
        stage,
        mode: "write",
      });
      expect((await changedFiles(folder)).map((line) => shorten(line.split(" ")[2] as string))).toEqual(
        files.map((name) => name.replace("+", "")),
      );
      await execa("git", ["commit", "--quiet", "--all", "--message", stage], { cwd: folder });
    }
    const { exitCode, stdout, stderr } = await runCli(folder, "rollout", version, "--next");
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr).toContain("no stage is left\n");
    expect(openStages(await planOf(folder))).toEqual({});
    expect(planned.unstaged).toEqual([]);
    expect(summary["stages"]).toBe(Object.keys(stages).length);

    // What stages left goes by the command that the plan names.
    expect(stderr).toContain("now: bump-envoy unpin ");
    const unpin = await runCli(folder, "unpin", "-f", "json");
    expect(JSON.parse(unpin.stdout).files.map(({ path }: { path: string }) => shorten(path))).toEqual(idle);
  });
});

describe("without Wikimedia's clusters", () => {
  let root: string;
  beforeEach(() => {
    root = makeTree({
      "charts/wren/Chart.yaml": "apiVersion: v2\nname: wren\nversion: 0.1.0\n",
      "charts/wren/templates/pod.yaml":
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: b, image: {{ .Values.image }}}]}\n",
      "wren/helmfile.yaml":
        "environments: {dev: {}, production: {}}\n---\nreleases:\n- {name: web, chart: ../charts/wren, values: [{{ .Environment.Name }}.yaml]}\n- {name: web-canary, chart: ../charts/wren, values: [{{ .Environment.Name }}-canary.yaml]}\n",
      ...Object.fromEntries(
        ["dev", "production", "dev-canary", "production-canary"].map((name) => [
          `wren/${name}.yaml`,
          "image: registry.example.org/envoy:1.0.0\n",
        ]),
      ),
    });
  });

  test("the default stages name none of them", async () => {
    const { steps } = await planOf(root);
    expect(steps.map(({ note, stage, files }) => [note ?? stage, (files ?? []).map(({ path }) => path)])).toEqual([
      ["staging", ["wren/dev-canary.yaml", "wren/dev.yaml"]],
      ["canaries", ["wren/production-canary.yaml"]],
      ["rest", ["wren/production.yaml"]],
    ]);
  });

  test("a stage of the others is none", async () => {
    const before = snapshot(root);
    expect(await runCli(root, "rollout", version, "--stage", "codfw")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: 'error: there is no stage "codfw"\n  the stages are staging, canaries, rest\n',
    });
    expect(snapshot(root)).toEqual(before);
  });

  test("the stages of the configuration count, be they those", async () => {
    writeFileSync(join(root, ".bump-envoy.yaml"), "stages: [{name: all}]\n");
    expect((await planOf(root)).steps.map(({ stage }) => stage)).toEqual(["all"]);
  });
});

describe("in today's layout", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await makeRepository({}, copyOfFixture("repository-rollout"));
  });

  function configure(stages: string): void {
    const file = join(folder, ".bump-envoy.yaml");
    writeFileSync(file, `${readFileSync(file, "utf8")}stages:\n${stages}`);
  }

  test("without an option: all stages in a line each, and what the next one takes", async () => {
    const { exitCode, stdout, stderr } = await runCli(folder, "rollout", version);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const lines = stdout.split("\n").filter((line) => !line.startsWith("- "));
    expect(lines).toEqual([
      "envoy 1.15.0-1: 0 of 6 stages done, 15 releases in 12 files left",
      "",
      "> first     1 release in 1 file: wren with 2 pods, the smallest of 4 services",
      "  staging   3 releases in 3 files, 1 waits",
      "  canaries  2 releases in 1 file",
      "  codfw     2 releases in 2 files, 1 waits",
      "  eqiad     6 releases in 4 files",
      "  rest      1 release in 1 file",
      "",
      "first",
      "  files",
      "    helmfile.d/services/wren/values-codfw.yaml (new)",
      "  deploy",
      "    (cd helmfile.d/services/wren && helmfile -e codfw -i apply)",
      "  check",
      "    new pods are ready and run the version (in a pod: curl -s localhost:1666/server_info); errors and latency are",
      "      as before",
      "",
      "next: bump-envoy rollout 1.15.0-1 --next   # first; its effect is proved before it is written",
      "all: bump-envoy rollout 1.15.0-1 --plan   # the same of every stage",
      "in the end: bump-envoy unpin   # 7 files repeat what is inherited",
      "",
    ]);
  });

  test("steps on hosts stand in the plan as notes, in their order", async () => {
    const { steps } = await planOf(folder);
    expect(steps.map(({ note, stage }) => stage ?? note?.split(/[:,]/)[0])).toEqual([
      "one mwdebug host",
      "one mediawiki host and one restbase host",
      "the canary hosts",
      "first",
      "wait",
      "staging",
      "canaries",
      "codfw",
      "eqiad",
      "rest",
      "all other hosts",
    ]);
  });

  test("what is deployed: each environment with the releases that change", async () => {
    const { steps } = await planOf(folder);
    const commands = steps.flatMap(({ stage, deployments }) =>
      (deployments ?? []).map(({ command }) =>
        `${stage}: ${shorten(command.replace("(cd ", ""))}`.replace(" -i apply)", ""),
      ),
    );
    expect(commands).toEqual([
      "first: wren && helmfile -e codfw",
      "staging: robin && helmfile -e staging",
      "staging: tit && helmfile -e staging",
      "staging: wren && helmfile -e staging",
      "canaries: robin && helmfile -e codfw -l name=canary",
      "canaries: robin && helmfile -e eqiad -l name=canary",
      "codfw: robin && helmfile -e codfw -l name=main",
      "codfw: tit && helmfile -e codfw",
      "eqiad: auk && helmfile -e staging",
      "eqiad: auk && helmfile -e codfw",
      "eqiad: auk && helmfile -e eqiad",
      "eqiad: robin && helmfile -e eqiad -l name=main",
      "eqiad: tit && helmfile -e eqiad",
      "eqiad: wren && helmfile -e eqiad",
      "rest: aux-k8s-services/dunlin && helmfile -e aux-k8s",
    ]);
  });

  test("a release that cannot change without others waits for them", async () => {
    const { steps } = await planOf(folder);
    const waiting = steps.flatMap(({ stage, releases }) =>
      (releases ?? []).filter(({ reason }) => reason).map(({ service, reason }) => [stage, service, reason]),
    );
    const others = "with mesh.image_version in helmfile.d/services/auk/values.yaml,";
    expect(waiting).toEqual([
      [
        "staging",
        "auk",
        `it waits for the stage eqiad: ${others} releases main of auk (codfw), main of auk (eqiad) would change as well`,
      ],
      ["codfw", "auk", `it waits for the stage eqiad: ${others} release main of auk (eqiad) would change as well`],
    ]);
  });

  test("--plan of all stages, --quiet none, --verbose every release", async () => {
    const headings = async (...args: string[]) => {
      const { stdout } = await runCli(folder, "rollout", version, ...args);
      return stdout.split("\n").filter((line) => /^\w+$|^ {2}releases$/.test(line));
    };
    const stages = ["first", "staging", "canaries", "codfw", "eqiad", "rest"];
    expect(await headings()).toEqual(["first"]);
    expect(await headings("--quiet")).toEqual([]);
    expect(await headings("--plan")).toEqual(stages);
    expect(await headings("--verbose")).toEqual(stages.flatMap((stage) => [stage, "  releases"]));
  });

  test("a list for a task's description", async () => {
    await runCli(folder, "rollout", version, "--next");
    const { stdout } = await runCli(folder, "rollout", version, "-f", "markdown");
    expect(stdout.slice(stdout.indexOf("- [x]"), stdout.indexOf("- [ ] **canaries**"))).toBe(
      [
        "- [x] **first**: wren runs it already",
        "- [ ] wait: let it run for a while, and look at its dashboards",
        "- [ ] **staging**, 3 files",
        "  helmfile.d/services/\\*/values-staging.yaml, 2: robin, wren",
        "  helmfile.d/services/tit/values-staging.yaml (new)",
        "  ```sh",
        "  bump-envoy rollout 1.15.0-1 --stage staging",
        "  ```",
        "  ```sh",
        "  for service in robin tit wren; do",
        '    (cd helmfile.d/services/"$service" && helmfile -e staging -i apply)',
        "  done",
        "  ```",
        "  new pods are ready and run the version (in a pod: curl -s localhost:1666/server\\_info); errors and latency are as before",
        "",
      ].join("\n"),
    );
  });

  test("--next says which stage it is, what to deploy and what comes then", async () => {
    expect(await runCli(folder, "rollout", version, "--next")).toEqual({
      exitCode: 0,
      stdout: "helmfile.d/services/wren/values-codfw.yaml (new file)  1.13.1-2 → 1.15.0-1  main (codfw)\n",
      stderr: [
        "stage first: wren with 2 pods, the smallest of 4 services",
        "1 file changed, 1 release bumped to 1.15.0-1, 0 already current, 0 skipped, 0 failures to render",
        "3 releases rendered before and after: nothing else changes",
        "",
        "deploy, once it is merged, in the root of the repository:",
        "  (cd helmfile.d/services/wren && helmfile -e codfw -i apply)",
        "check: new pods are ready and run the version (in a pod: curl -s localhost:1666/server_info); errors and",
        "  latency are as before",
        "then: wait: let it run for a while, and look at its dashboards",
        "next: bump-envoy rollout 1.15.0-1 --next   # staging",
        "",
      ].join("\n"),
    });
  });

  test("--stage does one out of its order, and says which are not done", async () => {
    const { exitCode, stderr } = await runCli(folder, "rollout", version, "--stage", "canaries");
    expect(exitCode).toBe(0);
    expect(stderr).toContain("! 2 stages before it are not done: first, staging\n");
    expect(stderr).toContain("next: bump-envoy rollout 1.15.0-1 --next   # first\n");
    expect(await changedFiles(folder)).toEqual(["3 0 helmfile.d/services/robin/values-canary.yaml"]);
    expect(openStages(await planOf(folder))).not.toHaveProperty("canaries");
  });

  test.each<[string, () => Promise<unknown> | undefined]>([
    ["a stage out of its order", () => runCli(folder, "rollout", version, "--stage", "eqiad")],
    [
      "a release that cannot be rendered in full",
      () => {
        writeFileSync(
          join(folder, "charts/bird/templates/broken.yaml"),
          "{{ if .Values.broken }}{{ fail 1 }}{{ end }}\n",
        );
        writeFileSync(join(folder, "helmfile.d/services/robin/values-canary.yaml"), "replicas: 1\nbroken: true\n");
        return undefined;
      },
    ],
  ])("what is planned after %s is what is done then", async (_, prepare) => {
    await prepare();
    const planned = openStages(await planOf(folder));
    expect(planned).not.toEqual({});
    expect(await doAll(folder)).toEqual(planned);
    expect(openStages(await planOf(folder))).toEqual({});
  });

  test("a stage that is done changes nothing", async () => {
    await runCli(folder, "rollout", version, "--stage", "rest");
    const before = snapshot(folder);
    const { exitCode, stdout, stderr } = await runCli(folder, "rollout", version, "--stage", "rest");
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr).toContain("0 files changed, 0 releases bumped to 1.15.0-1, 1 already current");
    expect(snapshot(folder)).toEqual(before);
  });

  test.each<[string, string[], number]>([
    ["--check of the plan", ["--check"], 1],
    ["--check of the next stage", ["--next", "--check"], 1],
    ["--check of a stage", ["--stage", "rest", "--check"], 1],
    ["--dry-run of the plan", ["--dry-run"], 0],
    ["--dry-run of the next stage", ["--next", "--dry-run"], 0],
  ])("%s writes nothing", async (_, args, expected) => {
    const before = snapshot(folder);
    const { exitCode } = await runCli(folder, "rollout", version, ...args);
    expect(exitCode).toBe(expected);
    expect(snapshot(folder)).toEqual(before);
  });

  test("--check exits 0 where nothing is left", async () => {
    await runCli(folder, version);
    expect((await runCli(folder, "rollout", version, "--check")).exitCode).toBe(0);
    expect((await runCli(folder, "rollout", version, "--next", "--check")).exitCode).toBe(0);
  });

  test("--dry-run of a stage prints what git apply takes", async () => {
    const { stdout } = await runCli(folder, "rollout", version, "--next", "--dry-run");
    await execa("git", ["apply"], { cwd: folder, input: stdout });
    expect(await changedFiles(folder)).toEqual(["2 0 helmfile.d/services/wren/values-codfw.yaml"]);
  });

  test("--commit makes a commit for each service, and names the stage where the message does", async () => {
    await runCli(folder, "rollout", version, "--next", "--commit", "--bug", "T123");
    const message = "{service}: Update {image} to {version} in {stage}";
    await runCli(folder, "rollout", version, "--next", "--commit", "--message", message);
    await runCli(folder, "rollout", version, "--stage", "rest", "--commit", "--per", "stage", "--branch", "later");
    expect(await commitsOf(folder)).toEqual([
      {
        message: "wren: Update envoy to 1.15.0-1\n\nBug: T123\n",
        files: ["helmfile.d/services/wren/values-codfw.yaml"],
      },
      ...["robin", "tit", "wren"].map((service) => ({
        message: `${service}: Update envoy to 1.15.0-1 in staging\n`,
        files: [`helmfile.d/services/${service}/values-staging.yaml`],
      })),
      { message: "dunlin: Update envoy to 1.15.0-1\n", files: ["helmfile.d/aux-k8s-services/dunlin/values.yaml"] },
    ]);
  });

  test.each<[string, string[], Record<string, string[]>]>([
    [
      "a service",
      ["--service", "robin"],
      {
        first: ["+robin/values-codfw.yaml"],
        staging: ["robin/values-staging.yaml"],
        canaries: ["robin/values-canary.yaml"],
        eqiad: ["robin/values.yaml"],
      },
    ],
    ["a folder", ["helmfile.d/aux-k8s-services"], { rest: ["aux-k8s-services/dunlin/values.yaml"] }],
    ["an environment", ["-e", "staging", "--service", "tit"], { staging: ["+tit/values-staging.yaml"] }],
    // One file is for the canaries of codfw and of eqiad.
    ["a release", ["--release", "canary"], { canaries: ["robin/values-canary.yaml"] }],
    ["what runs a version", ["--from", "1.0.0-1"], {}],
  ])("limited to %s", async (_, args, expected) => {
    expect(openStages(await planOf(folder, args))).toEqual(expected);
  });

  test("an image that nothing runs", async () => {
    expect(await runCli(folder, "rollout", version, "--image", "heron")).toEqual({
      exitCode: 0,
      stdout: "heron 1.15.0-1: no release runs an image named heron\n",
      stderr: "",
    });
  });

  test("the commands that it names say the same", async () => {
    const args = ["--service", "robin", "--from", "1.13.1-2", "helmfile.d/services"];
    const { stdout } = await runCli(folder, "rollout", version, ...args);
    expect(stdout).toContain(
      "next: bump-envoy rollout 1.15.0-1 helmfile.d/services --service robin --from 1.13.1-2 --next ",
    );
    expect(stdout).toContain("in the end: bump-envoy unpin helmfile.d/services --service robin ");
  });

  test("what runs a newer version is told once, with the reason", async () => {
    writeFileSync(join(folder, "helmfile.d/services/tit/values.yaml"), "mesh:\n  image_version: 1.20.0-1\n");
    const { steps, summary } = await planOf(folder);
    const left = steps.flatMap(({ stage, releases }) =>
      (releases ?? [])
        .filter(({ service }) => service === "tit")
        .map(({ environment, reason }) => [stage, environment, reason]),
    );
    const reason = "it runs 1.20.0-1, which is newer than 1.15.0-1; --allow-downgrade sets it all the same";
    expect(left).toEqual(["staging", "codfw", "eqiad"].map((name) => [name, name, reason]));
    expect(summary).toMatchObject({ stuck: 3 });
    expect((await runCli(folder, "rollout", version, "--stage", "staging")).exitCode).toBe(1);
    const { stdout } = await runCli(folder, "rollout", version, "--quiet");
    expect(stdout).toContain("\n! staging   2 releases done, 1 waits, 1 cannot be changed\n");
  });

  test("a helmfile that cannot be rendered belongs to a stage, and is told", async () => {
    writeFileSync(join(folder, "helmfile.d/aux-k8s-services/dunlin/values.yaml"), "docker: x\n");
    const first = await runCli(folder, "rollout", version, "--next");
    expect({ exitCode: first.exitCode, isTold: first.stderr.includes("dunlin") }).toEqual({
      exitCode: 0,
      isTold: false,
    });
    const plan = await runCli(folder, "rollout", version);
    expect(plan.stderr).toBe("! 1 helmfile could not be rendered in full; --verbose says why\n");
    const rest = await runCli(folder, "rollout", version, "--stage", "rest");
    expect({ exitCode: rest.exitCode, isTold: rest.stderr.includes("dunlin") }).toEqual({ exitCode: 1, isTold: true });
  });

  describe("with stages of one's own", () => {
    test("a release belongs to the first stage that selects it, and what none selects is said", async () => {
      configure(`
  - note: feed them
  - name: birds
    select:
      - services: [w*]
      - services: [robin]
        releases: [canary]
  - name: all-of-staging
    select: [{ environments: [staging], clusters: ["*"] }, { environments: [staging] }]
    check: ask the birds
`);
      const plan = await planOf(folder);
      expect(openStages(plan)).toEqual({
        birds: ["robin/values-canary.yaml", "wren/values.yaml"],
        "all-of-staging": ["robin/values-staging.yaml", "+tit/values-staging.yaml"],
      });
      expect(plan.steps.map(({ note, stage }) => note ?? stage)).toEqual(["feed them", "birds", "all-of-staging"]);
      expect(plan.unstaged.map(({ service }) => service)).toEqual([
        "dunlin",
        "auk",
        "auk",
        "robin",
        "robin",
        "tit",
        "tit",
      ]);
      const { stdout, stderr } = await runCli(folder, "rollout", version, "--plan");
      expect(stdout).toContain("  check\n    ask the birds\n");
      expect(stderr).toContain("! robin (eqiad), release main: no stage selects it\n");
    });

    test.each<[string, number, string[] | undefined, (string | number | null)[][]]>([
      ["the smallest of which no pod is alone", 1, undefined, [["wren", 2]]],
      [
        "then those where one is",
        3,
        undefined,
        [
          ["wren", 2],
          ["tit", 1],
          ["robin", 4],
        ],
      ],
      ["those first that run the version already", 1, ["tit", "robin"], [["tit", 1]]],
    ])("a limit takes %s", async (_, limit, done, expected) => {
      configure(`\n  - { name: some, select: [{ environments: [codfw] }], limit: ${limit} }\n`);
      for (const service of done ?? []) await runCli(folder, version, "--service", service);
      const { steps } = await planOf(folder);
      expect(steps[0]?.chosen?.map(({ service, pods }) => [service, pods])).toEqual(expected);
    });

    test("a limit is met once it was, whatever else is smaller then", async () => {
      await runCli(folder, "rollout", version, "--next");
      writeFileSync(join(folder, "helmfile.d/services/tit/values.yaml"), "replicas: 2\n");
      writeFileSync(join(folder, "helmfile.d/services/wren/values.yaml"), "replicas: 20\n");
      const { steps } = await planOf(folder);
      expect(steps.find(({ stage }) => stage === "first")).toMatchObject({
        state: "done",
        chosen: [{ service: "wren", pods: 20, isCurrent: true }],
      });
    });

    test.each<[string, string, string]>([
      [
        "a key that it has not",
        "- { name: a, selct: [] }",
        '.bump-envoy.yaml:8:14: unknown key "selct"\n  did you mean "select"?',
      ],
      [
        "a key that selections have not",
        "- { name: a, select: [{ service: [b] }] }",
        '.bump-envoy.yaml:8:25: unknown key "service"\n  did you mean "services"?',
      ],
      [
        "a name and a note",
        "- { name: a, note: b }",
        ".bump-envoy.yaml:8:3: stages.0: a stage has either a name or a note",
      ],
      [
        "a note that selects",
        "- { note: a, limit: 1 }",
        ".bump-envoy.yaml:8:5: stages.0.note: a note stands alone: what selects and checks belongs to a stage with a name",
      ],
      ["a name twice", "- { name: a }\n- { name: a }", ".bump-envoy.yaml:7:1: stages: two stages have the same name"],
      [
        "a name with a space",
        "- { name: a b }",
        ".bump-envoy.yaml:8:5: stages.0.name: the name of a stage is letters, digits, dots, dashes and underscores",
      ],
      ["notes alone", "- { note: a }", ".bump-envoy.yaml:7:1: stages: no stage has a name"],
      ["no stage", " []", ".bump-envoy.yaml:7:1: stages: Too small: expected array to have >=1 items"],
    ])("refuses %s", async (_, stages, message) => {
      configure(`${stages}\n`);
      expect(await runCli(folder, "rollout", version)).toEqual({
        exitCode: 2,
        stdout: "",
        stderr: `error: ${message}\n`,
      });
    });
  });

  test.each<[string, string[], string]>([
    ["no version", ["--next"], "error: missing required argument 'version'\n"],
    [
      "a version with a v",
      ["v1.15.0"],
      '"v1.15.0" starts with a v, which image versions do not\n  did you mean 1.15.0?\n',
    ],
    [
      "a stage that there is not",
      [version, "--stage", "canary"],
      'there is no stage "canary"\n  did you mean canaries?\n',
    ],
    [
      "two of --plan, --next and --stage",
      [version, "--next", "--stage", "rest"],
      "--next and --stage are two things\n  ask for one of them\n",
    ],
    [
      "a list of one stage",
      [version, "--next", "-f", "markdown"],
      "--format markdown is for the plan, not for --next\n  leave --next out, or choose text or json\n",
    ],
    [
      "commits of the plan",
      [version, "--commit"],
      "--commit is for a stage, and the plan writes and renders none\n  add --next or --stage NAME\n",
    ],
    [
      "manifests of the plan",
      [version, "--show-manifests"],
      "--show-manifests is for a stage, and the plan writes and renders none\n  add --next or --stage NAME\n",
    ],
  ])("refuses %s", async (_, args, message) => {
    const { exitCode, stdout, stderr } = await runCli(folder, "rollout", ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});

test.each([[[]], [["--image-name", "envoy-future"]]])(
  "what stages cannot change is skipped in all, and the rest goes as planned: %j",
  async (args) => {
    const folder = await makeRepository({}, copyOfFixture("repository-versions"));
    const plan = await planOf(folder, args);
    expect(await doAll(folder, args)).toEqual(openStages(plan));
    const { summary } = await planOf(folder, args);
    expect(summary).toMatchObject({ open: 0, stuck: plan.summary["stuck"] });
    expect(plan.summary["stuck"]).toBeGreaterThan(0);
  },
);

describeWithRealTools("with the real helmfile", () => {
  test.each(layouts)("the plan is the same in $fixture", async ({ fixture, stages }) => {
    const folder = await makeRepository({}, copyOfFixture(fixture));
    expect(openStages(await planOf(folder, [], runWithHelmfile))).toEqual(stages);
  });
});
