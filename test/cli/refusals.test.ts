import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../helpers.ts";
import { cli, commitAll, copyFixture, runCli, snapshot } from "./run.ts";

const services = "helmfile.d/services";
const wader = `${services}/wader`;

let folder: string;
beforeEach(async () => {
  folder = await copyFixture("repository-versions");
});

/** Gives a service another values file. */
async function put(path: string, text: string): Promise<void> {
  writeFileSync(join(folder, services, path), text);
  await commitAll(folder);
}

test.each<[title: string, service: string, args: string[], message: string, arrange?: () => Promise<void>]>([
  [
    "a selection that no edit can serve",
    "wader",
    ["-e", "eqiad", "--release", "main"],
    `with mesh.image_version in ${wader}/values-eqiad.yaml, release canary of wader (eqiad) would change as well`,
  ],
  [
    "a shared file that is selected in part",
    "crane",
    [],
    "with mesh.image_version in helmfile.d/shared/birds.yaml, releases main of stork (staging), main of stork (eqiad) would change as well",
  ],
  [
    "a values file that is a template",
    "gull",
    [],
    `mesh.image_version comes from ${services}/gull/values.yaml.gotmpl:2:22, and templates are not edited: change it there`,
  ],
  ["a map that is an alias", "tern", [], `${services}/tern/values.yaml:4:7: mesh is the alias *mesh`],
  [
    "an anchored value that is used elsewhere",
    "wader",
    [],
    `${wader}/values.yaml:2:27: mesh.image_version has an anchor that is used elsewhere`,
    () => put("wader/values.yaml", "mesh:\n  image_version: &version 1.14.4-1\nother: *version\n"),
  ],
  [
    "an anchored map that is used elsewhere",
    "wader",
    [],
    `${wader}/values.yaml:2:3: mesh has an anchor that is used elsewhere`,
    () => put("wader/values.yaml", "mesh: &mesh\n  image_version: 1.14.4-1\nother: *mesh\n"),
  ],
])("%s is refused with the reason, and nothing is written", async (_, service, args, message, arrange) => {
  await arrange?.();
  const before = snapshot(folder);
  const { exitCode, stdout, stderr } = await runCli(folder, "1.15.0-1", join(services, service), ...args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  const problems = stderr.split("\n").filter((line) => line.startsWith("! "));
  expect(problems).not.toEqual([]);
  for (const problem of problems) expect(problem).toContain(message);
  expect(snapshot(folder)).toEqual(before);
});

test("a folder that cannot be written keeps all files from being written, also those elsewhere", async () => {
  const before = snapshot(folder);
  chmodSync(join(folder, wader), 0o555);
  const { exitCode, stdout, stderr } = await runCli(folder, "1.15.0-1", wader, `${services}/heron`);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain(`error: ${wader}/values.yaml: the folder is read-only\n  no file was changed;`);
  chmodSync(join(folder, wader), 0o755);
  expect(snapshot(folder)).toEqual(before);
});

test("a file that is changed during the run keeps all files from being written", async () => {
  const file = join(folder, wader, "values.yaml");
  const before = snapshot(folder);
  const hook = new URL("change-before-writing.mjs", import.meta.url).pathname;
  const args = ["--import", hook, cli, "1.15.0-1", wader, `${services}/heron`];
  const { exitCode, stderr } = await execa(process.execPath, args, {
    cwd: folder,
    reject: false,
    env: { NO_COLOR: "1", XDG_CACHE_HOME: temporaryFolder(), FILE_TO_CHANGE: file },
  });
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`error: ${wader}/values.yaml: the file was changed`);
  expect(snapshot(folder)).toEqual({
    ...before,
    [`${wader}/values.yaml`]: `${before[`${wader}/values.yaml`]}# changed\n`,
  });
});

test("a state file that is none is named once by what went wrong, and the others are looked at", async () => {
  const file = `${services}/auk/helmfile.yaml`;
  await put("auk/helmfile.yaml", "releases: {{ .Values.\n");
  for (const command of ["explain", "images", "status", "lint"]) {
    const { stdout, stderr } = await runCli(folder, command);
    expect(stdout).not.toBe("");
    expect(stderr).toMatch(new RegExp(`^(?:! |  )${file}: error during helmfile.yaml.part.0 parsing: `, "m"));
  }
});
