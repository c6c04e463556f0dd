import { ifReadable } from "../helm/chart/files.ts";
import type { ChartSource } from "./chart-source.ts";

/** Whether templates of a chart call something whose name starts like this. */
export function callsAny({ templates }: ChartSource, prefix: string): boolean {
  const call = new RegExp(`\\b(?:include|template)\\s+"${prefix.replaceAll(".", "\\.")}`);
  return templates.some(({ text }) => call.test(text));
}

/** Whether there is something at a path, a link that leads nowhere included. */
export function exists({ files }: ChartSource, path: string): boolean {
  return ifReadable(() => files.stat(path)) !== undefined;
}

/** Whether values.yaml has a key at its outermost level. */
export function hasKey({ values }: ChartSource, key: string): boolean {
  return values !== undefined && new RegExp(`^${key}:`, "m").test(values.text);
}
