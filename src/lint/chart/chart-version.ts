import type { TextEdit } from "../../edit/text-edit.ts";

/** The version of a chart in the text of its `Chart.yaml`: all of the line up to its end, and the last number of it. */
const versionLine = /^version:[ \t]*["']?v?(?:\d+\.)*(\d+)(?=["']?[ \t]*(?:#.*)?\r?$)/m;

/** The line that says the version of a chart, without what follows; `undefined` where that does not end in a number. */
export function chartVersion(text: string): string | undefined {
  return versionLine.exec(text)?.[0];
}

/** Makes the last number of a chart's version one higher; `undefined` where it does not end in one. */
export function raiseVersion(text: string): TextEdit | undefined {
  const match = versionLine.exec(text);
  if (match === null) return undefined;
  const [all, last = ""] = match;
  const end = match.index + all.length;
  return { start: end - last.length, end, text: String(Number(last) + 1) };
}
