import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";
import { isMainThread } from "node:worker_threads";
import { type CacheFile, cacheFile, defaultCacheFolder } from "./render/cache/cache-file.ts";

/** What the chunk that comes first exports: the parts of the program by name, each of which runs when it is loaded. */
interface Program {
  readonly parts: Readonly<Record<string, () => Promise<unknown>>>;
}

type Wrapper = (exports: object, require: (name: string) => unknown, filename: string, dirname: string) => void;

/** A chunk that was loaded. */
interface Chunk {
  readonly script: Script;
  readonly exports: object;
}

/** What comes first in the cache, as JSON; behind it lies what V8 has compiled of the chunks. */
interface CacheIndex {
  /** The processor time of the run that has written it, in microseconds. */
  readonly time: number;
  readonly chunks: readonly (readonly [name: string, size: number])[];
}

/**
 * How V8 is to work in all threads, until there is much to do: see `tune-engine.ts`. A cache is only good for the flags that
 * it was made with, so that they come first.
 */
const flags = [
  // What is called some thousand times is worth compiling for speed in a server. Most runs end before that has paid.
  "--interrupt-budget=3000000",
  // They end before it pays to clean up, too.
  "--heap-growing-percent=400",
  // What has not run for a while would be thrown away, and then lack in the cache: above all the chunks as a whole.
  "--no-flush-bytecode",
];
/** In bytes: that of the length of the index. */
const lengthSize = 4;
/** A run that took so many times longer than the one that has written the cache has used more of the program. */
const longer = 3;
/** What runs without the name of a command. */
const defaultCommand = "bump";

/** The folder of this file and of the chunks. */
const folder = fileURLToPath(new URL(".", import.meta.url));
const program = "./program.cjs";

/**
 * Runs a part of the program, which is chunks beside this file, each loaded when it is needed. V8 compiles a function when it
 * is first called; what earlier runs of the same command have compiled is taken from the user's cache folder, where there is
 * something that fits. Like Node's own compile cache it knows nothing of repositories; `NODE_DISABLE_COMPILE_CACHE` turns it
 * off, and `--no-cache` adds nothing.
 *
 * @param name - of the part
 */
export function launch(name: string): void {
  if (isMainThread) setFlags();
  const cache = openCache();
  const { time, compiled } = readCache(cache);
  const chunks = new Map<string, Chunk>();
  const load = loader(compiled, chunks);
  const { parts } = load(program) as Program;
  // What V8 does not take of this one, it takes of none: it was made with other flags.
  if (chunks.get(program)?.script.cachedDataRejected) compiled.clear();

  if (cache && isMainThread && !process.argv.includes("--no-cache")) {
    process.once("exit", () => {
      const { user } = process.cpuUsage();
      const areKnown = [...chunks.keys()].every((chunk) => compiled.has(chunk));
      if (areKnown && user < time * longer) return;
      // Who has much to do may have changed them.
      setFlags();
      for (const [chunk, { script }] of chunks) compiled.set(chunk, script.createCachedData());
      writeCache(cache, user, compiled);
    });
  }
  void parts[name]?.();
}

function setFlags(): void {
  for (const flag of flags) setFlagsFromString(flag);
}

/**
 * What chunks have as `require`: it loads other chunks once, and from elsewhere what does not begin with a dot.
 *
 * @param compiled - what V8 has compiled of chunks before, by name
 * @param chunks - is told of what is loaded
 */
function loader(compiled: ReadonlyMap<string, Buffer>, chunks: Map<string, Chunk>): (name: string) => unknown {
  const require = createRequire(import.meta.url);
  return function load(name) {
    if (!name.startsWith("./")) return require(name);
    const loaded = chunks.get(name);
    if (loaded) return loaded.exports;
    const path = join(folder, name);
    const cachedData = compiled.get(name);
    const source = `(function (exports, require, __filename, __dirname) {${textOf(path)}\n})`;
    const script = new Script(source, { filename: path, ...(cachedData && { cachedData }) });
    const exports = {};
    chunks.set(name, { script, exports });
    const run = script.runInThisContext() as Wrapper;
    run(exports, load, path, folder);
    return exports;
  };
}

/** All of a chunk is ASCII, see the configuration of the bundler: V8 takes such a text as it is. */
function textOf(path: string): string {
  return readFileSync(path, "latin1");
}

/** The names of chunks say what is in them, and the first one has those of all others: it tells programs apart. */
function openCache(): CacheFile | undefined {
  const { NODE_DISABLE_COMPILE_CACHE: isDisabled } = process.env;
  if (isDisabled) return undefined;
  const path = join(folder, program);
  const digest = createHash("sha1").update(textOf(path)).digest("hex");
  const kind = `bump-envoy code ${process.version} ${process.arch} ${digest}`;
  return cacheFile(defaultCacheFolder(process.env, homedir()), `${path} ${command()}`, "code", kind);
}

function readCache(cache: CacheFile | undefined): { readonly time: number; readonly compiled: Map<string, Buffer> } {
  const compiled = new Map<string, Buffer>();
  const content = cache?.read();
  if (content === undefined) return { time: 0, compiled };
  let at = lengthSize + content.readUInt32LE();
  const { time, chunks } = JSON.parse(content.toString("latin1", lengthSize, at)) as CacheIndex;
  for (const [name, size] of chunks) {
    compiled.set(name, content.subarray(at, at + size));
    at += size;
  }
  return { time, compiled };
}

function writeCache(cache: CacheFile, time: number, compiled: ReadonlyMap<string, Buffer>): void {
  const chunks = [...compiled].map(([name, { length }]) => [name, length] as const);
  const index = Buffer.from(JSON.stringify({ time, chunks } satisfies CacheIndex), "latin1");
  const length = Buffer.alloc(lengthSize);
  length.writeUInt32LE(index.length);
  cache.write([length, index, ...compiled.values()]);
}

/** The command of this run. Threads are given the same arguments. */
function command(): string {
  const [, , first = ""] = process.argv;
  return /^[a-z][a-z-]*$/.test(first) ? first : defaultCommand;
}
