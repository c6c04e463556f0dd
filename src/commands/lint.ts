import { appendFileSync, existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import pc from "picocolors";
import { loadConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import type { FileContent } from "../edit/staged-file.ts";
import { type FileChange, writeFiles } from "../edit/write-files.ts";
import { UserError } from "../errors.ts";
import { FileError } from "../helm/index.ts";
import { layouts } from "../layouts/registry.ts";
import { proveFix } from "../lint/chart/prove-fix.ts";
import type { Finding } from "../lint/check.ts";
import type { Changes, FixableFinding } from "../lint/fixes/apply-edits.ts";
import { fixFindings } from "../lint/fixes/fix.ts";
import type { Linter } from "../lint/linter.ts";
import { readSource } from "../lint/open-chart.ts";
import { rules } from "../lint/registry.ts";
import type { ReleasesContext, Severity } from "../lint/rule.ts";
import { checkRuleName, isOff, parseSeverities, severitiesOf } from "../lint/severities.ts";
import {
  applySuppressions,
  parseSuppressions,
  printSuppressions,
  prune,
  SUPPRESSIONS_FILE,
  type Suppressions,
  suppress,
} from "../lint/suppressions.ts";
import { onOneLine } from "../on-one-line.ts";
import { createTracingRenderer } from "../provenance/tracing-renderer.ts";
import { openTextMemo } from "../render/cache/text-memo.ts";
import { fixDiff } from "../report/lint/fix-diff.ts";
import { lintFormats } from "../report/lint/formats.ts";
import { githubSummary } from "../report/lint/github.ts";
import { countFindings, type LintFailure, type LintRun } from "../report/lint/lint-run.ts";
import type { Terminal } from "../report/terminal.ts";
import { createRepositoryFiles, type RepositoryFiles } from "../repository/files.ts";
import { isWithin } from "../repository/is-within.ts";
import { readRegularFile } from "../repository/read-regular.ts";
import { findRoot } from "../repository/root.ts";
import type { LintOptions } from "./lint-options.ts";
import { openLint } from "./open-lint.ts";
import { cacheFolder, embeddedRendererOptions } from "./renderer-options.ts";
import { stagedFiles } from "./staged-files.ts";

/**
 * Asks the rules about charts and releases, and fixes what can be fixed.
 *
 * @param paths - files or folders, which need not exist any more: only what they can affect; none: the working folder
 * @returns the exit code: 0 where no errors are left, 1 where some are, or too many warnings
 * @throws UserError for misuse, and for whatever keeps files from being written; then nothing has changed
 */
export async function lint(
  paths: readonly string[],
  options: LintOptions & { readonly version: string },
  terminal: Terminal,
): Promise<number> {
  const cwd = existingFolder(resolve(options.cwd));
  const root = findRoot(cwd);
  const config = await loadConfig(root, options.config, cwd);
  const given = parseSeverities(options.rule, rules);
  for (const name of options.suppressRule) checkRuleName(name, rules);
  const named = paths.map((path) => resolve(cwd, path));
  if (options.printConfig) {
    terminal.stdout.write(printedConfig(config, root, given, named[0]));
    return 0;
  }

  const asked = rules.filter((rule) => !isOff(rule, config, given));
  const memoFolder = cacheFolder(options);
  const memo = memoFolder === undefined ? undefined : openTextMemo({ folder: memoFolder, root });
  const renderer = createTracingRenderer(embeddedRendererOptions(options, config, root, terminal, options.concurrency));
  const files = createRepositoryFiles({ root });
  try {
    const linter = await openLint({
      ...{ root, config, layouts, renderer, memo },
      rules: asked,
      ruleNames: rules.map(({ meta }) => meta.name),
      severityOf: severitiesOf(config, root, given),
      paths: options.staged ? [...named, ...(await stagedFiles(root))] : named.length > 0 ? named : [cwd],
      shard: options.shard,
      directives: options.inlineConfig ? (options.reportUnusedDisableDirectives ? "error" : "warn") : undefined,
    });
    memo?.save();
    const checked = await linter.check(files);
    const fixes =
      options.fix || options.fixDryRun
        ? await fixFindings(checked, { linter, files, renderer, proveChart: proveFix })
        : { ...checked, changes: new Map(), applied: [], refused: [] };
    const fixed = filesOf(fixes.changes, files);
    if (options.fix) writeFiles(root, fixed);
    else if (options.fixDryRun) terminal.stdout.write(fixDiff(fixed, terminal.colors));
    const left = new Baseline(root, options).apply(fixes.findings, linter, terminal);
    const run: LintRun = {
      ...{ root, cwd, version: options.version },
      rules: asked.map(({ meta }) => meta),
      findings: options.quiet ? left.findings.filter(({ severity }) => severity === "error") : left.findings,
      fixed: fixes.applied.map((finding) => describeFix(root, finding)),
      unfixed: fixes.refused.map(({ finding, reason }) => ({ ...describeFix(root, finding), reason })),
      suppressed: left.suppressed,
      charts: linter.options.scope.charts.length,
      helmfiles: linter.options.scope.helmfiles.length,
      failures: failuresOf(checked.releases),
      lineOf: (file, line) => readSource(files, file, root)?.text.split("\n")[line - 1],
    };
    print(run, options, cwd, terminal);
    return exitCode(left.findings, options);
  } finally {
    await renderer.close();
  }
}

function describeFix(root: string, { rule, file, fix }: FixableFinding) {
  return { rule, title: fix.title, file: relative(root, file) };
}

/** What is written: of a text, the file that a link leads to. */
function filesOf(changes: Changes, files: RepositoryFiles): FileChange[] {
  return [...changes].flatMap(([name, after]): FileChange[] => {
    const file = join(files.root, name);
    const change = { path: join(realFolder(file, files), basename(file)), name, before: contentAt(file, files), after };
    return isDeepStrictEqual(change.before, after) ? [] : [change];
  });
}

function contentAt(file: string, files: RepositoryFiles): FileContent {
  try {
    return files.stat(file).kind === "link" ? { link: files.readlink(file) } : Buffer.from(files.read(file)).toString();
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** The folder of a file with links resolved, as far as it is there. */
function realFolder(file: string, files: RepositoryFiles): string {
  const folder = dirname(file);
  try {
    return files.realpath(folder);
  } catch (error) {
    if (error instanceof FileError) return join(realFolder(folder, files), basename(folder));
    throw error;
  }
}

function exitCode(findings: readonly Finding[], { maxWarnings = Number.POSITIVE_INFINITY }: LintOptions): number {
  const { errors, warnings } = countFindings(findings);
  return errors > 0 || warnings > maxWarnings ? 1 : 0;
}

function failuresOf(releases: ReleasesContext | undefined): LintFailure[] {
  const targets = (releases?.services ?? []).flatMap(({ targets }) => targets);
  return targets.flatMap(({ helmfile, environment, failures }) =>
    failures.map((message) => ({ helmfile: helmfile.path, environment, message })),
  );
}

/** Prints the outcome where it is wanted, and on stderr what rules could not see. */
function print(run: LintRun, options: LintOptions, cwd: string, terminal: Terminal): void {
  const { format, outputFile, fixDryRun } = options;
  // What is on stdout then is the diff.
  if (outputFile === undefined && fixDryRun) terminal.stderr.write(lintFormats[format](run, terminal.messageColors));
  else if (outputFile === undefined) terminal.stdout.write(lintFormats[format](run, terminal.colors));
  else writeOutput(resolve(cwd, outputFile), lintFormats[format](run, pc.createColors(false)));
  const summary = process.env["GITHUB_STEP_SUMMARY"];
  if (format === "github" && summary !== undefined && summary !== "") appendFileSync(summary, githubSummary(run));
  printNotes(run, terminal);
}

function writeOutput(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new UserError("write-failed", `cannot write the output: ${(error as Error).message}`, {
      remedy: "name another file with --output-file",
      cause: error,
    });
  }
}

/** How many failures are shown; all are in the JSON. */
const mostFailures = 3;

function printNotes(run: LintRun, { stderr, messageColors }: Terminal): void {
  const { failures, suppressed, fixed, unfixed } = run;
  const note = messageColors.yellow("note:");
  if (fixed.length > 0) stderr.write(`${messageColors.green("fixed:")} ${fixed.length} problems\n`);
  for (const { file, rule, title, reason } of unfixed) {
    stderr.write(`${note} not fixed: ${onOneLine(`${file}: ${title} (${rule}): ${reason}`)}\n`);
  }
  const helmfiles = new Set(failures.map(({ helmfile, environment }) => `${helmfile} ${environment}`));
  if (failures.length > 0) {
    stderr.write(
      `${note} ${helmfiles.size} helmfiles could not be rendered in full; rules have not seen all of them\n`,
    );
    for (const { helmfile, environment, message } of failures.slice(0, mostFailures)) {
      const name = environment === undefined ? helmfile : `${helmfile} (${environment})`;
      stderr.write(`  ${onOneLine(name)}: ${onOneLine(message)}\n`);
    }
    if (failures.length > mostFailures) stderr.write("  and more; --format json has them all\n");
  }
  if (suppressed > 0) stderr.write(`${note} ${suppressed} problems are suppressed by ${SUPPRESSIONS_FILE}\n`);
}

/** The suppressions of the repository, as the options want them to be used or changed. */
class Baseline {
  readonly #root: string;
  readonly #options: LintOptions;
  readonly #before: string | undefined;

  constructor(root: string, options: LintOptions) {
    this.#root = root;
    this.#options = options;
    this.#before = readRegularFile(join(root, SUPPRESSIONS_FILE), mostBytes);
  }

  apply(findings: readonly Finding[], { options: { scope } }: Linter, { stderr, messageColors }: Terminal) {
    const nameOf = (file: string) => relative(this.#root, file);
    const folders = [...scope.charts, ...scope.helmfiles.map(({ folder }) => folder)];
    const isLinted = (path: string) =>
      !existsSync(join(this.#root, path)) || folders.some((folder) => folder === "." || isWithin(path, folder));
    const suppressions = this.#change(findings, nameOf, isLinted);
    const result = applySuppressions(findings, suppressions, nameOf, isLinted);
    if (result.unused.length > 0) {
      const what = `${result.unused.length} suppressions are more than what is found`;
      stderr.write(`${messageColors.yellow("note:")} ${what}: take them out with --prune-suppressions\n`);
    }
    return result;
  }

  #change(
    findings: readonly Finding[],
    nameOf: (file: string) => string,
    isLinted: (path: string) => boolean,
  ): Suppressions {
    const { suppressAll, suppressRule, pruneSuppressions } = this.#options;
    const before = this.#before === undefined ? {} : parseSuppressions(this.#before);
    const pruned = pruneSuppressions ? prune(before, findings, nameOf, isLinted) : before;
    const changed =
      suppressAll || suppressRule.length > 0
        ? suppress(pruned, findings, nameOf, suppressAll ? "all" : suppressRule)
        : pruned;
    if (changed !== before) this.#write(changed);
    return changed;
  }

  #write(suppressions: Suppressions): void {
    const path = join(this.#root, SUPPRESSIONS_FILE);
    writeFiles(this.#root, [
      { path, name: SUPPRESSIONS_FILE, before: this.#before, after: printSuppressions(suppressions) },
    ]);
  }
}

/** Larger suppressions are none. */
const mostBytes = 16 * 2 ** 20;

/** The configuration with the severity of every rule, for a file if one is given. */
function printedConfig(
  config: Config,
  root: string,
  given: ReadonlyMap<string, Severity>,
  file: string | undefined,
): string {
  const severityOf = severitiesOf(config, root, given);
  const base = file === undefined ? severitiesOf({ ...config, overrides: [] }, root, given) : severityOf;
  const severities = rules.map((rule) => [rule.meta.name, base(rule, file ?? root)]);
  return `${JSON.stringify({ ...config, rules: Object.fromEntries(severities) }, null, 2)}\n`;
}

function existingFolder(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  throw new UserError("usage", `there is no folder ${path}`, { remedy: "check the path of -C DIR" });
}
