import { chmodSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { findTools } from "../../src/render/tools.ts";
import { errorOf, temporaryFolder } from "../helpers.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A folder with programs that are shell scripts. */
function programs(scripts: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

const helmfile = 'echo "helmfile version v0.167.1"';
const helm = 'echo "v3.19.5+g4a19a5b"';

test("finds programs on the PATH, in the order of its folders, and asks for their versions", async () => {
  const folder = programs({ helmfile, helm });
  const other = temporaryFolder();
  writeFileSync(join(other, "helm"), "not executable");
  vi.stubEnv("PATH", ["/none", other, folder, programs({ helm: "echo v3.0.0" })].join(":"));
  expect(await findTools({ helmfile: "helmfile", helm: "helm" })).toEqual({
    helmfile: { path: join(folder, "helmfile"), version: "v0.167.1" },
    helm: { path: join(folder, "helm"), version: "v3.19.5+g4a19a5b" },
  });
});

test("a path is relative to the working folder", async () => {
  const folder = programs({ helmfile, helm });
  const tools = await findTools({
    helmfile: relative(process.cwd(), join(folder, "helmfile")),
    helm: join(folder, "helm"),
  });
  expect(tools.helmfile.path).toBe(join(folder, "helmfile"));
});

test.each([
  ["1.0.0", "v1.0.0"],
  ["built from a checkout", "0.0.0-dev"],
  ["the oldest", "0.167.0"],
])("takes a helmfile that is %s", async (_, version) => {
  const folder = programs({ helmfile: `echo "helmfile version ${version}"`, helm });
  const tools = await findTools({ helmfile: join(folder, "helmfile"), helm: join(folder, "helm") });
  expect(tools.helmfile.version).toBe(version);
});

test.each<[string, "helmfile" | "helm", string | undefined, string, string]>([
  ["no helmfile", "helmfile", undefined, "tool-missing", "there is no PATH"],
  ["no helm", "helm", undefined, "tool-missing", "there is no PATH"],
  ["a helmfile that fails", "helmfile", "exit 3", "tool-missing", "Command failed with exit code 3: PATH --version"],
  [
    "an old helmfile",
    "helmfile",
    'echo "helmfile version v0.166.4"',
    "tool-version",
    "PATH is v0.166.4, and helmfile 0.167 or newer is needed",
  ],
  ["helm 2", "helm", 'echo "v2.17.0"', "tool-version", "PATH is v2.17.0, and helm 3 is needed"],
  ["helm 4", "helm", 'echo "v4.0.0"', "tool-version", "PATH is v4.0.0, and helm 3 is needed"],
  [
    "another program",
    "helmfile",
    'echo "v20.1.0"',
    "tool-version",
    'PATH does not say which version it is, but "v20.1.0"',
  ],
  ["a program that prints nothing", "helm", "", "tool-version", 'PATH does not say which version it is, but ""'],
])("%s is refused", async (_, name, script, code, reason) => {
  const folder = programs({ helmfile, helm, ...(script !== undefined && { [name]: script }) });
  const places = { helmfile: join(folder, "helmfile"), helm: join(folder, "helm") };
  const tools = script === undefined ? { ...places, [name]: join(folder, "none") } : places;
  expect(await errorOf(() => findTools(tools))).toMatchObject({
    code,
    message: `the helmfile renderer cannot run ${name}: ${reason.replace("PATH", tools[name])}`,
    remedy: `install ${name} (helmfile 0.167 or newer, helm 3), or say where it is with --${name}-binary`,
  });
});
