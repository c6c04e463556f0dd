import { posix } from "node:path";
import type { TextChange } from "../../bump/plan.ts";
import type { SurveyedRelease } from "../../bump/survey.ts";
import { formatPlace } from "../../errors.ts";
import { onOneLine } from "../../on-one-line.ts";
import type { Site } from "../../provenance/origin.ts";
import type { Problem, TextEdit } from "../rule.ts";

/** The place of a problem: all of what stands at a site. */
export function placeAt(site: Site, root: string): Pick<Problem, "file" | "line" | "column" | "endLine" | "endColumn"> {
  const { line, column, text } = site;
  const end = text.includes("\n") ? {} : { endLine: line, endColumn: column + text.length };
  return { file: posix.resolve(root, site.file), line, column, ...end };
}

/** `FILE:LINE`, relative to the root. */
export function nameOfSite({ file, line }: Site): string {
  return onOneLine(formatPlace({ file, line }));
}

/** Releases for messages: of one service where they run, of several how many there are. */
export function describeReleases(releases: readonly SurveyedRelease[]): string {
  const unique = [...new Set(releases)];
  const services = new Set(unique.map(({ target }) => target.source.service));
  if (services.size > 1) return `${unique.length} releases of ${services.size} services`;
  const names = [...new Set(unique.map(whereabouts))];
  return names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}

/** `staging`, or `canary in eqiad` for a release with a name of its own. */
function whereabouts({ target, release }: SurveyedRelease): string {
  const place = target.environment ?? target.source.cluster;
  const name = onOneLine(release.name);
  return place === undefined || place === name ? name : `${name} in ${onOneLine(place)}`;
}

/** The edit of a file as the smallest range of its text that differs. */
export function toTextEdit({ path, before, after }: TextChange, root: string): TextEdit {
  const file = posix.resolve(root, path);
  if (before === undefined) return { kind: "create", file, text: after };
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let tail = 0;
  const shorter = Math.min(before.length, after.length) - start;
  while (tail < shorter && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { kind: "replace", file, start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}
