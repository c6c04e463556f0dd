import {
  cpSync,
  lstatSync,
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

/** What lies in a folder: every file and link, in the order of their paths. */
export function readTree(folder: string): Tree {
  const paths = (readdirSync(folder, { recursive: true }) as string[]).sort();
  const entries = paths.flatMap((path) => {
    const status = lstatSync(join(folder, path));
    if (status.isSymbolicLink()) return [[path, `-> ${readlinkSync(join(folder, path))}`]];
    return status.isFile() ? [[path, readFileSync(join(folder, path), "utf8")]] : [];
  });
  return Object.fromEntries(entries);
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
