import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Builds the pinned real tools where they are not there yet, and gives their folder. */
export function buildTools() {
  const script = join(dirname(dirname(fileURLToPath(import.meta.url))), "tools", "build.sh");
  const { status, stdout, error } = spawnSync(script, { stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) throw new Error(`${script} exited with status ${status}`);
  return stdout.trim();
}
