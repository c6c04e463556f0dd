// The main job on a small repository: copies fixtures/repository-2020 to a scratch folder, bumps it, prints the diff.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "bump-envoy-demo-"));
const run = (command, ...args) => execFileSync(command, args, { cwd: scratch, stdio: "inherit" });

try {
  cpSync(join(root, "fixtures", "repository-2020"), scratch, { recursive: true, verbatimSymlinks: true });
  run("git", "init", "--quiet", ".");
  run("git", "add", "--all");
  run(process.execPath, join(root, "dist", "cli.js"), process.argv[2] ?? "1.15.0-1");
  run("git", "--no-pager", "diff");
} finally {
  rmSync(scratch, { recursive: true });
}
