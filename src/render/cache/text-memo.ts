import { createHash } from "node:crypto";
import type { TextMemo } from "../../repository/text-memo.ts";
import { cacheFile } from "./cache-file.ts";
import { codeVersion } from "./code-version.ts";

/** To be raised when files are laid out otherwise. */
const format = 1;
/** In how many savings a result may be unused: that of another branch is not outdated. */
const maxAge = 32;
/** How many results to keep, those that were used last. */
const maxResults = 100_000;

export interface TextMemoOptions {
  /** Where the cache files lie. */
  readonly folder: string;
  /** The real path of the repository. */
  readonly root: string;
}

/** A memo that outlives the process. */
export interface StoredTextMemo extends TextMemo {
  /** Writes it, where there is something new. That it cannot be written is no failure. */
  save(): void;
}

interface Row {
  readonly value: unknown;
  usedIn: number;
}

interface Stored {
  readonly root: string;
  readonly savings: number;
  readonly rows: readonly (readonly [key: string, usedIn: number, value: unknown])[];
}

/** Opens the memo of a repository; it is empty where there is none that can be used. */
export function openTextMemo({ folder, root }: TextMemoOptions): StoredTextMemo {
  const file = cacheFile(folder, root, "texts", `bump-envoy texts ${format} ${codeVersion()}`);
  const stored = read(file.read(), root);
  const savings = (stored?.savings ?? 0) + 1;
  const rows = new Map<string, Row>();
  for (const [key, usedIn, value] of stored?.rows ?? []) rows.set(key, { usedIn, value });
  let hasChanged = false;

  return {
    async get<T>(kind: string, text: string, make: () => Promise<T>): Promise<T> {
      const key = createHash("sha1").update(`${kind}\0${text}`).digest("base64");
      let row = rows.get(key);
      if (row === undefined) {
        row = { value: await make(), usedIn: savings };
        rows.set(key, row);
        hasChanged = true;
      }
      row.usedIn = savings;
      return row.value as T;
    },
    save() {
      if (!hasChanged) return;
      const kept = [...rows]
        .filter(([, { usedIn }]) => usedIn > savings - maxAge)
        .sort(([, a], [, b]) => b.usedIn - a.usedIn)
        .slice(0, maxResults)
        .map(([key, { usedIn, value }]) => [key, usedIn, value] as const);
      file.write([Buffer.from(JSON.stringify({ root, savings, rows: kept } satisfies Stored))]);
      hasChanged = false;
    },
  };
}

function read(content: Buffer | undefined, root: string): Stored | undefined {
  if (content === undefined) return undefined;
  const stored = JSON.parse(content.toString()) as Stored;
  return stored.root === root ? stored : undefined;
}
