import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { beforeEach, describe, expect, test } from "vitest";
import { makeTree, readTree } from "../helpers.ts";
import { commitAll, copyFixture, runCli } from "./run.ts";

const values = "helmfile.d/services/codfw/heron/values.yaml";
const link = "charts/parrot/templates/_tls_helpers.tpl";

let folder: string;
beforeEach(async () => {
  folder = await copyFixture("repository-2020");
});

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Makes one release run a moving tag. */
function setLatest(comment = ""): void {
  write(values, `tls:\n  enabled: true\n${comment}  image_version: latest\n`);
}

const lint = (...args: string[]) => runCli(folder, "lint", ...args, "--no-cache");

/** The findings as `rule severity place`, and what was looked at. */
async function findings(...args: string[]) {
  const { stdout, exitCode } = await lint("--format", "json", ...args);
  const { findings: found, summary } = JSON.parse(stdout);
  const lines = found.map(
    ({ rule, severity, file, line }: { rule: string; severity: string; file: string; line: number }) =>
      `${rule} ${severity} ${file}:${line}`,
  );
  return { exitCode, lines, charts: summary.charts, helmfiles: summary.helmfiles };
}

const latest = `image-version error ${values}:3`;

test("is silent and exits 0 where nothing is wrong, and 1 with what is found on stdout", async () => {
  expect(await lint("--quiet")).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  setLatest();
  const { exitCode, stdout, stderr } = await lint();
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
  expect(stdout).toMatch(
    /^helmfile.*values\.yaml\n {2}3:18 {2}error {2}release \w+ runs envoy with the moving tag latest/,
  );
  expect(stdout).toContain("✖ 1 problem (1 error, 0 warnings)\n");
});

test("notes what could not be rendered, or makes findings of it on demand", async () => {
  write("charts/parrot/templates/wrong.yaml", '{{ fail "no seed" }}\n');
  const { exitCode, stdout, stderr } = await lint("--quiet");
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
  expect(stderr).toMatch(
    /^note: 2 helmfiles could not be rendered in full; rules have not seen all of them \(--rule unrendered-release:error makes findings of that\)\n {2}helmfile\.d\/.*: no seed\n/,
  );
  const strict = await lint("--quiet", "--rule", "unrendered-release:error");
  expect({ exitCode: strict.exitCode, stderr: strict.stderr }).toEqual({ exitCode: 1, stderr: "" });
  expect(strict.stdout).toMatch(/ {2}error {2}not rendered in full: release production is rendered in part: .*no seed/);
  expect(strict.stdout).toContain("✖ 2 problems (2 errors, 0 warnings)\n");
  // A finding that is not shown tells nothing.
  expect(await lint("--quiet", "--rule", "unrendered-release:warn")).toEqual({ exitCode: 0, stdout: "", stderr });
});

test("notes what could not be rendered where no rule makes findings of it", async () => {
  write("charts/parrot/templates/wrong.yaml", '{{ fail "no seed" }}\n');
  const helmfile = "helmfile.d/services/codfw/parrot/helmfile.yaml";
  write(".bump-envoy.yaml", `overrides:\n  - files: [${helmfile}]\n    rules:\n      unrendered-release: error\n`);
  const { stdout, stderr } = await lint("--quiet");
  expect(stdout).toContain("✖ 1 problem (1 error, 0 warnings)\n");
  expect(stderr).toMatch(/^note: 1 helmfile could not be rendered in full;/);
  expect(stderr).not.toContain(helmfile);
});

test("refuses a folder in which there is nothing to lint", async () => {
  const empty = makeTree({ "README.md": "" });
  expect(await runCli(empty, "lint", "--no-cache")).toEqual({
    exitCode: 2,
    stdout: "",
    stderr:
      `error: ${empty}: there is neither a chart nor a helmfile\n` +
      "  run it in a Helmfile repository, or name one with -C DIR; in the configuration `helmfiles` says how they are called, and `skip` leaves some out\n",
  });
});

describe("severities", () => {
  test.each<[title: string, config: string, args: string[], expected: [exitCode: number, lines: string[]]]>([
    ["of the configuration", "rules: { image-version: warn }\n", [], [0, [latest.replace("error", "warn")]]],
    ["off", "rules: { image-version: off }\n", [], [0, []]],
    ["by path", `overrides: [{ files: ["helmfile.d/**/heron/**"], rules: { image-version: off } }]\n`, [], [0, []]],
    ["of another path", `overrides: [{ files: ["charts/**"], rules: { image-version: off } }]\n`, [], [1, [latest]]],
    ["of the command line", "rules: { image-version: off }\n", ["--rule", "image-version:error"], [1, [latest]]],
    ["left out by --quiet", "rules: { image-version: warn }\n", ["--quiet"], [0, []]],
    [
      "counted by --max-warnings",
      "",
      ["--rule", "image-version:warn", "--max-warnings", "0"],
      [1, [latest.replace("error", "warn")]],
    ],
    [
      "not too many",
      "",
      ["--rule", "image-version:warn", "--max-warnings", "1"],
      [0, [latest.replace("error", "warn")]],
    ],
  ])("%s", async (_, config, args, [exitCode, lines]) => {
    setLatest();
    write(".bump-envoy.yaml", config);
    expect(await findings(...args)).toMatchObject({ exitCode, lines });
  });

  test("are printed by --print-config, for a path", async () => {
    write(".bump-envoy.yaml", "overrides: [{ files: [charts/**], rules: { image-version: off } }]\n");
    const all = JSON.parse((await lint("--print-config")).stdout);
    const chart = JSON.parse((await lint("--print-config", "charts/heron/values.yaml")).stdout);
    expect([all.rules["image-version"], chart.rules["image-version"]]).toEqual(["error", "off"]);
  });

  test.each([
    [["--rule", "image-versoin:warn"], "did you mean image-version?"],
    [["--rule", "image-version:fatal"], "image-version:error"],
    [["--suppress-rule", "none"], "bump-envoy rules"],
    [["--shard", "3/2"], "i from 1 to n"],
    [["../elsewhere"], "lies outside of the repository"],
    [[".."], "lies outside of the repository"],
  ])("%j is misuse", async (args, remedy) => {
    const { exitCode, stdout, stderr } = await lint(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(remedy);
  });
});

describe("comments that silence rules", () => {
  const next = "  # bump-envoy-disable-next-line image-version -- a test\n";

  test.each<[title: string, comment: string, args: string[], expected: string[]]>([
    ["silence the next line", next, [], []],
    ["silence the file", "  # bump-envoy-disable image-version\n", [], []],
    ["are ignored with --no-inline-config", next, ["--no-inline-config"], [latest.replace(":3", ":4")]],
    [
      "silence no other rule",
      next.replace("image-version", "version-drift"),
      [],
      [latest.replace(":3", ":4"), `unused-directive warn ${values}:3`],
    ],
    ["name no rule", "  # bump-envoy-disable\n", [], [latest.replace(":3", ":4"), `unused-directive warn ${values}:3`]],
    [
      "name a rule that is none",
      "  # bump-envoy-disable image-versoin\n",
      [],
      [latest.replace(":3", ":4"), `unused-directive warn ${values}:3`],
    ],
  ])("%s", async (_, comment, args, expected) => {
    setLatest(comment);
    const { lines } = await findings(...args);
    expect(lines.toSorted()).toEqual(expected.toSorted());
  });

  test("without effect are told, as errors with --report-unused-disable-directives", async () => {
    write(values, `tls:\n  enabled: true\n${next}  image_version: 1.15.0-1\n`);
    write("charts/heron/templates/configmap.yaml", `{{- /* bump-envoy-disable unknown-template -- why */}}\n`);
    const unused = (severity: string) => [
      `unused-directive ${severity} charts/heron/templates/configmap.yaml:1`,
      `unused-directive ${severity} ${values}:3`,
    ];
    const only = (lines: string[]) => lines.filter((line) => line.startsWith("unused"));
    expect(only((await findings()).lines)).toEqual(unused("warn"));
    const strict = await findings("--report-unused-disable-directives");
    expect(only(strict.lines)).toEqual(unused("error"));
    expect(strict.exitCode).toBe(1);
  });
});

describe("only what paths can affect", () => {
  test.each<[title: string, paths: string[], charts: number, helmfiles: number]>([
    ["a file of a chart, and the releases of that", ["charts/heron/values.yaml"], 1, 1],
    ["the values of a service, and all clusters of that", ["helmfile.d/services/codfw/parrot/values.yaml"], 0, 2],
    ["a helper that charts link", ["common_templates/0.2/_tls_helpers.tpl"], 3, 4],
    ["the configuration", [".bump-envoy.yaml"], 3, 4],
    ["a folder", ["charts"], 3, 4],
    ["what nobody reads", ["README.md", "docs/a.yaml"], 0, 0],
  ])("%s", async (_, paths, charts, helmfiles) => {
    for (const path of [".bump-envoy.yaml", "README.md", "docs/a.yaml"]) write(path, "");
    expect(await findings(...paths)).toMatchObject({ charts, helmfiles });
  });

  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: folder });
  const commit = async () => {
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "test");
  };
  const gone = "charts/heron/templates/gone.yaml";

  test.each<[title: string, path: string, remove: () => Promise<unknown>, charts: number, helmfiles: number]>([
    ["a file that was deleted", gone, async () => rmSync(join(folder, gone)), 1, 1],
    ["a deletion that is staged", gone, () => git("rm", gone), 1, 1],
    ["what a commit has deleted", gone, () => git("rm", gone).then(commit), 1, 1],
    ["what another branch has", gone, () => git("checkout", "--quiet", "HEAD^"), 1, 1],
    ["a folder that was deleted", "helmfile.d/services/staging/termite/old", () => git("rm", "-r", "*gone.yaml"), 0, 1],
  ])("%s", async (_, path, remove, charts, helmfiles) => {
    write(gone, "a: 1\n");
    write("helmfile.d/services/staging/termite/old/gone.yaml", "a: 1\n");
    await commit();
    await remove();
    expect(existsSync(join(folder, path))).toBe(false);
    expect(await findings(path)).toMatchObject({ charts, helmfiles });
  });

  test("what is deleted after it was staged, and a link that leads nowhere", async () => {
    write(gone, "a: 1\n");
    await git("add", gone);
    rmSync(join(folder, gone));
    expect(await findings(gone)).toMatchObject({ charts: 1, helmfiles: 1 });
    symlinkSync("nowhere", join(folder, gone));
    expect(await findings(gone)).toMatchObject({ charts: 1, helmfiles: 1 });
  });

  test("not a path that was never there, which is misuse", async () => {
    const refused = {
      exitCode: 2,
      stdout: "",
      stderr:
        `error: there is no file or folder ${folder}/charts/heorn, and git knows of none\n` +
        "  check the path, and -C DIR if it is given\n",
    };
    expect(await lint("charts/heron", "charts/heorn")).toEqual(refused);
    expect(await lint("charts/heorn", "--fix")).toEqual(refused);
    expect(await lint("charts/heorn", "--print-config")).toEqual(refused);
    rmSync(join(folder, ".git"), { recursive: true });
    expect(await lint("charts/heorn")).toEqual(refused);
  });

  test("a renamed file, by its old name and its new one, with --staged", async () => {
    renameSync(join(folder, link), join(folder, "moved.tpl"));
    await execa("git", ["add", "--all"], { cwd: folder });
    expect(await findings("--staged")).toMatchObject({ exitCode: 1, charts: 1, helmfiles: 2 });
    await execa("git", ["reset", "--quiet", "--hard"], { cwd: folder });
    expect(await findings("--staged")).toMatchObject({ exitCode: 0, charts: 0, helmfiles: 0 });
  });

  test("shards look at every chart and service once", async () => {
    rmSync(join(folder, link));
    setLatest();
    const whole = await findings();
    const shards = [await findings("--shard", "1/2"), await findings("--shard", "2/2")];
    expect(shards.flatMap(({ lines }) => lines).toSorted()).toEqual(whole.lines.toSorted());
    expect(shards.map(({ charts }) => charts)).toEqual([2, 1]);
  });
});

describe("fixes", () => {
  test("are made, and what is left counts; a chart that is as it was again keeps its version", async () => {
    const before = readTree(join(folder, "charts"));
    rmSync(join(folder, link));
    const { exitCode, stderr } = await lint("--fix", "charts/parrot");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "fixed: 1 problem\n" });
    expect(readTree(join(folder, "charts"))).toEqual(before);
  });

  test("are printed by --fix-dry-run as a diff that git applies, and nothing is written", async () => {
    const before = readTree(join(folder, "charts"));
    rmSync(join(folder, link));
    rmSync(join(folder, "charts/termite/templates/_tls_helpers.tpl"));
    makeTree(
      { "charts/termite/templates/_tls_helpers.tpl": "-> ../../../common_templates/0.1/_tls_helpers.tpl" },
      folder,
    );
    const broken = readTree(join(folder, "charts"));
    const { stdout } = await lint("--fix-dry-run");
    expect(readTree(join(folder, "charts"))).toEqual(broken);
    await execa("git", ["apply"], { cwd: folder, input: stdout });
    expect(readTree(join(folder, "charts"))).toEqual(before);
    expect((await lint()).exitCode).toBe(0);
  });
});

describe("the version of a chart whose templates a fix changes", () => {
  const chart = "charts/parrot/Chart.yaml";
  const service = "charts/parrot/templates/service.yaml";
  const call = '{{- include "tls.service" . }}\n';
  const text = (path: string) => readFileSync(join(folder, path), "utf8");
  const commit = () => commitAll(folder);
  const withoutCall = () => write(service, text(service).replace(call, ""));

  test("is raised, in the diff as well, once for all that a change does to it", async () => {
    withoutCall();
    const broken = text(service);
    await commit();
    const dry = await lint("--fix-dry-run", "charts/parrot");
    expect(dry.stdout).toContain("-version: 0.0.3\n+version: 0.0.4\n");
    expect(dry.stderr).toBe("would fix: 1 problem\nwould raise: the version of 1 chart\n");
    const { exitCode, stderr } = await lint("--fix", "charts/parrot");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "fixed: 1 problem\nraised: the version of 1 chart\n" });
    expect(text(service)).toContain("tls.service");
    expect(text(chart)).toContain("version: 0.0.4\n");

    write(service, broken);
    expect((await lint("--fix", "charts/parrot")).stderr).toBe("fixed: 1 problem\n");
    expect(text(chart)).toContain("version: 0.0.4\n");
  });

  test("stays where nothing is committed", async () => {
    withoutCall();
    rmSync(join(folder, ".git"), { recursive: true });
    expect((await lint("--fix", "charts/parrot")).stderr).toBe("fixed: 1 problem\n");
    expect(text(chart)).toContain("version: 0.0.3\n");
  });

  test("is left to the user where it does not end in a number", async () => {
    withoutCall();
    write(chart, text(chart).replace("0.0.3", "0.0.3-beta"));
    await commit();
    expect((await lint("--fix", "charts/parrot")).stderr).toBe(
      `fixed: 1 problem\nnote: its version is yours to raise: ${chart} has no version that ends in a number\n`,
    );
  });
});

describe("suppressions", () => {
  const file = ".bump-envoy-suppressions.json";

  test("leave out what is known, but not more of it", async () => {
    setLatest();
    expect((await lint("--suppress-all")).exitCode).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, file), "utf8"))).toEqual({
      [values]: { "image-version": { count: 1 } },
    });
    const known = await lint();
    expect(known).toMatchObject({ exitCode: 0, stdout: "" });
    expect(known.stderr).toContain("1 problem suppressed");
    rmSync(join(folder, link));
    expect((await findings()).lines).toEqual([expect.stringMatching(/^helpers-link error /)]);
  });

  test("of one rule", async () => {
    setLatest();
    rmSync(join(folder, link));
    await lint("--suppress-rule", "helpers-link");
    expect((await findings()).lines).toEqual([latest]);
  });

  test("that are not needed any more are told, and pruned on demand", async () => {
    setLatest();
    await lint("--suppress-all");
    write(values, "tls: { enabled: true }\n");
    expect((await lint()).stderr).toContain("--prune-suppressions");
    expect((await lint("--prune-suppressions")).stderr).toBe("");
    expect(readFileSync(join(folder, file), "utf8")).toBe("{}\n");
  });

  test("that are none are an error with its place", async () => {
    write(file, "[1]");
    expect(await lint()).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`${file}: these are no suppressions`),
    });
  });
});

test("writes what is found to a file, without colour", async () => {
  setLatest();
  const { stdout, exitCode } = await lint("--format", "sarif", "-o", "out/report.sarif", "--color");
  expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 1 });
  expect(JSON.parse(readFileSync(join(folder, "out/report.sarif"), "utf8")).runs[0].results).toHaveLength(1);
});

test("adds to the summary of a GitHub job", async () => {
  setLatest();
  const summary = join(folder, "summary.md");
  const { stdout } = await execa(process.execPath, [cliPath, "lint", "-f", "github", "--no-cache"], {
    cwd: folder,
    reject: false,
    env: { GITHUB_STEP_SUMMARY: summary, NO_COLOR: "1" },
  });
  expect(stdout).toMatch(
    /^::error file=helmfile\.d\/services\/codfw\/heron\/values\.yaml,line=3,col=18,title=image-version::/,
  );
  expect(readFileSync(summary, "utf8")).toContain("1 errors, 0 warnings");
});

const cliPath = new URL("../../dist/cli.js", import.meta.url).pathname;

describe("rules", () => {
  test("are listed with their severities, and each has its page", async () => {
    const { stdout } = await runCli(folder, "rules");
    const names = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ", 1)[0] as string);
    expect(names).toContain("image-version");
    for (const name of names) {
      expect((await runCli(folder, "rules", name)).stdout).toContain(`# ${name}\n`);
    }
  });

  test("as JSON", async () => {
    const { rules } = JSON.parse((await runCli(folder, "rules", "image-version", "--format", "json")).stdout);
    expect(rules).toEqual([expect.objectContaining({ name: "image-version", severity: "error" })]);
  });

  test("one that is none is misuse", async () => {
    expect(await runCli(folder, "rules", "image-versoin")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("did you mean image-version?"),
    });
  });
});

test("the cache changes nothing but the time it takes", async () => {
  setLatest();
  const cache = join(folder, ".cache");
  const run = () => runCli(folder, "lint", "-f", "json", "--cache-location", cache);
  const first = await run();
  expect(existsSync(cache)).toBe(true);
  expect(await run()).toEqual(first);
});
