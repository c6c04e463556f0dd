import { basename, dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { FileContent } from "../../edit/staged-file.ts";
import type { FileChange } from "../../edit/write-files.ts";
import { ifReadable } from "../../helm/chart/files.ts";
import type { RepositoryFiles } from "../../repository/files.ts";
import type { Changes } from "./apply-edits.ts";

/**
 * What is to be written, and what must still be there then.
 *
 * @param files - the repository without the changes
 */
export function fileChanges(changes: Changes, files: RepositoryFiles): FileChange[] {
  return [...changes].flatMap(([name, after]): FileChange[] => {
    const file = join(files.root, name);
    const change = { path: join(realFolder(file, files), basename(file)), name, before: contentAt(file, files), after };
    return isDeepStrictEqual(change.before, after) ? [] : [change];
  });
}

function contentAt(file: string, files: RepositoryFiles): FileContent {
  return ifReadable(() =>
    files.stat(file).kind === "link" ? { link: files.readlink(file) } : Buffer.from(files.read(file)).toString(),
  );
}

/** The folder of a file with links resolved, as far as it is there. */
function realFolder(file: string, files: RepositoryFiles): string {
  const folder = dirname(file);
  return ifReadable(() => files.realpath(folder)) ?? join(realFolder(folder, files), basename(folder));
}
