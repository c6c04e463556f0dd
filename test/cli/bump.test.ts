import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../helpers.ts";
import { describeWithRealTools, realTools } from "../real-tools.ts";
import { changedFiles, cli, commitAll, copyFixture, runCli, runWithHelmfile, snapshot } from "./run.ts";

const services = "helmfile.d/services";
const allChanges = [
  `1 1 ${services}/codfw/heron/values.yaml`,
  `1 0 ${services}/codfw/parrot/values.yaml`,
  `1 0 ${services}/staging/parrot/values.yaml`,
  `1 0 ${services}/staging/termite/values/staging.yaml`,
];

let folder: string;
beforeEach(async () => {
  folder = await copyFixture("repository-2020");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What holds whichever renders. */
function itBumps(runBump: (cwd: string, ...args: string[]) => ReturnType<typeof runCli>): void {
  test("changes one line in each right file, and nothing the second time", async () => {
    expect(await runBump(folder, "1.15.0-1")).toEqual({
      exitCode: 0,
      stdout: [
        `${services}/codfw/heron/values.yaml  1.13.1-2 → 1.15.0-1  production, canary`,
        `${services}/codfw/parrot/values.yaml  1.13.1-2 → 1.15.0-1  production`,
        `${services}/staging/parrot/values.yaml  1.13.1-2 → 1.15.0-1  staging`,
        `${services}/staging/termite/values/staging.yaml  1.13.1-2 → 1.15.0-1  staging`,
        "",
      ].join("\n"),
      stderr: [
        "4 files changed, 5 releases bumped to 1.15.0-1, 0 already current, 0 skipped, 0 failures to render",
        "6 releases rendered before and after: nothing else changes",
        "",
      ].join("\n"),
    });
    expect(await changedFiles(folder)).toEqual(allChanges);

    const after = snapshot(folder);
    expect(await runBump(folder, "1.15.0-1")).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "0 files changed, 0 releases bumped to 1.15.0-1, 5 already current, 0 skipped, 0 failures to render\n",
    });
    expect(snapshot(folder)).toEqual(after);
  });

  test("--dry-run writes nothing and prints what git apply takes", async () => {
    const before = snapshot(folder);
    const { exitCode, stdout } = await runBump(folder, "1.15.0-1", "--dry-run");
    expect(exitCode).toBe(0);
    expect(snapshot(folder)).toEqual(before);

    await execa("git", ["apply"], { cwd: folder, input: stdout });
    const applied = snapshot(folder);
    await execa("git", ["checkout", "--quiet", "."], { cwd: folder });
    await runBump(folder, "1.15.0-1");
    expect(snapshot(folder)).toEqual(applied);
  });

  test("--check exits 1 while something would change, and writes nothing", async () => {
    const before = snapshot(folder);
    expect((await runBump(folder, "1.15.0-1", "--check")).exitCode).toBe(1);
    expect(snapshot(folder)).toEqual(before);
    await runBump(folder, "1.15.0-1");
    expect((await runBump(folder, "1.15.0-1", "--check")).exitCode).toBe(0);
  });

  test.each<[string, string[], string[]]>([
    ["a service", ["--service", "parrot"], allChanges.slice(1, 3)],
    ["the end of a service's path", ["--service", "staging/parrot"], allChanges.slice(2, 3)],
    ["a glob", ["--service", "p*"], allChanges.slice(1, 3)],
    [
      "two services",
      ["--service", "heron", "--service", "termite"],
      [...allChanges.slice(0, 1), ...allChanges.slice(3)],
    ],
    ["a cluster", ["--cluster", "staging"], allChanges.slice(2)],
    ["a path", [`${services}/codfw`], allChanges.slice(0, 2)],
    ["a release with a file of its own", ["--release", "canary"], [`3 0 ${services}/codfw/heron/values-canary.yaml`]],
  ])("is limited to %s", async (_, args, changes) => {
    expect((await runBump(folder, "1.15.0-1", ...args)).exitCode).toBe(0);
    expect(await changedFiles(folder)).toEqual(changes);
  });

  test("a file that a release outside the selection reads is left alone", async () => {
    const { exitCode, stderr } = await runBump(folder, "1.15.0-1", "--service", "heron", "--release", "production");
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `codfw/heron, release production: with tls.image_version in ${services}/codfw/heron/values.yaml, release canary of codfw/heron would change as well\n`,
    );
    expect(await changedFiles(folder)).toEqual([]);
  });

  test("an unknown release is refused with what there is", async () => {
    const { exitCode, stderr } = await runBump(folder, "1.15.0-1", "--release", "prodution");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: 'error: no release matches "prodution"\n  did you mean production?\n',
    });
  });

  test("another key than the one that decides is not written", async () => {
    const { exitCode, stderr } = await runBump(
      folder,
      "1.15.0-1",
      "--key",
      "mesh.image_version",
      "--service",
      "termite",
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "tls.image_version decides the tag of registry.example.org/envoy:1.13.1-2, not mesh.image_version: leave out --key\n",
    );
    expect(await changedFiles(folder)).toEqual([]);
  });

  test("a values file that the helmfile lists is made where nothing else serves", async () => {
    rmSync(join(folder, services, "codfw/parrot/values.yaml"));
    const chart = join(folder, "charts/parrot/values.yaml");
    writeFileSync(chart, readFileSync(chart, "utf8").replace("enabled: false", "enabled: true"));
    await commitAll(folder);
    const { exitCode, stdout } = await runBump(folder, "1.15.0-1", "--service", "codfw/parrot");
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`${services}/codfw/parrot/values.yaml (new file)  1.13.1-2 → 1.15.0-1  production\n`);
    expect(readFileSync(join(folder, services, "codfw/parrot/values.yaml"), "utf8")).toBe(
      "tls:\n  image_version: 1.15.0-1\n",
    );
  });

  test("a helmfile that fails is explained, and the others are done", async () => {
    appendFileSync(join(folder, "charts/termite/templates/service.yaml"), '{{ fail "no nest" }}\n');
    await commitAll(folder);
    const { exitCode, stderr } = await runBump(folder, "1.15.0-1");
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `staging/termite: helmfile.d/services/staging/termite/helmfile.yaml could not be rendered in full:`,
    );
    expect(stderr).toContain("no nest");
    expect(await changedFiles(folder)).toEqual(allChanges.slice(0, 3));
  });

  test("a values file that is no YAML is left alone with its place, and the others are done", async () => {
    const file = join(folder, services, "codfw/heron/values.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("enabled: true", "enabled: true\n  enabled: true"));
    await commitAll(folder);
    const { exitCode, stderr } = await runBump(folder, "1.15.0-1");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("codfw/heron");
    expect(await changedFiles(folder)).toEqual(allChanges.slice(1));
  });

  test("a read-only file keeps every file from being written", async () => {
    chmodSync(join(folder, services, "staging/parrot/values.yaml"), 0o444);
    const { exitCode, stdout, stderr } = await runBump(folder, "1.15.0-1");
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(`error: ${services}/staging/parrot/values.yaml: the file is read-only`);
    expect(await changedFiles(folder)).toEqual([]);
  });

  test("--format json says what each release became", async () => {
    const { stdout } = await runBump(folder, "1.15.0-1", "--service", "parrot", "--format", "json");
    const report = JSON.parse(stdout);
    expect(report.summary).toEqual({
      ...{ files: 2, bumped: 2, unpinned: 0, current: 0, kept: 0, skipped: 0, failed: 0 },
    });
    expect(report.proof).toEqual({ rendered: 2, unverified: [], unproved: [] });
    expect(report.releases[0]).toEqual({
      service: "parrot",
      cluster: "codfw",
      environment: null,
      release: "production",
      namespace: "parrot",
      helmfile: `${services}/codfw/parrot/helmfile.yaml`,
      images: ["registry.example.org/envoy:1.13.1-2"],
      outcome: "bumped",
      files: [`${services}/codfw/parrot/values.yaml`],
      reason: null,
      changes: [
        {
          object: "Deployment/parrot-production",
          container: "production-tls-proxy",
          from: "registry.example.org/envoy:1.13.1-2",
          name: "envoy",
          version: "1.15.0-1",
        },
      ],
    });
    expect(report.files[0].diff).toContain("+  image_version: 1.15.0-1\n");
  });

  test("works from a folder within the repository", async () => {
    const cwd = join(folder, services, "staging");
    const { stdout } = await runBump(cwd, "1.15.0-1", "--dry-run");
    await execa("git", ["apply"], { cwd, input: stdout });
    expect(await changedFiles(folder)).toEqual(allChanges.slice(2));
  });

  test("names files from the root where a path lies outside the working folder", async () => {
    const cwd = join(folder, services, "staging");
    const { stdout } = await runBump(cwd, "1.15.0-1", "--dry-run", "../codfw/parrot");
    await execa("git", ["apply"], { cwd: folder, input: stdout });
    expect(await changedFiles(folder)).toEqual(allChanges.slice(1, 2));
  });

  test("works in a folder that is reached by a link", async () => {
    const link = join(folder, "link");
    symlinkSync(folder, link);
    expect((await runBump(tmpdir(), "1.15.0-1", "-C", link, "--check")).exitCode).toBe(1);
  });

  test("nothing of a run is left in the temporary folder", async () => {
    // Others that run at the same time have another one.
    vi.stubEnv("TMPDIR", temporaryFolder());
    onTestFinished(() => void vi.unstubAllEnvs());
    await runBump(folder, "1.15.0-1", "--service", "parrot");
    expect(readdirSync(tmpdir()).filter((name) => /^bump-envoy-[A-Za-z0-9]{6}$/.test(name))).toEqual([]);
  });
}

describe("bump-envoy VERSION", () => {
  itBumps(runCli);

  test("--allow-unverified bumps also what can be rendered in part, and says so", async () => {
    appendFileSync(join(folder, "charts/termite/templates/service.yaml"), '{{ fail "no nest" }}\n');
    await commitAll(folder);
    const { exitCode, stderr } = await runCli(folder, "1.15.0-1", "--allow-unverified");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("! not proved: staging/termite, release staging: it cannot be rendered in full: ");
    expect(await changedFiles(folder)).toEqual(allChanges);
  });

  test("needs no helmfile and no helm", async () => {
    const { exitCode } = await execa(process.execPath, [cli, "1.15.0-1"], {
      cwd: folder,
      env: { PATH: "/nonexistent", XDG_CACHE_HOME: temporaryFolder() },
      extendEnv: false,
    });
    expect(exitCode).toBe(0);
    expect(await changedFiles(folder)).toEqual(allChanges);
  });
});

describeWithRealTools("bump-envoy VERSION --renderer helmfile", () => {
  itBumps(runWithHelmfile);

  test("a signal leaves every file whole and no scratch folder behind", async () => {
    const before = snapshot(folder);
    const scratch = join(folder, "tmp");
    mkdirSync(scratch);
    const run = execa(
      process.execPath,
      [
        cli,
        "1.15.0-1",
        "--renderer",
        "helmfile",
        "--helmfile-binary",
        realTools.helmfile,
        "--helm-binary",
        realTools.helm,
      ],
      { cwd: folder, reject: false, env: { TMPDIR: scratch } },
    );
    while (!readdirSync(scratch).some((name) => name.startsWith("bump-envoy-"))) await new Promise(setImmediate);
    run.kill("SIGTERM");
    expect((await run).exitCode).toBe(143);
    expect(readdirSync(scratch)).toEqual([]);
    expect(snapshot(folder)).toEqual(before);
  });
});
