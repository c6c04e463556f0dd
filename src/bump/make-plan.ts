import { join } from "node:path";
import { EditError } from "../edit/edit-error.ts";
import { readSource } from "../edit/read-source.ts";
import { readValue } from "../edit/read-value.ts";
import { setValue, valueEdit } from "../edit/set-value.ts";
import { applyTextEdit, type TextEdit } from "../edit/text-edit.ts";
import { formatPlace } from "../errors.ts";
import { noMemo, type TextMemo } from "../repository/text-memo.ts";
import { type BumpPlan, describeService, type FileEdit, type Outcome } from "./plan.ts";
import type { ImageUser, RenderedSelection } from "./render-selection.ts";
import type { OwnFile, ValuesFiles } from "./values-files.ts";

export interface PlanRequest {
  readonly root: string;
  readonly version: string;
  /** The path of the key that holds the image's version. */
  readonly key: readonly string[];
  /** Whether to make a values file that a helmfile lists where there is none. */
  readonly create: boolean;
  /** What is known of the texts of values files. */
  readonly memo?: TextMemo | undefined;
}

/**
 * Decides for every release that runs the image which file gets the new version: of the service's own files that no
 * release outside the selection reads, the last in merge order that sets the key already, else the first.
 *
 * @throws UserError `file-unreadable`
 */
export function makePlan(selection: RenderedSelection, files: ValuesFiles, request: PlanRequest): BumpPlan {
  const readers = readersByFile(selection, files);
  const edits = new Map<string, FileEdit>();
  const releases = selection.users.map((user) => {
    const decision = decide(user, files, readers, request);
    if ("path" in decision) edits.set(decision.path, decision);
    const outcome: Outcome = "path" in decision ? { kind: "bumped", file: decision.path } : decision;
    return {
      helmfile: user.target.source,
      environment: user.target.environment,
      name: user.release.name,
      namespace: user.release.namespace,
      images: [...new Set(user.images.map(({ text }) => text))],
      outcome,
    };
  });
  const sorted = [...edits.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { edits: sorted, releases, failures: selection.failures };
}

/** Who reads a file without being selected, by the file's real path. */
function readersByFile({ bystanders }: RenderedSelection, files: ValuesFiles): Map<string, string> {
  const readers = new Map<string, string>();
  for (const { target, release } of bystanders) {
    const reader = `release ${release.name} of ${describeService(target.source, target.environment)}`;
    for (const source of release.values) {
      if (source.kind === "file") readers.set(files.realPath(source.path), reader);
    }
  }
  return readers;
}

function decide(
  { target, release, images }: ImageUser,
  files: ValuesFiles,
  readers: ReadonlyMap<string, string>,
  request: PlanRequest,
): FileEdit | Outcome {
  const pinned = images.find(({ digest }) => digest !== undefined);
  if (pinned) return skipped(`the digest in ${pinned.text} decides what runs`);
  if (images.every(({ tag }) => tag === request.version)) return { kind: "current" };

  const own = files.own(release.values, target.source.folder);
  const [first] = own;
  if (!first) return skipped(`its helmfile lists no values file of its own in ${target.source.folder}`);
  const free = own.filter(({ realPath }) => !readers.has(realPath));
  if (free.length === 0) {
    return skipped(`${first.path} is read by ${readers.get(first.realPath)} as well, which is not selected`);
  }

  const existing = free.filter(({ exists }) => exists);
  if (existing.length > 0) return changeFile(existing, request, images[0]?.text ?? "");
  const [missing] = free as [OwnFile];
  if (!request.create) return skipped(`there is no ${missing.path} to write to; --create makes it`);
  return { path: missing.realPath, before: undefined, after: setValue("", request.key, request.version) };
}

/**
 * The edit of the last of these files that sets the key already, else of the first.
 *
 * @param image - what runs, for the message
 */
function changeFile(files: readonly OwnFile[], request: PlanRequest, image: string): FileEdit | Outcome {
  const { root, key, version } = request;
  let file = files[0] as OwnFile;
  try {
    let chosen: { file: OwnFile; source: string } | undefined;
    for (file of files) {
      const source = readSource(join(root, file.realPath), file.path);
      if (!chosen || setsKey(source, request)) chosen = { file, source };
    }
    const { source: before } = chosen as { source: string };
    file = (chosen as { file: OwnFile }).file;
    const edit = findEdit(before, request);
    if (edit !== undefined) return { path: file.realPath, before, after: applyTextEdit(before, edit) };
    return skipped(`${file.path} sets ${key.join(".")} to ${version} already, and what runs is ${image}`);
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    return skipped(`${formatPlace({ file: file.path, line: error.line, column: error.column })}: ${error.message}`);
  }
}

/** @throws EditError */
function setsKey(source: string, { key, memo = noMemo }: PlanRequest): boolean {
  // Only in quotes can a key be written otherwise.
  if (!source.includes("\\") && !key.every((name) => source.includes(name))) return false;
  return memo.get(`sets ${JSON.stringify(key)}`, source, () => readValue(source, key) !== undefined);
}

/** @throws EditError */
function findEdit(source: string, { key, version, memo = noMemo }: PlanRequest): TextEdit | undefined {
  const found = memo.get(`edit ${JSON.stringify([key, version])}`, source, () => {
    try {
      return { edit: valueEdit(source, key, version) };
    } catch (error) {
      if (!(error instanceof EditError)) throw error;
      const { code, message, line, column } = error;
      return { problem: { code, message, line, column } };
    }
  });
  if (found.problem) throw new EditError(found.problem.code, found.problem.message, found.problem);
  return found.edit;
}

function skipped(reason: string): Outcome {
  return { kind: "skipped", reason };
}
