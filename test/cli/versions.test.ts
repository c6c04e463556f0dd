import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { describeWithRealTools } from "../real-tools.ts";
import { changedFiles, commitAll, copyFixture, runCli, runWithHelmfile } from "./run.ts";

const services = "helmfile.d/services";
const file = (path: string) => `${services}/${path}`;

let folder: string;
beforeEach(async () => {
  folder = await copyFixture("repository-versions");
});

/** Runs a command, and says what it did. */
async function outcomeOf(...args: string[]) {
  const { exitCode, stdout, stderr } = await runCli(folder, ...args);
  return { exitCode, stdout, stderr: stderr.split("\n"), changed: await changedFiles(folder) };
}

const bump = "1.15.0-1";
/** What the bump of all changes, and why it skips the others. */
const everything = [
  `1 1 ${file("heron/values-staging.yaml")}`,
  `1 1 ${file("heron/values.yaml")}`,
  `1 1 ${file("swan/values-staging.yaml")}`,
  `1 1 ${file("swan/values.yaml")}`,
  `1 0 ${file("wader/values.yaml")}`,
  "1 1 helmfile.d/shared/birds.yaml",
];
const skipped = [
  "dove (ENV), release main: the tag of registry.example.org/envoy:1.13.1-2 is made of several values: envoy.upstream (helmfile.d/services/dove/values.yaml:2:13), envoy.revision (helmfile.d/services/dove/values.yaml:3:13)",
  "gull (ENV), release main: mesh.image_version comes from helmfile.d/services/gull/values.yaml.gotmpl:2:22, and templates are not edited: change it there",
  "loon (ENV), release main: the tag of registry.example.org/envoy:1.13.1-2 stands in the chart's templates (charts/literal/templates/pod.yaml:8:41), where no value decides it",
  "tern (ENV), release main: helmfile.d/services/tern/values.yaml:4:7: mesh is the alias *mesh",
].flatMap((line) => ["staging", "eqiad"].map((environment) => `! ${line.replace("ENV", environment)}`));

describe("the bump of all", () => {
  test("edits what decides, and says why the rest is left", async () => {
    expect(await outcomeOf(bump)).toMatchObject({
      exitCode: 1,
      stderr: [
        ...skipped,
        "seen and left alone: envoy-future:1.14.4-1 in auk",
        "6 files changed, 11 releases bumped to 1.15.0-1, 1 already current, 8 skipped, 0 failures to render",
        "12 releases rendered before and after: nothing else changes",
        "",
      ],
      changed: everything,
    });
  });

  test("--no-verify is named", async () => {
    const { stderr, changed } = await outcomeOf(bump, "--no-verify");
    expect(stderr.at(-2)).toBe("not verified (--no-verify): nothing is known of the effect");
    expect(changed).toEqual(everything);
  });
});

describeWithRealTools("the bump of all with the real helmfile", () => {
  test("does the same", async () => {
    const { exitCode, stderr } = await runWithHelmfile(folder, bump);
    expect(exitCode).toBe(1);
    expect(stderr.split("\n").slice(-3, -1)).toEqual([
      "6 files changed, 11 releases bumped to 1.15.0-1, 1 already current, 8 skipped, 0 failures to render",
      "12 releases rendered before and after: nothing else changes",
    ]);
    expect(await changedFiles(folder)).toEqual(everything);
  });
});

describe("the file that gets the line", () => {
  test.each<[string, string[], string[]]>([
    ["of one environment", [file("wader"), "-e", "staging"], [`3 0 ${file("wader/values-staging.yaml")}`]],
    [
      "of one release, made where the helmfile lists it",
      [file("wader"), "--release", "canary"],
      [`2 0 ${file("wader/values-canary.yaml")}`],
    ],
    [
      "where an environment overrides what is set for all",
      [file("heron"), "-e", "staging"],
      [`1 1 ${file("heron/values-staging.yaml")}`],
    ],
    ["of another flavour", [file("auk"), "--image", "envoy-future"], [`1 0 ${file("auk/values.yaml")}`]],
    [
      "with the name of the image",
      [file("wader"), "--image-name", "envoy-future"],
      [`2 0 ${file("wader/values.yaml")}`],
    ],
    [
      "of what runs a version",
      [".", "--from", "1.14.4-1", "--service", "{wader,heron}"],
      [`1 0 ${file("wader/values.yaml")}`],
    ],
    [
      "a shared one, where all who read it are selected",
      [file("stork"), file("crane")],
      ["1 1 helmfile.d/shared/birds.yaml"],
    ],
  ])("%s", async (_, args, changed) => {
    expect(await outcomeOf(bump, ...args)).toMatchObject({ exitCode: 0, changed });
  });
});

describe("nothing is written where", () => {
  test.each<[string, string[], string]>([
    [
      "a linked file is not selected as a whole",
      [file("crane")],
      "! crane (staging), release main: with mesh.image_version in helmfile.d/shared/birds.yaml, releases main of stork (staging), main of stork (eqiad) would change as well",
    ],
    [
      "other releases would change",
      [file("wader"), "-e", "eqiad", "--release", "main"],
      "! wader (eqiad), release main: with mesh.image_version in helmfile.d/services/wader/values-eqiad.yaml, release canary of wader (eqiad) would change as well",
    ],
    [
      "a newer version runs",
      [file("heron"), "--release", "canary"],
      "! heron (eqiad), release canary: it runs 1.15.0-1, which is newer than 1.14.5-1; --allow-downgrade sets it all the same",
    ],
  ])("%s", async (_, args, message) => {
    const version = message.includes("1.14.5-1") ? "1.14.5-1" : bump;
    const { exitCode, stderr, changed } = await outcomeOf(version, ...args);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
    expect(changed).toEqual([]);
  });

  test("the version would be inherited, unless it is forced", async () => {
    const args = ["1.14.4-1", file("heron"), "--from", "1.13.1-2"];
    const { exitCode, stderr, changed } = await outcomeOf(...args);
    expect({ exitCode, changed }).toEqual({ exitCode: 1, changed: [`1 1 ${file("heron/values-staging.yaml")}`] });
    expect(stderr).toContain(
      "! heron (eqiad), release main: it would inherit 1.14.4-1 from .fixtures/general.yaml:4:18 without the mesh.image_version in helmfile.d/services/heron/values.yaml:2:18: remove it with bump-envoy unpin --all, or replace it with --force",
    );
    expect(await outcomeOf(...args, "--force")).toMatchObject({
      exitCode: 0,
      changed: [`1 1 ${file("heron/values-staging.yaml")}`, `1 1 ${file("heron/values.yaml")}`],
    });
  });

  test("something else than the image would change", async () => {
    const template = join(folder, "charts/sidecar/templates/config.yaml");
    writeFileSync(
      template,
      `${readFileSync(template, "utf8")}    new: {{ hasPrefix "1.15" .Values.mesh.image_version }}\n`,
    );
    await commitAll(folder);
    const { exitCode, stderr, changed } = await outcomeOf(bump, file("wader"));
    expect({ exitCode, changed }).toEqual({ exitCode: 1, changed: [] });
    expect(stderr[0]).toBe(
      '! wader (staging), release main: with the edit of helmfile.d/services/wader/values.yaml, ConfigMap/sidecar-main: data.envoy.yaml: "version: 1.14.4-1" → "version: 1.15.0-1"',
    );
  });
});

test("--show-manifests prints what becomes of each release", async () => {
  const { stdout } = await outcomeOf(bump, file("wader"), "-e", "staging", "--show-manifests", "--check");
  const changes = stdout.split("\n").filter((line) => /^[-+]/.test(line));
  expect(changes).toEqual([
    "--- a/wader (staging)/main",
    "+++ b/wader (staging)/main",
    "-    version: 1.14.4-1",
    "+    version: 1.15.0-1",
    expect.stringMatching(/^- {8}checksum\/config: [0-9a-f]{64}$/),
    expect.stringMatching(/^\+ {8}checksum\/config: [0-9a-f]{64}$/),
    "-          image: registry.example.org/envoy:1.14.4-1",
    "+          image: registry.example.org/envoy:1.15.0-1",
  ]);
});

describe("a release that reads the file without listing it", () => {
  const reading = 'mesh: {image_version: {{ (readFile "../wader/values.yaml" | fromYaml).mesh.image_version }}}';

  test.each<[string, Record<string, string>]>([
    [
      "as values of its environment",
      {
        "helmfile.yaml":
          "environments: {staging: {values: [../wader/values.yaml]}}\n---\nreleases:\n  - name: main\n    chart: stable/sidecar\n    values:\n      - ../../../.fixtures/general.yaml\n      - mesh: {image_version: '{{ .Values.mesh.image_version }}'}\n",
      },
    ],
    [
      "by a template in its helmfile",
      {
        "helmfile.yaml": `environments: {staging: {}}\n---\nreleases:\n  - name: main\n    chart: stable/sidecar\n    values:\n      - ../../../.fixtures/general.yaml\n      - ${reading}\n`,
      },
    ],
    [
      "by a template among its values",
      {
        "helmfile.yaml":
          "environments: {staging: {}}\n---\nreleases:\n  - name: main\n    chart: stable/sidecar\n    values: [../../../.fixtures/general.yaml, values.yaml.gotmpl]\n",
        "values.yaml.gotmpl": `${reading}\n`,
      },
    ],
    [
      "among helm's arguments",
      {
        "helmfile.yaml":
          "environments: {staging: {}}\n---\nhelmDefaults: {args: [--values=../wader/values.yaml]}\nreleases:\n  - name: main\n    chart: stable/sidecar\n    values: [../../../.fixtures/general.yaml]\n",
      },
    ],
  ])("is proved to change: %s", async (_, files) => {
    writeFileSync(join(folder, file("wader/values.yaml")), "mesh:\n  image_version: 1.14.4-1\n");
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, file("plover")), { recursive: true });
      writeFileSync(join(folder, file(`plover/${name}`)), text);
    }
    await commitAll(folder);
    const { exitCode, stderr, changed } = await outcomeOf(bump, file("wader"));
    expect({ exitCode, changed }).toEqual({ exitCode: 1, changed: [] });
    expect(stderr[0]).toBe(
      `! wader (staging), release main: with the edit of ${file("wader/values.yaml")}, plover (staging), release main: container tls of Deployment/sidecar-main runs registry.example.org/envoy:1.15.0-1 instead of registry.example.org/envoy:1.14.4-1`,
    );
    expect(await outcomeOf(bump, file("wader"), file("plover"))).toMatchObject({ changed: [] });
  });
});

test("where a release cannot be rendered in full, files are taken that it does not read, and it is named", async () => {
  const template = join(folder, "charts/sidecar/templates/config.yaml");
  writeFileSync(template, `${readFileSync(template, "utf8")}{{ if .Values.broken }}{{ fail "no nest" }}{{ end }}\n`);
  writeFileSync(join(folder, file("wader/values-canary.yaml")), "broken: true\n");
  await commitAll(folder);
  const { exitCode, stderr, changed } = await outcomeOf(bump, file("wader"));
  expect({ exitCode, changed }).toEqual({ exitCode: 1, changed: [`2 0 ${file("wader/values-main.yaml")}`] });
  expect(stderr).toContainEqual(
    expect.stringMatching(
      /^! wader \(eqiad\), release canary: it cannot be rendered in full: .*no nest; what it reads is left alone, which --allow-unverified edits all the same$/,
    ),
  );
  expect(stderr.at(-2)).toBe("3 releases rendered before and after: nothing else changes");
});

describe("unpin", () => {
  test("removes what is inherited as well", async () => {
    expect(await outcomeOf("unpin", file("swan"))).toEqual({
      exitCode: 0,
      stdout: `${file("swan/values-staging.yaml")} (file removed)  override removed  main (staging)\n${file("swan/values.yaml")}  override removed  main (staging), main (eqiad)\n`,
      stderr: [
        "2 files changed, 2 releases unpinned, 0 already current, 0 skipped, 0 failures to render",
        "2 releases rendered before and after: nothing else changes",
        "",
      ],
      changed: [`0 2 ${file("swan/values-staging.yaml")}`, `0 2 ${file("swan/values.yaml")}`],
    });
  });

  test("removes the name of the image as well", async () => {
    const values = join(folder, file("auk/values.yaml"));
    appendFileSync(values, "  image_version: 1.15.0-1\n");
    await commitAll(folder);
    const { exitCode, stdout, changed } = await outcomeOf("unpin", file("auk"), "--image", "envoy-future", "--all");
    expect({ exitCode, stdout, changed }).toEqual({
      exitCode: 0,
      stdout: `${file("auk/values.yaml")}  1.15.0-1 → the image that is inherited  main (staging), main (eqiad)\n`,
      changed: [`0 3 ${file("auk/values.yaml")}`],
    });
  });

  test("keeps what makes a difference, unless all is to go", async () => {
    // The one of staging says what that of all environments says.
    const idle = [`0 2 ${file("heron/values-staging.yaml")}`];
    expect(await outcomeOf("unpin", file("heron"))).toMatchObject({ exitCode: 0, changed: idle });
    expect(await outcomeOf("unpin", file("heron"), "--all")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("1.15.0-1 → 1.14.4-1"),
      changed: [
        `0 3 ${file("heron/values-canary.yaml")}`,
        `0 2 ${file("heron/values-staging.yaml")}`,
        `0 1 ${file("heron/values.yaml")}`,
      ],
    });
  });
});

describe("promote", () => {
  test("gives all the version of some, whose override goes", async () => {
    const { exitCode, changed, stderr } = await outcomeOf("promote", "--from", "canary", file("heron"));
    expect({ exitCode, changed }).toEqual({
      exitCode: 0,
      changed: [
        `0 3 ${file("heron/values-canary.yaml")}`,
        `1 1 ${file("heron/values-staging.yaml")}`,
        `1 1 ${file("heron/values.yaml")}`,
      ],
    });
    expect(stderr[0]).toBe(
      "3 files changed, 2 releases bumped, 1 release unpinned, 0 already current, 0 skipped, 0 failures to render",
    );
    expect(readFileSync(join(folder, file("heron/values-canary.yaml")), "utf8")).toBe("replicas: 1\n");
  });

  test("an unknown release is refused with what there is", async () => {
    const { exitCode, stderr } = await outcomeOf("promote", "--from", "canery", file("heron"));
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: ['error: no release matches "canery"', "  did you mean canary?", ""],
    });
  });
});
