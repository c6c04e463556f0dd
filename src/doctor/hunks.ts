import type { ReleaseLines } from "../render/renderer.ts";
import type { Change } from "./line-changes.ts";

/** Changes that lie close together, with the lines around them. */
export interface Hunk {
  /** The number of its first line in the output of helmfile; lines count from 1. */
  readonly start: number;
  /** The same in the output of bump-envoy. */
  readonly startAfter: number;
  /** As in a unified diff: `-` marks what only helmfile prints, `+` what only bump-envoy does. */
  readonly lines: readonly string[];
  /** The release that the first change belongs to, where that is certain. */
  readonly release: string | undefined;
  /** The template that the first change belongs to, as `CHART/templates/NAME`. */
  readonly template: string | undefined;
}

/** The outputs that changes lie between. */
export interface Outputs {
  readonly helmfile: readonly string[];
  readonly embedded: readonly string[];
  /** How many lines of the embedded renderer's output each release has. */
  readonly releases: readonly ReleaseLines[];
}

const context = 3;

/** Names the template of a manifest, on its second line. */
const sourceLine = /^# Source: (.+)$/;

/** Groups changes as a unified diff does, and says where each group lies. */
export function hunksOf(changes: readonly Change[], outputs: Outputs): Hunk[] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && change.start - (last.start + last.removed.length) <= 2 * context) group.push(change);
    else groups.push([change]);
  }
  return groups.map((group) => hunkOf(group as [Change, ...Change[]], outputs));
}

function hunkOf(changes: readonly [Change, ...Change[]], outputs: Outputs): Hunk {
  const [first] = changes;
  const { helmfile } = outputs;
  const start = Math.max(0, first.start - context);
  const lines: string[] = [];
  let next = start;
  const keep = (end: number) => {
    for (const line of helmfile.slice(next, end)) lines.push(` ${line}`);
  };
  for (const change of changes) {
    keep(change.start);
    for (const line of change.removed) lines.push(`-${line}`);
    for (const line of change.added) lines.push(`+${line}`);
    next = change.start + change.removed.length;
  }
  keep(Math.min(helmfile.length, next + context));
  return {
    start: start + 1,
    startAfter: first.startAfter - (first.start - start) + 1,
    lines,
    release: releaseOf(first, outputs.releases),
    template: templateOf(first, outputs),
  };
}

/** Of a whole manifest that only helmfile prints, nothing says which release it belongs to. */
function releaseOf({ removed, startAfter, added }: Change, releases: readonly ReleaseLines[]): string | undefined {
  if (added.length > 0) return releaseAt(startAfter, releases);
  return removed.some((line) => sourceLine.test(line)) ? undefined : releaseAt(startAfter - 1, releases);
}

function releaseAt(line: number, releases: readonly ReleaseLines[]): string | undefined {
  let end = 0;
  return releases.find((release) => {
    end += release.lines;
    return line < end;
  })?.name;
}

function templateOf(
  { start, removed, startAfter, added }: Change,
  { helmfile, embedded }: Outputs,
): string | undefined {
  const isOfHelmfile = removed.length > 0;
  const [lines, line, changed] = isOfHelmfile ? [helmfile, start, removed] : [embedded, startAfter, added];
  // A manifest begins with a line before the one that names its template.
  const offset = changed.findIndex((text) => text !== "" && text !== "---");
  for (let i = line + Math.max(0, offset); i >= 0; i--) {
    const template = sourceLine.exec(lines[i] ?? "")?.[1];
    if (template !== undefined) return template;
  }
  return undefined;
}
