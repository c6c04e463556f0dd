import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder, without links in its path, that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "bump-envoy-test-")));
  folders.push(folder);
  return folder;
}

/** What a tree holds by path: the text of a file, or where a link leads as `-> TARGET`. */
export type Tree = Readonly<Record<string, string>>;

/** Makes a tree in a folder, a new one unless it is given, and returns the folder. */
export function makeTree(tree: Tree, folder = temporaryFolder()): string {
  for (const [path, content] of Object.entries(tree)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    if (content.startsWith("-> ")) symlinkSync(content.slice(3), target);
    else writeFileSync(target, content);
  }
  return folder;
}

/** What lies in a folder: every file and link, in the order of their paths; links are not followed. */
export function readTree(folder: string): Tree {
  return Object.fromEntries(entriesOf(folder, "").sort(([a], [b]) => (a < b ? -1 : 1)));
}

function entriesOf(folder: string, prefix: string): [path: string, content: string][] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entriesOf(path, `${prefix}${entry.name}/`);
    return [[prefix + entry.name, entry.isSymbolicLink() ? `-> ${readlinkSync(path)}` : readFileSync(path, "utf8")]];
  });
}

/** The absolute path of a file or folder of `fixtures/`. */
export function fixture(path: string): string {
  return fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));
}

/** A temporary copy of a folder of `fixtures/`. */
export function copyOfFixture(path: string): string {
  const folder = join(temporaryFolder(), "copy");
  cpSync(fixture(path), folder, { recursive: true, verbatimSymlinks: true });
  return folder;
}

/** What a call throws, or the promise that it returns is rejected with. */
export async function errorOf(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}
