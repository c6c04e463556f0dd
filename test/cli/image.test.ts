import { chmodSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { fixture, makeTree, type Tree, temporaryFolder } from "../helpers.ts";
import { changedFiles, cli, commitAll } from "./run.ts";

const changelog = readFileSync(fixture("changelog/changelog"), "utf8");
const date = "Thu, 12 Mar 2026 12:28:37 -0700";
const author = { DEBFULLNAME: "Robin Finch", DEBEMAIL: "robin@example.org" };

function entry(version: string, text: string): string {
  return `envoy (${version}) wikimedia; urgency=medium\n\n  * ${text}\n\n -- Robin Finch <robin@example.org>  ${date}\n\n`;
}

async function checkout(tree: Tree = { "images/envoy/changelog": changelog }): Promise<string> {
  const folder = makeTree(tree);
  await commitAll(folder);
  return folder;
}

/** Runs the command with nothing in the environment but what is given. */
async function run(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = author) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [cli, "image", ...args], {
    cwd,
    reject: false,
    stripFinalNewline: false,
    extendEnv: false,
    env: {
      ...{ PATH: process.env["PATH"], HOME: temporaryFolder(), NODE_DISABLE_COMPILE_CACHE: "1" },
      ...{ GIT_CONFIG_NOSYSTEM: "1", TZ: "UTC" },
      ...env,
    },
  });
  return { exitCode, stdout, stderr };
}

function read(folder: string): string {
  return readFileSync(join(folder, "images/envoy/changelog"), "utf8");
}

test.each([
  ["1.16.0", [], "1.16.0-1", "New upstream version v1.16.0"],
  ["1.16.0", ["-m", "New upstream version 1.16.0."], "1.16.0-1", "New upstream version 1.16.0."],
  ["1.16.0-1", [], "1.16.0-1", "New upstream version v1.16.0"],
  ["1.16.0-2", ["-m", "Drain", "-m", "Bug: T1"], "1.16.0-2", "Drain\n  * Bug: T1"],
  ["1.15.0-3", ["-m", "Drain", "--force-bad-version"], "1.15.0-3", "Drain"],
  ["1.16.0", ["-m", "Typed in an editor. "], "1.16.0-1", "Typed in an editor. "],
])("%s %j: one entry before all others", async (version, args, imageVersion, text) => {
  const folder = await checkout();
  expect(await run(folder, [version, "--date", date, ...args])).toEqual({
    exitCode: 0,
    stdout: `images/envoy/changelog  envoy ${imageVersion}\n`,
    stderr: `envoy ${imageVersion} after 1.15.0-2-20210103, by Robin Finch <robin@example.org>\n`,
  });
  expect(read(folder)).toBe(entry(imageVersion, text) + changelog);
});

test("a dry run prints a diff that git applies, and writes nothing", async () => {
  const folder = await checkout();
  const { exitCode, stdout, stderr } = await run(folder, ["1.16.0", "--date", date, "--dry-run"]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: "envoy 1.16.0-1 after 1.15.0-2-20210103, by Robin Finch <robin@example.org> (dry run)\n",
  });
  expect(await changedFiles(folder)).toEqual([]);
  await execa("git", ["apply"], { cwd: folder, input: stdout });
  expect(read(folder)).toBe(entry("1.16.0-1", "New upstream version v1.16.0") + changelog);
});

test("as JSON", async () => {
  const folder = await checkout({ "images/other/changelog": changelog });
  const args = ["1.16.0", "--dir", "images/other", "--date", "2026-03-12T12:28:37-07:00", "-f", "json"];
  const { exitCode, stdout, stderr } = await run(folder, args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const { diff, ...rest } = JSON.parse(stdout);
  expect(rest).toEqual({
    mode: "write",
    path: "images/other/changelog",
    image: "envoy",
    version: "1.16.0-1",
    previous: "1.15.0-2-20210103",
    author: { name: "Robin Finch", email: "robin@example.org" },
    date,
    entry: entry("1.16.0-1", "New upstream version v1.16.0"),
  });
  expect(diff).toContain("@@ -1,3 +1,9 @@\n+envoy (1.16.0-1) wikimedia; urgency=medium\n");
});

test("without a date it is now, in the time zone of the process", async () => {
  const folder = await checkout();
  const before = Math.floor(Date.now() / 1000) * 1000;
  await run(folder, ["1.16.0"], { ...author, TZ: "Asia/Kolkata" });
  const [, shown = ""] = /> {2}(\w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0530)\n/.exec(read(folder)) ?? [];
  expect(Date.parse(shown)).toBeGreaterThanOrEqual(before);
  expect(Date.parse(shown)).toBeLessThanOrEqual(Date.now());
});

test.each([
  ["its configuration", {}, "Heron Grey <heron@example.org>"],
  ["its environment", { GIT_AUTHOR_NAME: "Grey", GIT_AUTHOR_EMAIL: "g@example.org" }, "Grey <g@example.org>"],
  ["what the environment leaves open", { DEBEMAIL: "other@example.org" }, "Heron Grey <other@example.org>"],
])("git says who it is: %s", async (_, env, expected) => {
  const folder = await checkout();
  await execa("git", ["config", "user.name", "Heron Grey"], { cwd: folder });
  await execa("git", ["config", "user.email", "heron@example.org"], { cwd: folder });
  expect(await run(folder, ["1.16.0"], env)).toMatchObject({ exitCode: 0 });
  expect(read(folder)).toContain(`\n -- ${expected}  `);
});

test("below another folder, and through a link", async () => {
  const folder = await checkout();
  symlinkSync("images/envoy", join(folder, "link"));
  expect(await run(join(folder, "images"), ["1.16.0", "--dir", "../link", "--date", date])).toMatchObject({
    exitCode: 0,
    stdout: "envoy/changelog  envoy 1.16.0-1\n",
  });
  expect(read(folder)).toBe(entry("1.16.0-1", "New upstream version v1.16.0") + changelog);
});

test.each<[string, string[], NodeJS.ProcessEnv, string]>([
  [
    "a version that is the newest already",
    ["1.15.0-2-20210103", "-m", "x", "-b"],
    author,
    "error: images/envoy/changelog:1:1: 1.15.0-2-20210103 is not newer than 1.15.0-2-20210103, as Debian orders them\n" +
      "  name a version that is\n",
  ],
  [
    "an older version",
    ["1.15.0"],
    author,
    "error: images/envoy/changelog:1:1: 1.15.0-1 is not newer than 1.15.0-2-20210103, as Debian orders them\n" +
      "  name a version that is, or use --force-bad-version\n",
  ],
  [
    "a leading v",
    ["v1.16.0"],
    author,
    'error: "v1.16.0" starts with a v, which image versions do not\n  did you mean 1.16.0?\n',
  ],
  [
    "a version that is none",
    ["1.16.0~rc1"],
    author,
    'error: "1.16.0~rc1" cannot be the version of an image\n' +
      "  a version is a digit, then letters, digits, dots and dashes, such as 1.15.0 or 1.15.0-2\n",
  ],
  [
    "a new revision without a message",
    ["1.16.0-2"],
    author,
    "error: nothing says what changes with 1.16.0-2\n" +
      "  say it with --message TEXT; only the first image of a new version needs none\n",
  ],
  [
    "an empty message",
    ["1.16.0", "-m", " "],
    author,
    "error: the message is empty\n  say with --message TEXT what changes\n",
  ],
  [
    "a message with control characters",
    ["1.16.0", "-m", "a\u001b[31m"],
    author,
    "error: the message holds control characters\n  leave them out\n",
  ],
  ...["31 Jun 2026 12:28:37 -0700", "Fri, 12 Mar 2026 12:28:37 -0700", "2026-03-12", "yesterday"].map(
    (text): [string, string[], NodeJS.ProcessEnv, string] => [
      `a date that is none: ${text}`,
      ["1.16.0", "--date", text],
      author,
      `error: "${text}" is no date\n  a date is "Thu, 12 Mar 2026 12:28:37 -0700" or 2026-03-12T12:28:37-07:00\n`,
    ],
  ),
  [
    "no author",
    ["1.16.0"],
    {},
    "error: nothing says who the entry is by\n" +
      "  set DEBFULLNAME and DEBEMAIL, or `git config user.name` and `git config user.email`\n",
  ],
  [
    "an author that would break the entry",
    ["1.16.0"],
    { DEBFULLNAME: "A <b>", DEBEMAIL: "a@example.org" },
    'error: "A <b> <a@example.org>" cannot be the author of an entry\n' +
      "  set DEBFULLNAME to a name and DEBEMAIL to an address\n",
  ],
])("%s: a clear message, exit code 2, nothing changed", async (_, args, env, message) => {
  const folder = await checkout();
  expect(await run(folder, args, env)).toEqual({ exitCode: 2, stdout: "", stderr: message });
  expect(await changedFiles(folder)).toEqual([]);
});

const remedy = "run it in a checkout of production-images (-C DIR), or name the folder of an image with --dir";
test.each<[string, Tree, string]>([
  ["no changelog", { "images/envoy/control": "" }, `images/envoy/changelog: there is no such changelog\n  ${remedy}`],
  [
    "something else",
    { "images/envoy/changelog": "\n# Changes\n" },
    "images/envoy/changelog:2:1: this is not the heading of an entry of a Debian changelog\n" +
      "  an entry begins with a line such as `envoy (1.15.0-1) wikimedia; urgency=medium`",
  ],
  [
    "an empty changelog",
    { "images/envoy/changelog": "" },
    "images/envoy/changelog:1:1: this is not the heading of an entry of a Debian changelog\n" +
      "  an entry begins with a line such as `envoy (1.15.0-1) wikimedia; urgency=medium`",
  ],
  [
    "an entry that is not released",
    { "images/envoy/changelog": changelog.replace("wikimedia", "UNRELEASED") },
    "images/envoy/changelog:1:1: the entry of 1.15.0-2-20210103 is not released: dch would add to it\n" +
      "  finish that entry first: give it a distribution in place of UNRELEASED",
  ],
])("%s: a clear message, exit code 2", async (_, tree, message) => {
  const folder = await checkout(tree);
  expect(await run(folder, ["1.16.0"])).toEqual({ exitCode: 2, stdout: "", stderr: `error: ${message}\n` });
  expect(await changedFiles(folder)).toEqual([]);
});

test("no folder of an image", async () => {
  const folder = await checkout({ "a.txt": "" });
  const message = `error: there is no folder ${join(folder, "images/envoy")}\n  ${remedy}\n`;
  expect(await run(folder, ["1.16.0"])).toEqual({ exitCode: 2, stdout: "", stderr: message });
});

test("a changelog that is not UTF-8", async () => {
  const folder = await checkout();
  writeFileSync(join(folder, "images/envoy/changelog"), Buffer.concat([Buffer.from(changelog), Buffer.from([0xff])]));
  const { exitCode, stderr } = await run(folder, ["1.16.0"]);
  expect(exitCode).toBe(2);
  expect(stderr).toBe("error: images/envoy/changelog:19:1: the file is not UTF-8\n  save it as UTF-8\n");
});

test("a read-only changelog stays", async () => {
  const folder = await checkout();
  chmodSync(join(folder, "images/envoy/changelog"), 0o444);
  const { exitCode, stderr } = await run(folder, ["1.16.0"]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("images/envoy/changelog: the file is read-only");
  expect(read(folder)).toBe(changelog);
});
