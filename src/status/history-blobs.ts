import { streamGit } from "../git/stream-git.ts";
import { Allowance, defaultUnits } from "../govalue/allowance.ts";
import { GoError } from "../govalue/function.ts";
import type { GoMap } from "../govalue/value.ts";
import { unmarshal } from "../goyaml/index.ts";
import { type KeyPath, textOfScalar, valueAt } from "../provenance/values-tree.ts";
import type { HistoryPoint } from "./history.ts";
import { type FileState, type FollowedFile, noPlainFile } from "./history-log.ts";

/** Longer files are no values files that people write. */
const longest = 1024 * 1024;

/** What a text says: values by key path; `undefined` where it cannot be read. */
type Said = ReadonlyMap<string, string | undefined> | undefined;

/**
 * Reads what followed files have said, with one `git cat-file`. Texts that files share are read once, and nothing is
 * fetched from where a partial clone came from.
 *
 * @param keys - for each file the keys to look up
 * @returns the changes of what a file says of a key, oldest first; none where it never gave a value
 */
export async function fileValues(
  root: string,
  files: readonly FollowedFile[],
  keys: ReadonlyMap<string, readonly KeyPath[]>,
): Promise<(file: string, path: KeyPath) => HistoryPoint[]> {
  const keysOfBlob = new Map<string, Map<string, KeyPath>>();
  for (const { file, states } of files) {
    for (const { blob } of states) {
      if (blob === undefined || blob === noPlainFile) continue;
      const wanted = keysOfBlob.get(blob) ?? new Map<string, KeyPath>();
      for (const path of keys.get(file) ?? []) wanted.set(JSON.stringify(path), path);
      keysOfBlob.set(blob, wanted);
    }
  }
  const said = new Map<string, Said>();
  for await (const [blob, text] of textsOf(root, [...keysOfBlob.keys()])) {
    said.set(blob, text === undefined ? undefined : read(text, keysOfBlob.get(blob) ?? new Map()));
  }
  const statesOf = new Map(files.map(({ file, states }) => [file, states]));
  return (file, path) => pointsOf(statesOf.get(file) ?? [], said, JSON.stringify(path));
}

function pointsOf(states: readonly FileState[], said: ReadonlyMap<string, Said>, key: string): HistoryPoint[] {
  const points: HistoryPoint[] = [];
  for (const { commit, file, blob } of states) {
    const values = blob === undefined ? undefined : said.get(blob);
    const value = values?.get(key);
    const gap =
      value !== undefined
        ? undefined
        : blob === undefined
          ? "no-file"
          : values === undefined
            ? "unreadable"
            : "not-set";
    const last = points.at(-1);
    // Before the first value there is nothing to tell.
    if (last === undefined ? value === undefined : last.value === value && last.gap === gap) continue;
    points.push({ commit, file, value, gap });
  }
  return points;
}

function read(text: string, paths: ReadonlyMap<string, KeyPath>): Said {
  // Most texts of a folder have none of the keys, and reading one takes time.
  const named = [...paths].filter(([, path]) => path.every((key) => typeof key === "number" || text.includes(key)));
  if (named.length === 0) return new Map();
  try {
    const values = new Allowance(defaultUnits).run(() => unmarshal(text));
    if (!(values instanceof Map)) return new Map();
    return new Map(named.map(([key, path]) => [key, textOfScalar(valueAt(values as GoMap, path))]));
  } catch (error) {
    if (error instanceof GoError) return undefined;
    throw error;
  }
}

/** The texts of objects; `undefined` for those that are too long, or not in this clone. */
async function* textsOf(
  root: string,
  blobs: readonly string[],
): AsyncGenerator<[blob: string, text: string | undefined]> {
  if (blobs.length === 0) return;
  const input = blobs.map((blob) => `${blob}\n`).join("");
  const environment = { GIT_NO_LAZY_FETCH: "1" };
  const git = streamGit(root, ["cat-file", "--batch"], { input, environment });
  const reader = new ByteReader(git);
  for (const blob of blobs) {
    const head = await reader.line();
    const [, size] = /^\w+ blob (\d+)$/.exec(head) ?? [];
    if (size === undefined) {
      yield [blob, undefined];
      continue;
    }
    const bytes = await reader.bytes(Number(size) + 1);
    yield [blob, Number(size) > longest ? undefined : bytes.toString("utf8", 0, Number(size))];
  }
  // How git ended shows at the end of what it says.
  await git.next();
}

/** Reads lines and blocks off a stream. */
class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** Up to a line break, without it. */
  async line(): Promise<string> {
    let end = this.#rest.indexOf(10);
    while (end < 0 && (await this.#more())) end = this.#rest.indexOf(10);
    return this.#take(end + 1).toString("utf8", 0, end);
  }

  async bytes(count: number): Promise<Buffer> {
    while (this.#rest.length < count && (await this.#more()));
    return this.#take(count);
  }

  #take(count: number): Buffer {
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#chunks.next();
    if (done) return false;
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value]);
    return true;
  }
}
