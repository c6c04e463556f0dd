import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import type { Colors } from "./terminal.ts";

/** A file before and after, by the name that the diff gives it; `undefined`: there is or was none. */
export interface ChangedText {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string;
}

/** A unified diff that `git apply` takes, in the folder that the names are relative to. */
export function unifiedDiff(changes: readonly ChangedText[]): string {
  return changes
    .map(({ name, before, after }) => {
      const from = before === undefined ? "/dev/null" : `a/${name}`;
      return createTwoFilesPatch(from, `b/${name}`, before ?? "", after, undefined, undefined, {
        context: 3,
        headerOptions: FILE_HEADERS_ONLY,
      });
    })
    .join("");
}

/** Colours a unified diff as git does. */
export function colorDiff(diff: string, colors: Colors): string {
  return diff
    .split("\n")
    .map((line) => {
      if (/^(?:---|\+\+\+) /.test(line)) return colors.bold(line);
      if (line.startsWith("@@")) return colors.cyan(line);
      if (line.startsWith("+")) return colors.green(line);
      return line.startsWith("-") ? colors.red(line) : line;
    })
    .join("\n");
}
