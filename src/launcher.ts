import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";
import { isMainThread } from "node:worker_threads";
import { type CacheFile, cacheFile, defaultCacheFolder } from "./render/cache/cache-file.ts";

/** What the program exports: its parts by name, each of which runs when it is loaded. */
interface Program {
  readonly parts: Readonly<Record<string, () => Promise<unknown>>>;
}

type Wrapper = (exports: Partial<Program>, require: NodeJS.Require, filename: string, dirname: string) => void;

/** How V8 is to work in all threads. A cache is only good for the flags that it was made with, so that they come first. */
const flags = [
  // What is called a few thousand times is worth compiling for a server. Here most of that takes longer than it saves.
  "--interrupt-budget=500000",
  // Most runs end before it pays to clean up; one that has much to do sets it lower, see `heap.ts`.
  "--heap-growing-percent=400",
  // What has not run for a while would be thrown away, and then lack in the cache: above all the program as a whole.
  "--no-flush-bytecode",
];
/** What comes first in the cache: the processor time of the run that has made it, in seconds, as a double. */
const headSize = 8;
/** A run that took so many times longer than the one that made the cache has used more of the program. */
const longer = 3;
/** What runs without the name of a command. */
const defaultCommand = "bump";

/**
 * Runs a part of the program, which is one file beside this one. V8 compiles a function when it is first called; what an
 * earlier run of the same command has compiled is taken from the user's cache folder, where there is something that fits.
 * Like Node's own compile cache it knows nothing of repositories; `NODE_DISABLE_COMPILE_CACHE` turns it off, and
 * `--no-cache` adds nothing.
 *
 * @param name - of the part
 */
export function launch(name: string): void {
  if (isMainThread) for (const flag of flags) setFlagsFromString(flag);
  const path = fileURLToPath(new URL("./program.cjs", import.meta.url));
  const cache = openCache(path);
  const cached = cache?.read();
  const cachedData = cached?.subarray(headSize);
  // All of it is ASCII, see the configuration of the bundler: V8 takes such a text as it is.
  const source = `(function (exports, require, __filename, __dirname) {${readFileSync(path, "latin1")}\n})`;
  const script = new Script(source, { filename: path, ...(cachedData && { cachedData }) });
  const program: Partial<Program> = {};
  const run = script.runInThisContext() as Wrapper;
  run(program, createRequire(import.meta.url), path, dirname(path));

  const isKept = isMainThread && !process.argv.includes("--no-cache");
  const before = cached && !script.cachedDataRejected ? cached.readDoubleLE() : 0;
  if (cache && isKept) {
    process.once("exit", () => {
      const { user } = process.cpuUsage();
      if (user < before * longer * 1e6) return;
      const head = Buffer.alloc(headSize);
      head.writeDoubleLE(user / 1e6);
      cache.write([head, script.createCachedData()]);
    });
  }
  void (program as Program).parts[name]?.();
}

function openCache(path: string): CacheFile | undefined {
  const { NODE_DISABLE_COMPILE_CACHE: isDisabled } = process.env;
  if (isDisabled) return undefined;
  const { mtimeMs, size } = statSync(path);
  const kind = `bump-envoy code ${process.version} ${process.arch} ${mtimeMs} ${size}`;
  return cacheFile(defaultCacheFolder(process.env, homedir()), `${path} ${command()}`, "code", kind);
}

/** The command of this run. Threads are given the same arguments. */
function command(): string {
  const [, , first = ""] = process.argv;
  return /^[a-z][a-z-]*$/.test(first) ? first : defaultCommand;
}
