import { relative, resolve } from "node:path";
import { addEntry } from "../changelog/add-entry.ts";
import { entryDateOf, parseEntryDate } from "../changelog/entry-date.ts";
import { findAuthor } from "../changelog/find-author.ts";
import { writeFiles } from "../edit/write-files.ts";
import { UserError } from "../errors.ts";
import { isTag } from "../render/image-reference.ts";
import { type ImageRun, imageJson, printImageText } from "../report/image.ts";
import type { Terminal } from "../report/terminal.ts";
import { isWithin } from "../repository/is-within.ts";
import { findRoot } from "../repository/root.ts";
import { existingFolder } from "./existing.ts";

/** The options of `image`, as commander gives them. */
export interface ImageOptions {
  /** The folder of the image. */
  readonly dir: string;
  /** What changes; none: a new upstream version. */
  readonly message: readonly string[];
  readonly date?: string;
  /** Whether the version may be older than the newest, as dch calls it. */
  readonly forceBadVersion: boolean;
  readonly cwd: string;
  readonly dryRun: boolean;
  readonly format: "text" | "json";
}

/**
 * Adds an entry for a new version to the changelog of an image in a checkout of production-images.
 *
 * @param version - the version of what the image holds, or of the image with its revision
 * @returns the exit code
 * @throws UserError for misuse, a version that is not newer, and whatever keeps files from being written; then nothing has
 *   changed
 */
export async function image(version: string, options: ImageOptions, terminal: Terminal): Promise<number> {
  const cwd = existingFolder(resolve(options.cwd));
  const remedy = "run it in a checkout of production-images (-C DIR), or name the folder of an image with --dir";
  const folder = existingFolder(resolve(cwd, options.dir), remedy);
  const root = findRoot(folder);
  const imageVersion = withRevision(version);
  const changes = options.message.length > 0 ? options.message : [defaultMessage(imageVersion)];
  for (const change of changes) checkMessage(change);
  const date = options.date === undefined ? entryDateOf(new Date()) : parseEntryDate(options.date);
  const author = await findAuthor(process.env, folder);

  // git apply takes no names with `..`.
  const name = relative(isWithin(folder, cwd) ? cwd : root, folder);
  const entry = { version: imageVersion, changes, author, date, allowOlder: options.forceBadVersion };
  const added = addEntry(folder, name, entry);
  if (!options.dryRun) writeFiles(root, [added]);
  const run: ImageRun = { mode: options.dryRun ? "dry-run" : "write", version: imageVersion, author, date };
  if (options.format === "json") terminal.stdout.write(imageJson(added, run));
  else printImageText(added, run, terminal);
  return 0;
}

/** The version of an image: that of what it holds with a revision, the first one where none is given. */
function withRevision(version: string): string {
  if (/^v\d/.test(version)) {
    throw new UserError("usage", `${JSON.stringify(version)} starts with a v, which image versions do not`, {
      remedy: `did you mean ${version.slice(1)}?`,
    });
  }
  // What Debian and registries both take.
  if (!/^\d[A-Za-z\d.-]*$/.test(version) || /-$/.test(version) || !isTag(version)) {
    throw new UserError("usage", `${JSON.stringify(version)} cannot be the version of an image`, {
      remedy: "a version is a digit, then letters, digits, dots and dashes, such as 1.15.0 or 1.15.0-2",
    });
  }
  return version.includes("-") ? version : `${version}-1`;
}

function defaultMessage(version: string): string {
  const [, upstream] = /^([^-]+)-1$/.exec(version) ?? [];
  if (upstream !== undefined) return `New upstream version v${upstream}`;
  throw new UserError("usage", `nothing says what changes with ${version}`, {
    remedy: "say it with --message TEXT; only the first image of a new version needs none",
  });
}

function checkMessage(text: string): void {
  if (text.trim() === "") {
    throw new UserError("usage", "the message is empty", { remedy: "say with --message TEXT what changes" });
  }
  if (/(?![\t\n])\p{Cc}/u.test(text)) {
    throw new UserError("usage", "the message holds control characters", { remedy: "leave them out" });
  }
}
