import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { beforeEach, describe, expect, test } from "vitest";
import { copyOfFixture, makeTree, readTree, temporaryFolder } from "../helpers.ts";
import { cli, commitAll, copyFixture, runCli, runCliWith } from "./run.ts";

const services = "helmfile.d/services";
const egret = `${services}/egret`;

/** The time a number of days and an hour ago. */
function daysAgo(days: number): string {
  return new Date(Date.now() - (days * 24 + 1) * 60 * 60 * 1000).toISOString();
}

async function git(folder: string, ...args: string[]): Promise<string> {
  return (await execa("git", args, { cwd: folder })).stdout;
}

function edit(folder: string, path: string, from: string, to: string): void {
  const text = readFileSync(join(folder, path), "utf8");
  expect(text).toContain(from);
  writeFileSync(join(folder, path), text.replace(from, to));
}

/** The rows of the JSON, or the first of them. */
async function rowsOf(folder: string, ...args: string[]) {
  const { stdout } = await runCli(folder, "status", "--format", "json", ...args);
  return JSON.parse(stdout).rows;
}

describe("the table", () => {
  let folder: string;
  beforeEach(async () => {
    folder = copyOfFixture("repository-versions");
    await commitAll(folder, { author: "Ada Łovelace", date: daysAgo(100) });
    edit(folder, `${services}/heron/values-canary.yaml`, "1.15.0-1", "1.15.1-1");
    await commitAll(folder, { author: "Grace Hopper", date: daysAgo(5) });
  });

  test("groups by version, the newest first, and names who is behind; nothing changes", async () => {
    const before = readTree(folder);
    const { exitCode, stdout, stderr } = await runCli(folder, "status");
    const [newer, older] = (await git(folder, "log", "--format=%H")).split("\n").map((hash) => hash.slice(0, 9));
    expect(stdout.replaceAll(String(newer), "NEWER").replaceAll(String(older), "OLDER")).toBe(
      [
        "  SERVICE  WHERE                               ORIGIN     DECIDED BY                           AGE   COMMIT                  ALSO RUNS",
        "envoy-future 1.14.4-1  newest, 2 images, 1 service",
        "  auk      staging, eqiad: main                inherited  .fixtures/general.yaml:4             3 mo  OLDER Ada Łovelace",
        "",
        "envoy 1.15.1-1  newest, 1 image, 1 service",
        "  heron    eqiad: canary                       override   values-canary.yaml:4                 5 d   NEWER Grace Hopper  1.13.1-2",
        "",
        "envoy 1.14.4-1  behind 1.15.1-1, 5 images, 2 services",
        "  swan     staging: main                       override   values-staging.yaml:2                3 mo  OLDER Ada Łovelace",
        "  swan     eqiad: main                         override   values.yaml:3                        3 mo  OLDER Ada Łovelace",
        "  wader    staging: main; eqiad: main, canary  inherited  .fixtures/general.yaml:4             3 mo  OLDER Ada Łovelace",
        "",
        "envoy 1.13.1-2  behind 1.15.1-1, most common, 14 images, 7 services",
        "  crane    staging, eqiad: main                inherited  helmfile.d/shared/birds.yaml:2       3 mo  OLDER Ada Łovelace",
        "  dove     staging, eqiad: main                several    values.yaml:2, values.yaml:3         3 mo  OLDER Ada Łovelace",
        "  gull     staging, eqiad: main                override   values.yaml.gotmpl:2                 3 mo  OLDER Ada Łovelace",
        "  heron    staging: main                       override   values-staging.yaml:2                3 mo  OLDER Ada Łovelace  1.15.1-1",
        "  heron    eqiad: main                         override   values.yaml:2                        3 mo  OLDER Ada Łovelace  1.15.1-1",
        "  loon     staging, eqiad: main                literal    charts/literal/templates/pod.yaml:8  3 mo  OLDER Ada Łovelace",
        "  stork    staging, eqiad: main                inherited  helmfile.d/shared/birds.yaml:2       3 mo  OLDER Ada Łovelace",
        "  tern     staging, eqiad: main                override   values.yaml:2                        3 mo  OLDER Ada Łovelace",
        "",
      ].join("\n"),
    );
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: "22 images of 10 services, 19 behind, 1 service in several versions\n",
    });
    expect(readTree(folder)).toEqual(before);
  });

  test.each([
    [
      40,
      [
        "envoy 1.15.1-1",
        "newest, 1 image, 1 service",
        "  heron  eqiad: canary",
        "    override  values-canary.yaml:4  5 d",
        "      also 1.13.1-2",
        "",
        "envoy 1.14.4-1",
        "behind 1.15.1-1, 3 images, 1 service",
        "  wader",
        "    staging: main; eqiad: main, canary",
        "    inherited  …res/general.yaml:4  3 mo",
        "",
        "envoy 1.13.1-2",
        "behind 1.15.1-1, most common, 4 images,",
        "2 services",
        "  dove  staging, eqiad: main",
        "    several  …aml:2, values.yaml:3  3 mo",
        "  heron  staging: main",
        "    override  …lues-staging.yaml:2  3 mo",
        "      also 1.15.1-1",
        "  heron  eqiad: main",
        "    override  values.yaml:2  3 mo",
        "      also 1.15.1-1",
        "",
      ],
    ],
    [
      60,
      [
        "envoy 1.15.1-1",
        "newest, 1 image, 1 service",
        "  heron  eqiad: canary",
        "    override  values-canary.yaml:4  5 d  also 1.13.1-2",
        "",
        "envoy 1.14.4-1",
        "behind 1.15.1-1, 3 images, 1 service",
        "  wader  staging: main; eqiad: main, canary",
        "    inherited  .fixtures/general.yaml:4  3 mo",
        "",
        "envoy 1.13.1-2",
        "behind 1.15.1-1, most common, 4 images, 2 services",
        "  dove  staging, eqiad: main",
        "    several  values.yaml:2, values.yaml:3  3 mo",
        "  heron  staging: main",
        "    override  values-staging.yaml:2  3 mo  also 1.15.1-1",
        "  heron  eqiad: main",
        "    override  values.yaml:2  3 mo  also 1.15.1-1",
        "",
      ],
    ],
  ])("on %d columns, says below each other what does not fit beside each other", async (width, lines) => {
    const only = ["--service", "{dove,heron,wader}"];
    const { stdout } = await runCliWith({ COLUMNS: String(width) }, folder, "status", ...only);
    expect(stdout.split("\n")).toEqual(lines);
  });

  test.each([5, 20, 40, 50, 80, 100])(
    "fits %d columns: of texts that are cut, what says most is left",
    async (width) => {
      const { stdout } = await runCliWith({ COLUMNS: String(width) }, folder, "status");
      const lines = stdout.split("\n");
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      if (width < 80) return;
      expect(stdout).toMatch(/^ {2}loon .* literal +….*pod\.yaml:8 +3 mo/m);
      expect(stdout).toMatch(/^ {2}heron +eqiad: canary +override +…?\S*-canary\.yaml:4 +5 d .*1\.13\.1-2$/m);
    },
  );

  test("colours who is behind", async () => {
    const { stdout } = await runCli(folder, "status", "--color");
    expect(stdout).toContain("\u001B[1m\u001B[32menvoy 1.15.1-1\u001B[39m\u001B[22m  newest");
    expect(stdout).toContain("\u001B[1m\u001B[33menvoy 1.13.1-2\u001B[39m\u001B[22m  behind 1.15.1-1");
  });

  test("--output-file: without colours, whole, in a folder that is made", async () => {
    const { stdout: whole } = await runCli(folder, "status");
    const args = ["--color", "--output-file", "out/status.txt"];
    const { exitCode, stdout } = await runCliWith({ COLUMNS: "80" }, folder, "status", ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(readFileSync(join(folder, "out/status.txt"), "utf8")).toBe(whole);
  });

  test("as Markdown", async () => {
    const { stdout } = await runCli(folder, "status", "--format", "markdown", "--service", "heron", "-e", "eqiad");
    const [newer, older] = (await git(folder, "log", "--format=%H")).split("\n").map((hash) => hash.slice(0, 9));
    expect(stdout).toBe(
      [
        "### envoy 1.15.1-1",
        "",
        "newest, most common, 1 image, 1 service",
        "",
        "| service | where | origin | key | decided by | age | commit | also runs |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        `| heron | eqiad: canary | override | mesh.image\\_version | values-canary.yaml:4 | 5 d | ${newer} Grace Hopper | 1.13.1-2 |`,
        "",
        "### envoy 1.13.1-2",
        "",
        "behind 1.15.1-1, 1 image, 1 service",
        "",
        "| service | where | origin | key | decided by | age | commit | also runs |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        `| heron | eqiad: main | override | mesh.image\\_version | values.yaml:2 | 3 mo | ${older} Ada Łovelace | 1.15.1-1 |`,
        "",
      ].join("\n"),
    );
  });

  test.each<[string, string[], string[]]>([
    ["a path", [`${services}/wader`], ["wader/staging/main", "wader/eqiad/main", "wader/eqiad/canary"]],
    ["--service", ["--service", "{swan,tern}", "-e", "eqiad"], ["swan/eqiad/main", "tern/eqiad/main"]],
    ["--environment", ["--service", "heron", "-e", "stag*"], ["heron/staging/main"]],
    ["--release", ["--release", "canary"], ["heron/eqiad/canary", "wader/eqiad/canary"]],
    ["--image", ["--image", "envoy-future"], ["auk/staging/main", "auk/eqiad/main"]],
    ["--from", ["--from", "1.15.1-1"], ["heron/eqiad/canary"]],
  ])("%s limits it", async (_, args, expected) => {
    const rows: { service: string; environment: string; release: string }[] = await rowsOf(folder, ...args);
    expect(rows.map(({ service, environment, release }) => `${service}/${environment}/${release}`)).toEqual(expected);
  });

  test("--from leaves out rows, and not what they are compared with", async () => {
    const { stdout } = await runCli(folder, "status", "--from", "1.14.4-1", "--image", "envoy");
    expect(stdout).toMatch(/^envoy 1\.14\.4-1 {2}behind 1\.15\.1-1, 5 images, 2 services$/m);
    expect(stdout).not.toContain("1.13.1-2");
  });
});

test("clusters of the layout of 2020 are places of one service", async () => {
  const folder = await copyFixture("repository-2020");
  edit(
    folder,
    `${services}/staging/parrot/values.yaml`,
    "  enabled: true\n",
    "  enabled: true\n  image_version: 1.14.0-1\n",
  );
  const { stdout } = await runCli(folder, "status", "--service", "parrot");
  expect(stdout.split("\n").filter((line) => line.includes("parrot"))).toEqual([
    expect.stringMatching(/^ {2}parrot +staging: staging +override +values\.yaml:9 +uncommitted +\d\S+$/),
    expect.stringMatching(
      /^ {2}parrot +codfw: production +chart +charts\/parrot\/values\.yaml:\d+ +0 d +\w{9} test +1\.14\.0-1$/,
    ),
  ]);
});

describe("data for programs", () => {
  let folder: string;
  beforeEach(async () => {
    folder = copyOfFixture("repository-today");
    await commitAll(folder, {
      author: '=HYPERLINK("evil", 1)',
      date: "2026-01-02T03:04:05+02:00",
      message: "Pin it\n\nText",
    });
  });

  test("a row as JSON has all there is to know", async () => {
    const { exitCode, stdout, stderr } = await runCli(folder, "status", "-e", "staging", "--format", "json");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const hash = await git(folder, "rev-parse", "HEAD");
    const report = JSON.parse(stdout);
    expect(report).toEqual({
      formatVersion: 1,
      revision: null,
      wanted: ["envoy", "envoy-*"],
      rows: [
        {
          service: "egret",
          cluster: null,
          folder: egret,
          helmfile: `${egret}/helmfile.yaml`,
          environment: "staging",
          release: "main",
          namespace: "egret",
          chart: "wmf-stable/egret",
          workload: "Deployment/egret-main",
          container: "main-tls-proxy",
          reference: "registry.example.org/envoy:1.26.4-1",
          image: "envoy",
          repository: "registry.example.org/envoy",
          version: "1.26.4-1",
          origin: {
            kind: "override",
            isTraced: true,
            sites: [
              {
                file: `${egret}/values-staging.yaml`,
                line: 2,
                column: 18,
                text: "1.26.4-1",
                lineText: "  image_version: 1.26.4-1",
              },
            ],
            keys: [
              {
                keyPath: "mesh.image_version",
                path: ["mesh", "image_version"],
                chain: [
                  expect.objectContaining({ kind: "chart", value: "latest", decides: false }),
                  expect.objectContaining({ kind: "values", value: "1.23.10-3", decides: false }),
                  expect.objectContaining({ kind: "values", value: "1.26.4-1", decides: true }),
                ],
              },
            ],
          },
          age: {
            commit: { hash, author: '=HYPERLINK("evil", 1)', date: "2026-01-02T01:04:05Z", subject: "Pin it" },
            days: expect.any(Number),
          },
          isBehind: false,
          drift: [],
        },
      ],
      images: [
        {
          image: "envoy",
          newest: "1.26.4-1",
          mostCommon: "1.26.4-1",
          versions: [{ version: "1.26.4-1", isBehind: false, rows: 1, services: 1 }],
        },
      ],
      services: [{ service: "egret", image: "envoy", versions: ["1.26.4-1"], folders: [egret], isBehind: false }],
      failures: [],
      summary: { rows: 1, services: 1, behind: 0, drifting: 0, overrides: 1, untraced: 0, failures: 0 },
    });
  });

  test("CSV by RFC 4180, in which nothing is a formula", async () => {
    const { stdout } = await runCli(folder, "status", "-e", "staging", "--format", "csv");
    const hash = await git(folder, "rev-parse", "HEAD");
    const [head = "", row = "", ...rest] = stdout.split("\r\n");
    expect(rest).toEqual([""]);
    expect(head).toBe(
      "service,cluster,environment,release,namespace,helmfile,chart,workload,container,image,repository,version,behind,drift,origin,key,site,days,commit,author,date",
    );
    const days = /,(\d+),[0-9a-f]{40}/.exec(row)?.[1];
    expect(row).toBe(
      `egret,,staging,main,egret,${egret}/helmfile.yaml,wmf-stable/egret,Deployment/egret-main,main-tls-proxy,envoy,` +
        `registry.example.org/envoy,1.26.4-1,false,,override,mesh.image_version,${egret}/values-staging.yaml:2:18,` +
        `${days},${hash},"'=HYPERLINK(""evil"", 1)",2026-01-02T01:04:05Z`,
    );
  });
});

describe("ages", () => {
  test("without a repository of git there are none, which is said once", async () => {
    const folder = copyOfFixture("repository-today");
    writeFileSync(join(folder, ".bump-envoy.yaml"), "image: envoy\n");
    const { exitCode, stdout, stderr } = await runCli(folder, "status");
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /^note: there are no ages: .*not a git repository.*\n5 images of 1 service, 4 behind, 1 service in several versions\n$/,
    );
    expect(stdout).toMatch(/^ {2}SERVICE +WHERE +ORIGIN +DECIDED BY +ALSO RUNS$/m);
  });

  test("nor without git", async () => {
    const folder = await copyFixture("repository-today");
    const { exitCode, stderr } = await runCliWith({ PATH: "/nonexistent" }, folder, "status");
    expect({ exitCode, stderr: stderr.split("\n")[0] }).toEqual({
      exitCode: 0,
      stderr: "note: there are no ages: git is not installed",
    });
  });

  test("what a shallow clone does not know has none", async () => {
    const origin = await copyFixture("repository-today");
    edit(origin, `${egret}/values-staging.yaml`, "1.26.4-1", "1.27.0-1");
    await commitAll(origin);
    const folder = join(temporaryFolder(), "clone");
    await execa("git", ["clone", "--quiet", "--depth", "2", `file://${origin}`, folder]);
    edit(folder, "charts/egret/values.yaml", "latest", "later");
    await commitAll(folder);
    await execa("git", ["clone", "--quiet", "--depth", "1", `file://${origin}`, `${folder}-1`]);
    expect((await rowsOf(folder, "-e", "staging"))[0].age.commit.hash).toBe(await git(folder, "rev-parse", "HEAD~1"));
    const { stderr } = await runCli(`${folder}-1`, "status");
    expect(stderr).toMatch(/^note: some ages are missing: the clone is shallow.*\n5 images/);
    expect((await rowsOf(`${folder}-1`)).map(({ age }: { age: unknown }) => age)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  test("a file that git ignores has none; a line or file that is not committed says so", async () => {
    const folder = await copyFixture("repository-today");
    writeFileSync(join(folder, ".gitignore"), "values-eqiad.yaml\n");
    for (const name of ["values-eqiad.yaml", "values-codfw-canary.yaml"]) {
      writeFileSync(join(folder, egret, name), "mesh: {image_version: 1.24.0-1}\n");
    }
    edit(folder, `${egret}/values-staging.yaml`, "1.26.4-1", "1.27.0-1");
    const rows: { environment: string; release: string; age: unknown }[] = await rowsOf(folder);
    expect(rows.map(({ environment, release, age }) => [environment, release, age])).toEqual([
      ["staging", "main", { commit: null, days: 0 }],
      ["eqiad", "main", null],
      ["eqiad", "canary", null],
      ["codfw", "main", { commit: expect.objectContaining({ author: "test" }), days: 0 }],
      ["codfw", "canary", { commit: null, days: 0 }],
    ]);
  });

  test("behind a link it is the age of the line there, and below a root of its own the same", async () => {
    const folder = await copyFixture("repository-today");
    const root = join(folder, "deep");
    mkdirSync(root);
    for (const name of ["helmfile.d", "charts"]) await git(folder, "mv", name, "deep");
    await git(folder, "mv", `deep/${egret}/values.yaml`, "deep/shared.yaml");
    symlinkSync("../../../shared.yaml", join(root, egret, "values.yaml"));
    writeFileSync(join(root, ".bump-envoy.yaml"), "image: envoy\n");
    await commitAll(folder, { author: "mover" });
    const rows: { age: object; origin: { kind: string } }[] = await rowsOf(root, "-e", "eqiad", "--release", "main");
    expect(rows).toMatchObject([{ origin: { kind: "inherited" }, age: { commit: { author: "test" }, days: 0 } }]);
  });
});

describe("as it was", () => {
  let folder: string;
  let temporary: string;
  beforeEach(async () => {
    folder = await copyFixture("repository-today");
    temporary = temporaryFolder();
    edit(folder, `${egret}/values.yaml`, "1.23.10-3", "1.24.0-1");
    await commitAll(folder, { date: daysAgo(10) });
    await git(folder, "tag", "middle");
    rmSync(join(folder, egret, "values-staging.yaml"));
    mkdirSync(join(folder, services, "ibis"));
    for (const name of ["helmfile.yaml", "values.yaml"]) {
      const text = readFileSync(join(folder, egret, name), "utf8");
      writeFileSync(join(folder, services, "ibis", name), text);
    }
    await commitAll(folder);
  });

  /** Runs it, and sees to it that nothing is left behind. */
  async function statusOf(...args: string[]) {
    const before = readTree(folder);
    const outcome = await runCliWith({ TMPDIR: temporary }, folder, "status", ...args);
    expect(readTree(folder)).toEqual(before);
    expect(readdirSync(temporary)).toEqual([]);
    return outcome;
  }

  function summarize(rows: { service: string; environment: string; release: string; version: string }[]): string[] {
    return rows.map(({ service, environment, release, version }) => `${service}/${environment}/${release} ${version}`);
  }

  test("--at: versions, places and ages of then", async () => {
    const { exitCode, stdout, stderr } = await statusOf("--at", "middle", "--format", "json");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const { revision, rows } = JSON.parse(stdout);
    const commit = await git(folder, "rev-parse", "middle");
    expect(revision).toEqual({ name: "middle", commit, date: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(summarize(rows)).toEqual([
      "egret/staging/main 1.26.4-1",
      "egret/eqiad/main 1.24.0-1",
      "egret/eqiad/canary 1.24.0-1",
      "egret/codfw/main 1.24.0-1",
      "egret/codfw/canary 1.24.0-1",
    ]);
    expect(rows[1].age).toMatchObject({ commit: { hash: commit }, days: 0 });
  });

  test("--at takes paths and folders that are gone", async () => {
    await git(folder, "rm", "-rq", egret);
    await commitAll(folder);
    const { exitCode, stdout } = await statusOf(egret, "--at", "HEAD~1", "-e", "codfw", "--format", "csv");
    expect({ exitCode, rows: stdout.split("\r\n").length }).toEqual({ exitCode: 0, rows: 4 });
  });

  test("what the deployment host has is as it is now, which is said", async () => {
    writeFileSync(join(folder, ".gitignore"), ".fixtures/\n");
    makeTree(
      { ".fixtures/general-eqiad.yaml": "mesh: {image_version: 1.30.0-1}\n", ".fixtures/notes.txt": "" },
      folder,
    );
    edit(
      folder,
      `${services}/ibis/helmfile.yaml`,
      "- values.yaml",
      '- values.yaml\n      - "/etc/helmfile-defaults/general-{{ .Environment.Name }}.yaml"',
    );
    await commitAll(folder);
    const { stdout, stderr } = await statusOf("--at", "HEAD", "--service", "ibis", "-e", "eqiad", "--release", "main");
    expect(stdout).toMatch(/^ {2}ibis +eqiad: main +inherited +\.fixtures\/general-eqiad\.yaml:1$/m);
    expect(stderr).toMatch(
      /^note: what only the deployment host has is as it is now, .*: \.fixtures\/general-eqiad\.yaml\n1 image/,
    );
  });

  test("submodules are empty, which is said; links stay links; what .gitattributes leaves out of archives is there", async () => {
    const other = makeTree({ "values.yaml": "" });
    await commitAll(other);
    await git(folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other, "module");
    await git(folder, "mv", `${egret}/values.yaml`, "shared.yaml");
    symlinkSync("../../../shared.yaml", join(folder, egret, "values.yaml"));
    writeFileSync(join(folder, ".gitattributes"), "shared.yaml export-ignore\n");
    await commitAll(folder);
    const { stdout, stderr } = await statusOf("--at", "HEAD", "--service", "egret", "-e", "eqiad");
    expect(stderr).toMatch(/^note: submodules are empty in what is looked at of HEAD: module\n2 images/);
    expect(stdout).toMatch(/^ {2}egret +eqiad: main, canary +inherited +values\.yaml:5 +0 d /m);
  });

  test("an untracked stand-in is not written through a link that was there then", async () => {
    const outside = temporaryFolder();
    symlinkSync(outside, join(folder, ".fixtures"));
    await commitAll(folder);
    rmSync(join(folder, ".fixtures"));
    makeTree({ ".fixtures/general-eqiad.yaml": "a: b\n" }, folder);
    await statusOf("--at", "HEAD");
    expect(readdirSync(outside)).toEqual([]);
  });

  test("--diff: what was added, removed and changed since", async () => {
    const { exitCode, stdout, stderr } = await statusOf("--diff", "HEAD~2", "--format", "json");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const { before, after, added, removed, changed, summary } = JSON.parse(stdout);
    expect([before.revision.name, after.revision]).toEqual(["HEAD~2", null]);
    expect(summarize(added)).toEqual([
      "ibis/staging/main 1.24.0-1",
      "ibis/eqiad/main 1.24.0-1",
      "ibis/eqiad/canary 1.24.0-1",
      "ibis/codfw/main 1.24.0-1",
      "ibis/codfw/canary 1.24.0-1",
    ]);
    expect(removed).toEqual([]);
    const changes: [unknown, unknown][] = changed.map(
      (change: { before: { version: string }; after: { version: string } }) => [
        change.before.version,
        change.after.version,
      ],
    );
    expect(changes).toEqual([["1.26.4-1", "1.24.0-1"], ...Array(4).fill(["1.23.10-3", "1.24.0-1"])]);
    expect(summary).toEqual({ added: 5, removed: 0, changed: 5, uncompared: 0, failures: 0 });
  });

  test("--diff as a table", async () => {
    const { stdout, stderr } = await statusOf("--diff", "HEAD~2");
    expect(stderr).toBe("5 changed, 5 added, 0 removed\n");
    expect(stdout.replaceAll(/[0-9a-f]{9} test/g, "COMMIT").replaceAll(/ +AGE/g, "  AGE")).toBe(
      [
        "  SERVICE  WHERE                                      ORIGIN    DECIDED BY  AGE   COMMIT",
        "envoy 1.26.4-1 → 1.24.0-1  1 image, 1 service",
        "  egret    staging: main                              override  values-staging.yaml:2 → values.yaml:5  10 d  COMMIT",
        "",
        "envoy 1.23.10-3 → 1.24.0-1  4 images, 1 service",
        "  egret    eqiad, codfw: main, canary                 override  values.yaml:5                          10 d  COMMIT",
        "",
        "envoy 1.24.0-1  added, 5 images, 1 service",
        "  ibis     staging: main; eqiad, codfw: main, canary  override  values.yaml:5                          0 d   COMMIT",
        "",
      ].join("\n"),
    );
  });

  test("--diff with --at is between two revisions, and goes backwards as well", async () => {
    const { stdout, stderr } = await statusOf(
      "--diff",
      "HEAD",
      "--at",
      "middle",
      "--format",
      "csv",
      "--service",
      "ibis",
    );
    const lines = stdout.split("\r\n").map((line) => line.split(",").slice(0, 8).join(","));
    expect(stderr).toBe("0 changed, 0 added, 5 removed\n");
    expect(lines.slice(0, 2)).toEqual([
      "change,from_version,from_origin,from_site,service,cluster,environment,release",
      "removed,,,,ibis,,staging,main",
    ]);
  });

  test("a release that cannot be rendered on one side is neither added nor removed", async () => {
    writeFileSync(join(folder, egret, "values.yaml"), "mesh: [");
    const { exitCode, stdout, stderr } = await statusOf("--diff", "HEAD", "--service", "egret", "-e", "eqiad");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^envoy 1\.24\.0-1 {2}not compared, since it could not be rendered before or after, 2 images, 1 service$/m,
    );
    expect(stderr).toMatch(/^! .*\n! .*\n0 changed, 0 added, 0 removed, 2 not compared, 2 failures\n$/);
  });

  test("a line that only moves is no change; one that decides elsewhere is", async () => {
    edit(folder, `${services}/ibis/values.yaml`, "mesh:", "# moved\nmesh:");
    writeFileSync(join(folder, egret, "values-codfw.yaml"), "mesh: {image_version: 1.24.0-1}\n");
    const { stdout } = await statusOf("--diff", "HEAD");
    expect(stdout).toMatch(/^envoy 1\.24\.0-1, decided elsewhere {2}2 images, 1 service$/m);
    expect(stdout).toMatch(
      /^ {2}egret +codfw: main, canary +override +values\.yaml:5 → values-codfw\.yaml:1 +uncommitted$/m,
    );
    expect(stdout).not.toContain("ibis");
  });

  test("--from: what ran this version, or does now", async () => {
    const { stderr } = await statusOf("--diff", "HEAD~2", "--from", "1.26.4-1");
    expect(stderr).toBe("1 changed, 0 added, 0 removed\n");
  });

  test("nothing has changed", async () => {
    expect(await statusOf("--diff", "HEAD")).toEqual({
      ...{ exitCode: 0, stdout: "" },
      stderr: "0 changed, 0 added, 0 removed\n",
    });
  });

  test.each<[string, string[], string]>([
    ["an unknown revision", ["--at", "nowhere"], 'error: git knows no revision "nowhere": '],
    ["a range", ["--at", "HEAD~1..HEAD"], 'error: git knows no revision "HEAD~1..HEAD": '],
    ["an option in its place", ["--diff=--output=x"], 'error: git knows no revision "--output=x": '],
    [
      "a path that was not there",
      [`${services}/ibis`, "--at", "middle"],
      `error: there is no ${services}/ibis in middle\n`,
    ],
    ["a service that was not there", ["--at", "middle", "--service", "ibis"], 'error: no service matches "ibis"\n'],
    ["a service that never was", ["--diff", "middle", "--service", "none"], 'error: no service matches "none"\n'],
    [
      "a folder without helmfiles then",
      ["charts", "--at", "middle"],
      "error: no helmfile found in what is selected of middle\n",
    ],
  ])("%s: a clear message, exit code 2", async (_, args, message) => {
    const { exitCode, stdout, stderr } = await statusOf(...args);
    expect({ exitCode, stdout, stderr: stderr.slice(0, message.length) }).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: message,
    });
  });

  test("a revision that has the folder of the root only later", async () => {
    const root = join(folder, "deep");
    mkdirSync(root);
    writeFileSync(join(root, ".bump-envoy.yaml"), "image: envoy\n");
    const { exitCode, stderr } = await runCliWith({ TMPDIR: temporary }, root, "status", "--at", "HEAD");
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: cannot look at the files of HEAD: .*\n {2}name a revision that has this folder/);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s leaves nothing behind", async (signal) => {
    const child = execa(process.execPath, [cli, "status", "--diff", "middle", "--no-cache"], {
      ...{ cwd: folder, reject: false },
      env: { TMPDIR: temporary, NODE_DISABLE_COMPILE_CACHE: "1", XDG_CACHE_HOME: temporaryFolder() },
    });
    while (readdirSync(temporary).length === 0 && child.exitCode === null) await sleep(2);
    child.kill(signal);
    const { exitCode } = await child;
    expect(exitCode).toBe(signal === "SIGINT" ? 130 : 143);
    expect(readdirSync(temporary)).toEqual([]);
    expect(await git(folder, "status", "--porcelain")).toBe("");
  });

  test("hooks and other programs that the repository's configuration names do not run", async () => {
    const hooks = join(folder, ".git", "hooks");
    mkdirSync(hooks, { recursive: true });
    for (const name of ["post-index-change", "post-checkout"]) {
      writeFileSync(join(hooks, name), `#!/bin/sh\ntouch ${folder}/ran\n`, { mode: 0o755 });
    }
    await git(folder, "config", "core.fsmonitor", join(hooks, "post-checkout"));
    await git(folder, "config", "diff.yaml.textconv", join(hooks, "post-checkout"));
    appendFileSync(join(folder, ".git", "info", "attributes"), "*.yaml diff=yaml\n");
    rmSync(join(folder, "ran"), { force: true });
    await statusOf("--diff", "middle");
    expect(existsSync(join(folder, "ran"))).toBe(false);
  });
});

describe("exits with 1", () => {
  test("where something cannot be rendered; the rest is shown", async () => {
    const folder = await copyFixture("repository-today");
    writeFileSync(join(folder, egret, "values-staging.yaml"), "mesh: [");
    const { exitCode, stdout, stderr } = await runCli(folder, "status");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^envoy 1\.23\.10-3 {2}newest, 4 images, 1 service$/m);
    expect(stderr).toMatch(
      /^! .*egret\/helmfile\.yaml \(staging\): release main: .*\n4 images of 1 service, 0 behind, 1 failure\n$/,
    );
  });

  test("where a version comes from nowhere in the repository", async () => {
    const folder = await copyFixture("repository-today");
    writeFileSync(
      join(folder, "charts/egret/templates/deployment.yaml"),
      "kind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: tls, image: 'envoy:{{ .Release.Name }}'}]}\n",
    );
    const { exitCode, stdout, stderr } = await runCli(folder, "status", "-e", "staging");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: "1 image of 1 service, 0 behind, 1 without a known place\n",
    });
    expect(stdout).toMatch(/^envoy main {2}1 image, 1 service\n {2}egret +staging: main +unknown$/m);
  });
});

describe("what is hard to name", () => {
  test("services of the same name, containers in other versions, images without a version that can be ordered", async () => {
    const chart = (version: string) => `kind: Pod
metadata: {name: "{{ .Release.Name }}"}
spec:
  containers:
  - {name: one, image: "registry.example.org/x/envoy:{{ .Values.v }}"}
  - {name: two, image: "envoy:${version}"}
  - {name: three, image: envoy}
`;
    const folder = makeTree({
      "charts/a/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
      "charts/a/templates/pod.yaml": chart("latest"),
      "helmfile.d/one/bird/helmfile.yaml": "releases: [{name: r, chart: stable/a, values: [{v: 1.2.3-1}]}]\n",
      "helmfile.d/two/bird/helmfile.yaml": "releases: [{name: r, chart: stable/a, values: [{v: 1.2.4-1}]}]\n",
    });
    await commitAll(folder);
    const { exitCode, stdout } = await runCli(folder, "status");
    expect(exitCode).toBe(0);
    expect(stdout.replaceAll(/ +AGE.*| +\d+ d +.*/g, "")).toBe(
      [
        "  SERVICE   WHERE          ORIGIN    DECIDED BY",
        "envoy 1.2.4-1  newest, 1 image, 1 service",
        "  two/bird  r Pod/r one    override  helmfile.yaml:1",
        "",
        "envoy 1.2.3-1  behind 1.2.4-1, 1 image, 1 service",
        "  one/bird  r Pod/r one    override  helmfile.yaml:1",
        "",
        "envoy latest  most common, 2 images, 2 services",
        "  one/bird  r Pod/r two    literal   charts/a/templates/pod.yaml:6",
        "  two/bird  r Pod/r two    literal   charts/a/templates/pod.yaml:6",
        "",
        "envoy without a tag  2 images, 2 services",
        "  one/bird  r Pod/r three  literal   charts/a/templates/pod.yaml:7",
        "  two/bird  r Pod/r three  literal   charts/a/templates/pod.yaml:7",
        "",
      ].join("\n"),
    );
  });
});

test.each<[string, string[], string]>([
  ["an unknown service", ["--service", "egert"], 'error: no service matches "egert"\n  did you mean egret?\n'],
  ["an unknown release", ["--release", "mian"], 'error: no release matches "mian"\n  did you mean main?\n'],
  [
    "a path that is not there",
    ["nowhere"],
    "error: there is no file or folder FOLDER/nowhere\n  check the path, and -C DIR if it is given\n",
  ],
  ["an unknown format", ["--format", "xml"], "error: option '-f, --format <format>' argument 'xml' is invalid."],
  ["an output that cannot be written", ["-o", "charts"], "error: cannot write the output: "],
])("%s: a clear message, exit code 2", async (_, args, message) => {
  const folder = await copyFixture("repository-today");
  const { exitCode, stdout, stderr } = await runCli(folder, "status", ...args);
  const expected = message.replace("FOLDER", folder);
  expect({ exitCode, stdout, stderr: stderr.slice(0, expected.length) }).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: expected,
  });
});

test("--at outside of a git repository", async () => {
  const folder = copyOfFixture("repository-today");
  writeFileSync(join(folder, ".bump-envoy.yaml"), "image: envoy\n");
  const { exitCode, stderr } = await runCli(folder, "status", "--at", "HEAD");
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^error: git knows no revision "HEAD": .*not a git repository/);
});
