import { appendFileSync, chmodSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { makeTree, temporaryFolder } from "../helpers.ts";
import { describeWithRealTools, realTools } from "../real-tools.ts";
import { commitAll, copyFixture, runCli, snapshot } from "./run.ts";

const { helmfile, helm, helmfileV1 } = realTools;

function runDoctor(folder: string, ...args: string[]) {
  return runCli(folder, "doctor", "--helmfile-binary", helmfile, "--helm-binary", helm, ...args);
}

/** A program in the place of helmfile: a shell script that knows the real one as `$helmfile`. */
function inPlaceOfHelmfile(script: string): string {
  const path = join(temporaryFolder(), "helmfile");
  writeFileSync(path, `#!/bin/bash\nset -o pipefail\nhelmfile=${helmfile}\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** One that changes what `helmfile template` prints. */
function changingOutput(filter: string): string {
  return inPlaceOfHelmfile(`case " $* " in
  *" template "*) "$helmfile" "$@" | ${filter} ;;
  *) exec "$helmfile" "$@" ;;
esac`);
}

/** A repository with one service, `heron`, whose chart has a template. */
async function repository(template: string, helmfileText = "", more: Record<string, string> = {}): Promise<string> {
  const folder = makeTree({
    "charts/heron/Chart.yaml": "apiVersion: v1\nname: heron\nversion: 0.1.0\n",
    "charts/heron/templates/a.yaml": template,
    "services/heron/helmfile.yaml": `${helmfileText}releases:\n- name: main\n  chart: ../../charts/heron\n`,
    ...more,
  });
  await commitAll(folder);
  return folder;
}

describeWithRealTools("bump-envoy doctor", () => {
  let layout2020: string;
  let today: string;
  beforeAll(async () => {
    layout2020 = await copyFixture("repository-2020");
    today = await copyFixture("repository-today");
  });

  test("the layout of 2020: no difference, and the tree stays as it is", async () => {
    const before = snapshot(layout2020);
    // Others that run at the same time have another one.
    vi.stubEnv("TMPDIR", temporaryFolder());
    onTestFinished(() => void vi.unstubAllEnvs());
    const { exitCode, stdout, stderr } = await runDoctor(layout2020);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "4 compared: 4 identical\n" });
    expect(stdout.replace(/^cache .*\n/m, "")).toBe(`helmfile      v0.167.1  ${helmfile}
helm          v3.19.5+g4a19a5b  ${helm}
repository    ${layout2020}
configuration none: the defaults
preset        none
stand-ins     none are needed
`);
    expect(snapshot(layout2020)).toEqual(before);
    expect(readdirSync(tmpdir()).filter((name) => /^bump-envoy-[A-Za-z0-9]{6}$/.test(name))).toEqual([]);
  });

  test("today's layout, as JSON", async () => {
    const { exitCode, stdout, stderr } = await runDoctor(today, "--format", "json");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const { tools, targets, summary } = JSON.parse(stdout);
    expect(tools.helmfile).toEqual({ path: helmfile, version: "v0.167.1" });
    expect(targets.map(({ environment, outcome }: Record<string, string>) => [environment, outcome])).toEqual([
      ["staging", "identical"],
      ["eqiad", "identical"],
      ["codfw", "identical"],
    ]);
    expect(summary).toMatchObject({ targets: 3, identical: 3, empty: 0, differences: 0 });
  });

  test.each<[string, string[], number]>([
    ["a service", ["--service", "parrot"], 2],
    ["a cluster", ["--cluster", "staging"], 2],
    ["a path", ["helmfile.d/services/codfw/heron"], 1],
  ])("is limited to %s", async (_, args, count) => {
    expect((await runDoctor(layout2020, ...args)).stderr).toBe(`${count} compared: ${count} identical\n`);
  });

  test("is limited to an environment", async () => {
    expect((await runDoctor(today, "-e", "staging")).stderr).toBe("1 compared: 1 identical\n");
  });

  test("another output is shown with release and template", async () => {
    const other = changingOutput("sed 's/^kind: Deployment/kind: Pod/'");
    const { exitCode, stdout, stderr } = await runDoctor(layout2020, "--service", "heron", "--helmfile-binary", other);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "1 compared: 0 identical, 1 different\n" });
    const diff = stdout.slice(stdout.indexOf("the output differs:"));
    expect(diff).toMatch(
      /^the output differs:\n {2}helmfile\.d\/services\/codfw\/heron\/helmfile\.yaml\n--- helmfile\n\+\+\+ bump-envoy\n@@ \S+ \S+ @@ release production, heron\/templates\/deployment\.yaml\n/,
    );
    expect(diff).toMatch(/\n@@ \S+ \S+ @@ release canary, heron\/templates\/deployment\.yaml\n/);
    expect(diff.split("\n").filter((line) => /^[-+]\w/.test(line))).toEqual([
      "-kind: Pod",
      "+kind: Deployment",
      "-kind: Pod",
      "+kind: Deployment",
    ]);
  });

  test("what changes with every run of helmfile is no difference", async () => {
    const folder = await repository("a: {{ randAlphaNum 20 }}\nb: {{ now | unixEpoch }}\nc: 1\n");
    const { exitCode, stdout, stderr } = await runDoctor(folder);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "1 compared: 0 identical, 1 unstable\n" });
    expect(stdout).toContain(
      "the same but for lines that change with every run of helmfile:\n  services/heron/helmfile.yaml\n    2 lines\n",
    );
  });

  test("what differs beside it is one", async () => {
    const folder = await repository("a: {{ randAlphaNum 20 }}\nb: 1\n");
    const { exitCode, stdout } = await runDoctor(folder, "--helmfile-binary", changingOutput("sed 's/b: 1/b: 2/'"));
    expect(exitCode).toBe(1);
    expect(stdout.split("\n").filter((line) => /^[-+]\w/.test(line))).toEqual(["-b: 2", "+b: 1"]);
  });

  test("a helmfile that prints nothing", async () => {
    const { exitCode, stdout } = await runDoctor(
      layout2020,
      ...["--service", "heron", "--helmfile-binary", changingOutput("cat >/dev/null")],
    );
    expect(exitCode).toBe(1);
    expect(stdout).toContain("@@ -1,1 +1,");
    expect(stdout).toMatch(/\.\.\. \d+ more lines \(--verbose\)\n/);
  });

  test("only helmfile fails", async () => {
    const failing = changingOutput('sed p; echo "err: out of luck" >&2; exit 1');
    const { exitCode, stdout } = await runDoctor(layout2020, ...["--service", "heron", "--helmfile-binary", failing]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      "only helmfile fails:\n  helmfile.d/services/codfw/heron/helmfile.yaml\n    helmfile: err: out of luck\n",
    );
  });

  test("only bump-envoy fails", async () => {
    const folder = await repository("a: 1\n", '# {{ exec "echo" (list "a") }}\n');
    const { exitCode, stdout } = await runDoctor(folder);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /only bump-envoy fails:\n {2}services\/heron\/helmfile\.yaml\n {4}bump-envoy: .*exec is refused: .*--allow-exec/,
    );
    expect((await runDoctor(folder, "--allow-exec")).exitCode).toBe(0);
  });

  test("what bump-envoy cannot do is told as such", async () => {
    const folder = await repository("a: 1\n", "environments:\n  default:\n    values: [env.hcl]\n---\n", {
      "services/heron/env.hcl": 'values { a = "b" }\n',
    });
    const { exitCode, stdout } = await runDoctor(folder);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /bump-envoy cannot do this:\n {2}services\/heron\/helmfile\.yaml \(default\)\n {4}bump-envoy: .*values in HCL are not supported/,
    );
  });

  test("both fail: no difference, and the message is there once", async () => {
    const release = (name: string) => `- name: ${name}\n  chart: ../../charts/heron\n`;
    const folder = await repository('{{ fail "no nest" }}\n', "", {
      "services/heron/helmfile.yaml": `releases:\n${release("main")}${release("canary")}`,
    });
    const { exitCode, stdout, stderr } = await runDoctor(folder);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: "1 compared: 0 identical, 1 where both fail; nothing was rendered, so this proves nothing\n",
    });
    expect(stdout.slice(stdout.indexOf("both fail"))).toBe(
      "both fail, which is no difference:\n  services/heron/helmfile.yaml\n    both: execution error at (heron/templates/a.yaml:1:3): no nest\n",
    );
  });

  test("helmfile refuses a field that bump-envoy says that it passes over", async () => {
    const folder = await repository("a: 1\n", "nest: twigs\n");
    const { exitCode, stdout } = await runDoctor(folder);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /both fail, which is no difference:\n.*\n {4}helmfile: .*\n.*field nest not found.*\n {4}bump-envoy: helmfile knows no field nest .*\n$/,
    );
  });

  test("a key that goes over a merge key is what helmfile's other YAML library takes it for", async () => {
    const releases = "- &main\n  name: main\n  chart: ../../charts/heron\n- <<: *main\n  name: canary\n";
    const folder = await repository("name: {{ .Release.Name }}\n", "", {
      "services/heron/helmfile.yaml": `releases:\n${releases}`,
    });
    const refused = await runDoctor(folder);
    expect(refused.stdout).toMatch(
      /both fail, which is no difference:\n.*\n {4}helmfile: .*\n.*key "name" already set.*\n {4}bump-envoy: helmfile refuses the key name, .* \(unless HELMFILE_GOCCY_GOYAML=true\).*\n$/,
    );
    vi.stubEnv("HELMFILE_GOCCY_GOYAML", "true");
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const { exitCode, stderr } = await runDoctor(folder);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "1 compared: 1 identical\n" });
  });

  test("the Kubernetes version goes to both", async () => {
    const folder = await repository("a: {{ .Capabilities.KubeVersion }}\n");
    const args = ["--kube-version", "1.23.4", "--helmfile-binary", changingOutput("sed 's/^a: /b: /'")];
    const { stdout } = await runDoctor(folder, ...args);
    expect(stdout).toContain("\n-b: v1.23.4\n+a: v1.23.4\n");
  });

  test("helmfile v1 with --semantics v1", async () => {
    const folder = await repository("a: 1\n");
    const args = ["--helmfile-binary", helmfileV1];
    expect((await runDoctor(folder, ...args)).stdout).toContain("! helmfile v1.8.0 takes helmfile.yaml for plain YAML");
    const { exitCode, stdout } = await runDoctor(folder, ...args, "--semantics", "v1");
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain("!");
  });

  test("missing stand-ins, and what makes them", async () => {
    const folder = makeTree({
      "charts/heron/Chart.yaml": "apiVersion: v1\nname: heron\nversion: 0.1.0\n",
      "charts/heron/templates/a.yaml": "a: {{ .Values.port }}\n",
      "helmfile.d/services/heron/helmfile.yaml": `environments:
  eqiad: {}
  codfw: {}
---
releases:
- name: main
  chart: wmf-stable/heron
  missingFileHandler: Warn
  values: ["/etc/helmfile-defaults/general-{{ .Environment.Name }}.yaml"]
`,
      ".fixtures/general-eqiad.yaml": "port: 1\n",
    });
    await commitAll(folder);
    const { exitCode, stdout } = await runDoctor(folder);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("preset        deployment-charts\nstand-ins     1 of 2 files exist\n");
    expect(stdout).toContain(
      "! stand-ins that do not exist: .fixtures/general-codfw.yaml\n  `bump-envoy stand-ins --puppet DIR` makes",
    );
  });

  test("the results of earlier runs are not compared", async () => {
    const folder = await repository("a: 1\n");
    await runCli(folder, "1.0.0", "--dry-run");
    appendFileSync(join(folder, "charts/heron/templates/a.yaml"), "b: 2\n");
    expect((await runDoctor(folder)).stderr).toBe("1 compared: 1 identical\n");
  });
});

describe("misuse of bump-envoy doctor", () => {
  const remedy = "  install helmfile (helmfile 0.167 or newer, helm 3), or say where it is with --helmfile-binary\n";

  test.each<[string, () => string[], string]>([
    [
      "no helmfile",
      () => ["--helmfile-binary", "/no/helmfile"],
      `error: the helmfile renderer cannot run helmfile: there is no /no/helmfile\n${remedy}`,
    ],
    [
      "an old helmfile",
      () => ["--helmfile-binary", inPlaceOfHelmfile("echo helmfile version v0.144.0")],
      `error: the helmfile renderer cannot run helmfile: PATH is v0.144.0, and helmfile 0.167 or newer is needed\n${remedy}`,
    ],
    ["an unknown service", () => ["--service", "parot"], 'error: no service matches "parot"\n  did you mean parrot?\n'],
    [
      "a release, which it does not know",
      () => ["--release", "main"],
      "error: unknown option '--release'\n(bump-envoy --help shows all options)\n",
    ],
  ])("%s: a clear message, exit code 2", async (_, args, message) => {
    const folder = await copyFixture("repository-2020");
    const { exitCode, stdout, stderr } = await runCli(folder, "doctor", ...args());
    expect({ exitCode, stdout, stderr: stderr.replace(/\/\S+\/helmfile(?= is)/, "PATH") }).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: message,
    });
  });
});
