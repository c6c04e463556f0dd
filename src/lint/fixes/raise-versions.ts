import { join } from "node:path";
import { committedText } from "../../git/committed-text.ts";
import type { FileChangeTo, RepositoryFiles } from "../../repository/files.ts";
import { chartVersion, raiseVersion } from "../chart/chart-version.ts";
import { readSource } from "../open-chart.ts";
import { applyEdits, type Changes } from "./apply-edits.ts";

export interface RaisedVersions {
  /** All changes. */
  readonly changes: Changes;
  /** The folders of the charts, relative to the root. */
  readonly raised: readonly string[];
  /** What is to be raised by hand, and why: a line each. */
  readonly left: readonly string[];
}

/**
 * Raises the versions of charts whose templates or values fixes change: a chart is published once for each version. One is
 * left that the change at hand has raised before, or that is of a new chart, and all where git does not say what is committed.
 *
 * @param charts - their folders, relative to the root
 * @param fixes - what the fixes change
 * @param files - the repository without that
 */
export async function raiseVersions(
  charts: readonly string[],
  fixes: Changes,
  files: RepositoryFiles,
): Promise<RaisedVersions> {
  const { root } = files;
  const fixed = files.overlay(fixes);
  let changes = fixes;
  const raised: string[] = [];
  const left: string[] = [];
  for (const chart of charts) {
    const rendered = [...fixes].filter(
      ([path]) => path.startsWith(`${chart}/templates/`) || path === `${chart}/values.yaml`,
    );
    if (!(await differsFromCommit(root, rendered))) continue;
    const path = `${chart}/Chart.yaml`;
    const file = join(root, path);
    const [now, committed] = [readSource(fixed, file, root)?.text, await committedText(root, path)];
    if (now === undefined || committed === undefined || chartVersion(now) !== chartVersion(committed)) continue;
    const edit = raiseVersion(now);
    const next = edit
      ? applyEdits([{ fix: { edits: [{ kind: "replace", file, ...edit }] } }], files.overlay(changes), changes)
      : `${path} has no version that ends in a number`;
    if (typeof next === "string") {
      left.push(next);
    } else {
      changes = next;
      raised.push(chart);
    }
  }
  return { changes, raised, left };
}

/** What was removed by mistake and is put back is no change. */
async function differsFromCommit(
  root: string,
  changes: readonly (readonly [string, FileChangeTo])[],
): Promise<boolean> {
  for (const [path, after] of changes) {
    if ((typeof after === "object" ? after.link : after) !== (await committedText(root, path))) return true;
  }
  return false;
}
