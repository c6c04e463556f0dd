#!/usr/bin/env node
// Adds entries to the changelog of an image as people did by hand: for each commit that adds one, the changelog before it,
// the version, the text, the author and the date of the entry are given to `bump-envoy image`, and what it writes is compared
// with the commit byte for byte.
//
//   npm run build && node scripts/replay-changelog.mjs GIT_DIR [FOLDER] [--all] [--last N]
//
// GIT_DIR is that of production-images, FOLDER an image's (images/envoy). Counted are entries whose upstream version differs
// from that before; with --all, every entry that was not made by a robot. Exit code 1 where one differs.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: "boolean", default: false }, last: { type: "string", default: "1000" } },
});
const [gitDir, folder = "images/envoy"] = positionals;
if (gitDir === undefined) throw new Error("usage: replay-changelog.mjs GIT_DIR [FOLDER] [--all] [--last N]");
const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const file = `${folder}/changelog`;
const git = (...args) =>
  execFileSync("git", ["--git-dir", gitDir, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
const show = (revision) => {
  try {
    return git("show", `${revision}:${file}`);
  } catch {
    return "";
  }
};
const upstream = (version) => version.replace(/-.*$/, "");
const header = /^\S+ \((\S+)\)/;

const scratch = mkdtempSync(join(tmpdir(), "bump-envoy-replay-"));
let [same, different] = [0, 0];
try {
  mkdirSync(join(scratch, ".git"));
  mkdirSync(join(scratch, folder), { recursive: true });
  for (const revision of git("log", "--no-merges", "--format=%H", "--", file).split("\n").filter(Boolean)) {
    const [before, after] = [show(`${revision}^`), show(revision)];
    if (before === "" || !after.endsWith(before)) continue;
    const entry = after.slice(0, after.length - before.length);
    const [, version] = header.exec(entry) ?? [];
    const [, previous] = header.exec(before) ?? [];
    const [, name, email, date] = /^ -- (.*) <(.*)> {2}(.*)$/m.exec(entry) ?? [];
    if (version === undefined || previous === undefined || name === "Image build Bot") continue;
    if (!values.all && upstream(version) === upstream(previous)) continue;

    const changes = /^ {2}\* ([\s\S]*?)\n\n? --/m.exec(entry)?.[1] ?? "";
    const texts = changes.split("\n  * ").map((text) => text.replace(/\n {4}/g, " "));
    writeFileSync(join(scratch, file), before);
    const run = spawnSync(
      process.execPath,
      [cli, "image", version, "--dir", folder, "-b", "--date", date ?? "", ...texts.flatMap((text) => ["-m", text])],
      {
        cwd: scratch,
        encoding: "utf8",
        env: { PATH: process.env.PATH, DEBFULLNAME: name, DEBEMAIL: email },
      },
    );
    const isSame = readFileSync(join(scratch, file), "utf8") === after;
    console.log(`${isSame ? "same     " : "different"} ${revision.slice(0, 8)} ${version}  ${JSON.stringify(texts)}`);
    if (!isSame) console.log(run.stderr.replace(/^/gm, "    ") || `    ${JSON.stringify(entry)}`);
    if (isSame) same++;
    else different++;
    if (same + different === Number(values.last)) break;
  }
} finally {
  rmSync(scratch, { recursive: true });
}
console.log(`${same} of ${same + different} entries are reproduced`);
process.exitCode = different > 0 ? 1 : 0;
