import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { readSource } from "../edit/read-source.ts";
import { type FileChange, writeFiles } from "../edit/write-files.ts";
import { UserError } from "../errors.ts";
import { GitIgnore } from "../repository/git-ignore.ts";
import { isWithin } from "../repository/is-within.ts";

/** A file that stands in for one of the deployment host, before and after. */
export interface Fixture extends FileChange {
  readonly before: string | undefined;
  readonly after: string;
  /** Whether git ignores it; others would be committed by accident. */
  readonly isIgnored: boolean;
}

/**
 * Compares fixtures with what lies in a repository.
 *
 * @param root - the root of the repository, links resolved
 * @param texts - the texts by path, relative to the root
 * @throws UserError `write-failed` where a link leads out of the repository
 */
export function planFixtures(root: string, texts: ReadonlyMap<string, string>): Fixture[] {
  const ignored = new GitIgnore(root);
  return [...texts].map(([name, after]) => {
    const path = resolveWithin(root, name);
    const before = existsSync(path) ? readSource(path, name) : undefined;
    return { path, name, before, after, isIgnored: ignored.isIgnored(name) };
  });
}

/**
 * Writes those that change, all or none; throws as `writeFiles` does.
 *
 * @param root - the root of the repository, links resolved
 */
export function writeFixtures(root: string, fixtures: readonly Fixture[]): void {
  writeFiles(
    root,
    fixtures.filter(({ before, after }) => before !== after),
  );
}

function resolveWithin(root: string, name: string): string {
  const wanted = join(root, name);
  const existing = [wanted, dirname(wanted)].find((path) => existsSync(path));
  const path = existing === undefined ? wanted : realpathSync(existing) + wanted.slice(existing.length);
  if (isWithin(path, root)) return path;
  throw new UserError("write-failed", "the file is a link that leads out of the repository", {
    place: { file: name },
    remedy: "no file was changed; remove the link",
  });
}
