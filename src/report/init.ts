import { formatPlace } from "../errors.ts";
import type { CiKind } from "../init/ci-kinds.ts";
import type { Hint } from "../init/plan-ci.ts";
import type { PlannedChange, PlannedFile } from "../init/planned-file.ts";
import type { Terminal } from "./terminal.ts";
import { colorDiff, unifiedDiff } from "./unified-diff.ts";

/** What a run of `init` came to. */
export interface InitRun {
  /** `unconfirmed`: nobody was there to ask. */
  readonly mode: "write" | "dry-run" | "unconfirmed" | "declined";
  /** What the repository is made of. */
  readonly found: string;
  /** What runs the CI; `undefined`: nothing shows. */
  readonly ci: readonly CiKind[] | undefined;
  readonly files: readonly PlannedFile[];
  readonly hints: readonly Hint[];
}

/** The outcome as one JSON object. */
export function initJson({ mode, found, ci, files, hints }: InitRun): string {
  const document = {
    mode,
    found,
    ci: ci ?? [],
    files: files.map((file) => ({
      path: file.name,
      status: file.status,
      ...("reason" in file && { reason: file.reason }),
      ...("place" in file && { line: file.place.line, column: file.place.column, add: file.text }),
    })),
    hints,
    diff: unifiedDiff(files.flatMap((file) => ("change" in file ? [file.change] : []))),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Prints what would be written, as a diff. */
export function printChanges(changes: readonly PlannedChange[], { stdout, colors }: Terminal): void {
  stdout.write(colorDiff(unifiedDiff(changes), colors));
}

/** Prints the outcome for people: the files that were written on stdout, the rest on stderr. */
export function printInitText({ mode, found, ci, files, hints }: InitRun, terminal: Terminal): void {
  const { stdout, stderr, messageColors } = terminal;
  if (mode === "write") {
    stdout.write(files.flatMap((file) => ("change" in file ? [`${file.name}  ${file.status}\n`] : [])).join(""));
  }
  stderr.write(`found ${found}\n`);
  for (const file of files) {
    if (file.status === "present") stderr.write(`${file.name} is there already\n`);
    if (file.status === "kept") stderr.write(`${file.name} stays as it is: ${file.reason}\n`);
    if (file.status !== "refused") continue;
    stderr.write(`${messageColors.yellow("!")} ${formatPlace(file.place)}: ${file.reason}; add this by hand:\n`);
    stderr.write(indented(file.text));
  }
  for (const { title, text } of hints) stderr.write(`${title}, to be added by hand:\n${indented(text)}`);
  if (ci === undefined) stderr.write("no CI job: nothing shows what runs the CI here; name it with --ci\n");

  const count = files.filter((file) => "change" in file).length;
  const what = `${count} file${count === 1 ? "" : "s"}`;
  if (count === 0) stderr.write("there is nothing to write\n");
  else if (mode === "dry-run") stderr.write(`${what} would be written (dry run)\n`);
  else if (mode === "declined") stderr.write("nothing was written\n");
  else if (mode === "unconfirmed") stderr.write(`nothing was written: run it with --yes to write ${what}\n`);
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
