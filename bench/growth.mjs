// Times bump-envoy on repositories of growing size (see growth-repository.mjs), without a cache and with one, and prints the
// peak memory of the process with its threads:
//   npm run bench:growth -- [SERVICES...]
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeRepository } from "./growth-repository.mjs";

const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 1000, 10_000];
const time = "/usr/bin/time";
if (!existsSync(time)) throw new Error("GNU time is needed: it measures the peak memory");

console.log("services | run | seconds | of the processors | milliseconds a service | peak memory in MiB");
for (const services of sizes) {
  const scratch = mkdtempSync(join(tmpdir(), "bump-envoy-bench-"));
  try {
    const root = join(scratch, "repository");
    writeRepository(root, services);
    for (const run of ["cold", "warm"]) {
      const { seconds, cpu, memory } = measure(root, join(scratch, "cache"));
      const perService = ((seconds * 1000) / services).toFixed(2);
      console.log([services, run, seconds.toFixed(2), cpu.toFixed(2), perService, memory.toFixed(0)].join(" | "));
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function measure(root, cache) {
  const args = ["1.30.0-1", "-C", root, "--check", "--quiet", "--cache-location", cache];
  const command = ["--format=%e %U %S %M", process.execPath, cli, ...args];
  const { stderr, status } = spawnSync(time, command, { encoding: "utf8", maxBuffer: 1 << 28 });
  // 1: there is something to change, of course.
  if (status !== 1) throw new Error(`bump-envoy ended with ${status}:\n${stderr}`);
  const [seconds, user, system, kilobytes] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
  return { seconds, cpu: user + system, memory: kilobytes / 1024 };
}
