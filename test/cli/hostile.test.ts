import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { fixture, makeTree, temporaryFolder } from "../helpers.ts";
import { cli, commitAll, copyFixture, runCli, snapshot } from "./run.ts";

interface Service {
  readonly name: string;
  /** What is said of it; "": nothing, since the attack has no effect. */
  readonly said: string;
  readonly files: Readonly<Record<string, string>>;
}

function readServices(): Service[] {
  const text = readFileSync(fixture("hostile/services.cases"), "utf8");
  return text.split(/^#### /m).flatMap((part) => {
    const [, name = "", said = "", rest = ""] = /^([\w-]+) \|[ ]?(.*)\n([\s\S]*)$/.exec(part) ?? [];
    if (name === "") return [];
    const files = rest.split(/^== /m).flatMap((file) => {
      const [, path, target] = /^(\S+) -> (\S+)\n/.exec(file) ?? [];
      if (path !== undefined) return [[path, `-> ${target}`]];
      const end = file.indexOf("\n");
      return end <= 0 ? [] : [[file.slice(0, end), file.slice(end + 1)]];
    });
    return [{ name, said, files: Object.fromEntries(files) as Record<string, string> }];
  });
}

const services = readServices();
const secret = "BUMP_ENVOY_TEST_SECRET";

/** The files of a service and of its chart, in a repository. */
function filesOf({ name, files }: Service, canary: string): [string, string][] {
  const harmless = {
    "helmfile.yaml": `releases:\n  - name: main\n    chart: stable/${name}\n    values: [values.yaml]\n`,
    "values.yaml": "tls:\n  image_version: 1.13.1-2\n",
    "chart/Chart.yaml": `apiVersion: v1\nname: ${name}\nversion: 0.0.1\n`,
    "chart/templates/deployment.yaml":
      "spec:\n  containers:\n    - name: tls-proxy\n      image: registry.example.org/envoy:{{ .Values.tls.image_version }}\n",
  };
  return Object.entries({ ...harmless, ...files }).map(([path, text]) => [
    path.startsWith("chart/") ? `charts/${name}/${path.slice("chart/".length)}` : `helmfile.d/services/${name}/${path}`,
    text.replaceAll("CANARY", canary).replaceAll("SECRET", secret),
  ]);
}

describe("a repository of services that attack", () => {
  let folder: string;
  let canary: string;
  let run: { exitCode: number | undefined; stdout: string; stderr: string };

  beforeAll(async () => {
    canary = join(temporaryFolder(), "canary");
    folder = makeTree(Object.fromEntries(services.flatMap((service) => filesOf(service, canary))));
    await commitAll(folder);
    const { exitCode, stdout, stderr } = await execa(process.execPath, [cli, "1.15.0-1", "--verbose"], {
      cwd: folder,
      reject: false,
      env: { NO_COLOR: "1", XDG_CACHE_HOME: temporaryFolder(), [secret]: "not to be seen" },
    });
    run = { exitCode, stdout, stderr };
  });

  test("something is left to look at", () => {
    expect(run.exitCode).toBe(1);
  });

  test.each(services)("$name", ({ name, said }) => {
    const told = run.stderr.split(/^(?=! )/m).filter((part) => new RegExp(`^! ${name}\\b`).test(part));
    if (said !== "") {
      expect(told.join("")).toContain(said.replaceAll("SECRET", secret));
      return;
    }
    const values = readFileSync(join(folder, `helmfile.d/services/${name}/values.yaml`), "utf8");
    expect({ told, isBumped: values.includes("image_version: 1.15.0-1") }).toEqual({ told: [], isBumped: true });
  });

  test("nothing outside was read, written or run, and nothing else in the repository", () => {
    expect(existsSync(canary)).toBe(false);
    const everything = `${run.stdout}${run.stderr}${JSON.stringify(snapshot(folder))}`;
    expect(everything).not.toContain("not to be seen");
    expect(everything).not.toContain("root:x:0");
    expect(run.stderr).not.toContain("\u001b");
  });
});

test.each([
  [["explain"]],
  [["images"]],
  [["1.26.4-1", "--dry-run"]],
  [["status", "--diff", "HEAD"]],
  [["lint", "--fix"]],
  [["template", "-e", "staging"]],
  [["init", "--dry-run"]],
])("%j says once that it leaves a folder out whose name is no UTF-8", async (args) => {
  const folder = await copyFixture("repository-today");
  mkdirSync(Buffer.concat([Buffer.from(`${folder}/helmfile.d/services/`), Buffer.of(0xe9)]));
  const { stderr } = await runCli(folder, ...args);
  expect(stderr.match(/^note: helmfile\.d\/services\/\uFFFD: left out .* rename it$/gm)).toHaveLength(1);
});
