import { posix } from "node:path";
import type { RepositoryFiles } from "../repository/files.ts";
import type { Helmfile } from "../repository/scan.ts";
import type { StateFiles } from "../repository/state-files.ts";
import { readSource } from "./open-chart.ts";
import { serviceFolder } from "./releases/service-folder.ts";
import type { LintScope } from "./scope.ts";

/** The i-th of n parts, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * One of the parts that a scope falls into: every n-th chart, and services so that all parts have about the same number of
 * helmfiles. Services that use the same chart, or read files of the same folder, go together: a problem of what they share
 * is one problem, and told in one part.
 */
export function partOf(
  { charts, helmfiles }: LintScope,
  { index, count }: Shard,
  files: RepositoryFiles,
  states: StateFiles,
): LintScope {
  const sizes = new Array<number>(count).fill(0);
  const groups = groupsOf(helmfiles, files, states).toSorted((a, b) => b.length - a.length);
  const own = new Set<Helmfile>();
  for (const group of groups) {
    const smallest = sizes.indexOf(Math.min(...sizes));
    sizes[smallest] = (sizes[smallest] ?? 0) + group.length;
    if (smallest === index - 1) for (const helmfile of group) own.add(helmfile);
  }
  return {
    charts: charts.filter((_, i) => i % count === index - 1),
    helmfiles: helmfiles.filter((helmfile) => own.has(helmfile)),
  };
}

/** Helmfiles that share something, directly or by way of others, together. */
function groupsOf(helmfiles: readonly Helmfile[], files: RepositoryFiles, states: StateFiles): Helmfile[][] {
  const leads = new Map<string, string>();
  const headOf = (name: string): string => {
    let head = name;
    for (let next = leads.get(head); next !== undefined; next = leads.get(head)) head = next;
    return head;
  };
  for (const helmfile of helmfiles) {
    const own = headOf(helmfile.path);
    for (const each of sharedBy(helmfile, states, files)) if (headOf(each) !== own) leads.set(headOf(each), own);
  }
  const groups = new Map<string, Helmfile[]>();
  for (const helmfile of helmfiles) {
    const head = headOf(helmfile.path);
    groups.set(head, [...(groups.get(head) ?? []), helmfile]);
  }
  return [...groups.values()];
}

/** What a helmfile may share with others, as far as its texts tell: its service, charts, and folders beside its own. */
function sharedBy(helmfile: Helmfile, states: StateFiles, files: RepositoryFiles): string[] {
  const shared = [`service ${helmfile.service}`, `folder ${serviceFolder(helmfile)}`];
  const closure = states.closure([helmfile.path]);
  for (const state of closure) {
    const text = readSource(files, posix.join(files.root, state), files.root)?.text ?? "";
    for (const line of text.split("\n")) {
      const [, chart] = /^[\s-]*chart:[ \t]*["']?([^\s"'#]+)/.exec(line) ?? [];
      if (chart !== undefined) shared.push(`chart ${posix.basename(chart)}`);
      else shared.push(...foldersIn(line, state, closure));
    }
  }
  return shared;
}

/** The folders of files that a line of a state file names by the way up to them, as far as they are not themselves templates. */
function foldersIn(line: string, state: string, closure: readonly string[]): string[] {
  return [...line.matchAll(/(?:\.\.\/)+[^\s"',\]]*/g)].flatMap(([path]) => {
    const [literal = ""] = path.split("{{", 1);
    const named = posix.join(posix.dirname(state), literal);
    return closure.includes(named) ? [] : [`folder ${posix.join(named, literal.endsWith("/") ? "." : "..")}`];
  });
}
