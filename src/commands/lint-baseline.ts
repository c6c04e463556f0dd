import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { writeFiles } from "../edit/write-files.ts";
import type { Finding } from "../lint/check.ts";
import type { LintScope } from "../lint/scope.ts";
import {
  applySuppressions,
  parseSuppressions,
  printSuppressions,
  prune,
  SUPPRESSIONS_FILE,
  type SuppressionResult,
  type Suppressions,
  suppress,
} from "../lint/suppressions.ts";
import type { Terminal } from "../report/terminal.ts";
import { isWithin } from "../repository/is-within.ts";
import { readRegularFile } from "../repository/read-regular.ts";
import type { LintOptions } from "./lint-options.ts";

/** Larger suppressions are none. */
const mostBytes = 16 * 2 ** 20;

/**
 * Leaves out what the suppressions of the repository say, once these are changed as the options want.
 *
 * @throws UserError where they cannot be read or written
 */
export function applyBaseline(
  findings: readonly Finding[],
  scope: LintScope,
  root: string,
  options: LintOptions,
  { stderr, messageColors }: Terminal,
): SuppressionResult {
  const nameOf = (file: string) => relative(root, file);
  const folders = [...scope.charts, ...scope.helmfiles.map(({ folder }) => folder)];
  const isLinted = (path: string) =>
    !existsSync(join(root, path)) || folders.some((folder) => folder === "." || isWithin(path, folder));

  const path = join(root, SUPPRESSIONS_FILE);
  const text = readRegularFile(path, mostBytes);
  const before = text === undefined ? {} : parseSuppressions(text);
  const suppressions = change(before, options);
  if (suppressions !== before) {
    writeFiles(root, [{ path, name: SUPPRESSIONS_FILE, before: text, after: printSuppressions(suppressions) }]);
  }
  const result = applySuppressions(findings, suppressions, nameOf, isLinted);
  if (result.unused.length > 0) {
    const what = `${result.unused.length} suppressions are more than what is found`;
    stderr.write(`${messageColors.yellow("note:")} ${what}: take them out with --prune-suppressions\n`);
  }
  return result;

  function change(suppressions: Suppressions, { suppressAll, suppressRule, pruneSuppressions }: LintOptions) {
    const pruned = pruneSuppressions ? prune(suppressions, findings, nameOf, isLinted) : suppressions;
    if (!suppressAll && suppressRule.length === 0) return pruned;
    return suppress(pruned, findings, nameOf, suppressAll ? "all" : suppressRule);
  }
}
