import { appendFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import pc from "picocolors";
import { loadConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { writeFiles } from "../edit/write-files.ts";
import { stagedFiles } from "../git/staged-files.ts";
import { layouts } from "../layouts/registry.ts";
import { proveFix } from "../lint/chart/prove-fix.ts";
import type { Finding } from "../lint/check.ts";
import type { FixableFinding } from "../lint/fixes/apply-edits.ts";
import { fileChanges } from "../lint/fixes/file-changes.ts";
import { fixFindings } from "../lint/fixes/fix.ts";
import { type RaisedVersions, raiseVersions } from "../lint/fixes/raise-versions.ts";
import type { CheckedChart } from "../lint/linter.ts";
import { readSource } from "../lint/open-chart.ts";
import { rules } from "../lint/registry.ts";
import type { ReleasesContext, Rule, Severity } from "../lint/rule.ts";
import { pathInTree } from "../lint/scope.ts";
import { checkRuleName, isOff, parseSeverities, severitiesOf } from "../lint/severities.ts";
import { SUPPRESSIONS_FILE } from "../lint/suppressions.ts";
import { onOneLine } from "../on-one-line.ts";
import { createTracingRenderer } from "../provenance/tracing-renderer.ts";
import { codeVersion } from "../render/cache/code-version.ts";
import { openTextMemo } from "../render/cache/text-memo.ts";
import { openRenderCache } from "../render/cache.ts";
import { fixDiff } from "../report/lint/fix-diff.ts";
import { lintFormats } from "../report/lint/formats.ts";
import { githubSummary } from "../report/lint/github.ts";
import { type AppliedFix, countFindings, type LintRun, pathOf } from "../report/lint/lint-run.ts";
import { plural } from "../report/plural.ts";
import { type PlacedFailure, placeFailure } from "../report/render-failure.ts";
import type { Terminal } from "../report/terminal.ts";
import { createRepositoryFiles } from "../repository/files.ts";
import { findRoot } from "../repository/root.ts";
import { checkPathsOrGone, existingFolder } from "./existing.ts";
import { applyBaseline } from "./lint-baseline.ts";
import type { LintOptions } from "./lint-options.ts";
import { openLint } from "./open-lint.ts";
import { cacheFolder, embeddedRendererOptions, printNote } from "./renderer-options.ts";
import { writeOutput } from "./write-output.ts";

/**
 * Asks the rules about charts and releases, and fixes what can be fixed.
 *
 * @param paths - files or folders, which need not exist any more if git knows them: only what they can affect; none: the
 *   working folder
 * @returns the exit code: 0 where no errors are left, 1 where some are, or too many warnings
 * @throws UserError for misuse, and for whatever keeps files from being written; then nothing has changed
 */
export async function lint(
  paths: readonly string[],
  options: LintOptions & { readonly version: string },
  terminal: Terminal,
): Promise<number> {
  const cwd = existingFolder(resolve(options.cwd), "check the path of -C DIR");
  const root = findRoot(cwd);
  const config = await loadConfig(root, options.config, cwd);
  const given = parseSeverities(options.rule, rules);
  for (const name of options.suppressRule) checkRuleName(name, rules);
  const named = paths.map((path) => resolve(cwd, path));
  await checkPathsOrGone(
    root,
    named.map((path) => pathInTree(root, path)),
  );
  if (options.printConfig) {
    terminal.stdout.write(printedConfig(config, root, given, named[0]));
    return 0;
  }

  const asked = rules.filter((rule) => !isOff(rule, config, given));
  const wanted = options.staged ? [...named, ...(await stagedFiles(root))] : named.length > 0 ? named : [cwd];
  const open = (note?: (message: string) => void) =>
    openSession({ ...{ root, config, given, asked, paths: wanted }, options, terminal, note });
  let session = await open((message) => printNote({ message }, terminal));
  try {
    const { linter, files, renderer } = session;
    let checked = await linter.check(files);
    const fixes =
      options.fix || options.fixDryRun
        ? await fixFindings(checked, { linter, files, renderer, proveChart: proveFix })
        : { ...checked, changes: new Map(), applied: [], refused: [] };
    let { findings } = fixes;
    const fixedCharts = new Set(fixes.applied.flatMap(({ chart }) => (chart ? [relative(root, chart)] : [])));
    // Whoever changes a chart has to publish it.
    const raised = await raiseVersions([...fixedCharts], fixes.changes, files);
    const changes = fileChanges(raised.changes, files);
    if (options.fixDryRun) {
      terminal.stdout.write(fixDiff(changes, terminal.colors));
    } else if (changes.length > 0) {
      writeFiles(root, changes);
      await session.close();
      // What is reported is what is there now, whatever was expected.
      session = await open();
      checked = await session.linter.check(session.files);
      findings = checked.findings;
    }
    const left = applyBaseline(findings, linter.options.scope, root, options, terminal);
    const isShown = ({ severity }: Finding) => !options.quiet || severity === "error";
    const run: LintRun = {
      ...{ root, cwd, version: options.version },
      rules: asked.map(({ meta }) => meta),
      findings: left.findings.filter(isShown),
      fixed: fixes.applied.map((finding) => describeFix(root, finding)),
      unfixed: fixes.refused.map(({ finding, reason }) => ({ ...describeFix(root, finding), reason })),
      suppressed: left.suppressed,
      charts: linter.options.scope.charts.length,
      helmfiles: linter.options.scope.helmfiles.length,
      failures: failuresOf(checked.releases),
      lineOf: (file, line) => readSource(session.files, file, root)?.text.split("\n")[line - 1],
    };
    // Who has suppressed a finding knows of it.
    print(run, untoldFailures(run, findings.filter(isShown)), raised, options, terminal);
    // What is staged is not what was fixed.
    return options.staged && options.fix && changes.length > 0 ? 1 : exitCode(left.findings, options);
  } finally {
    await session.close();
  }
}

interface SessionRequest {
  readonly root: string;
  readonly config: Config;
  readonly given: ReadonlyMap<string, Severity>;
  readonly asked: readonly Rule[];
  readonly paths: readonly string[];
  readonly options: LintOptions;
  readonly terminal: Terminal;
  readonly note: ((message: string) => void) | undefined;
}

/** Looks at the repository as it is now. */
async function openSession({ root, config, given, asked, paths, options, terminal, note }: SessionRequest) {
  const memoFolder = cacheFolder(options);
  const memo = memoFolder === undefined ? undefined : openTextMemo({ folder: memoFolder, root });
  const known =
    memoFolder === undefined
      ? undefined
      : openRenderCache<CheckedChart>({
          ...{ holds: "charts", folder: memoFolder, root, version: codeVersion() },
          // All that findings in a chart depend on beside files.
          options: { config, given: [...given], rules: asked.map(({ meta }) => meta.name) },
        });
  const renderer = createTracingRenderer(embeddedRendererOptions(options, config, root, terminal, options.concurrency));
  const linter = await openLint({
    ...{ root, config, layouts, renderer, memo, paths, known, note },
    rules: asked,
    ruleNames: rules.map(({ meta }) => meta.name),
    severityOf: severitiesOf(config, root, given),
    shard: options.shard,
    directives: options.inlineConfig ? (options.reportUnusedDisableDirectives ? "error" : "warn") : undefined,
  });
  memo?.save();
  return {
    linter,
    renderer,
    files: createRepositoryFiles({ root, ...(known && { index: known.index }) }),
    async close() {
      await renderer.close();
      known?.save();
    },
  };
}

function describeFix(root: string, { rule, file, fix }: FixableFinding): AppliedFix {
  return { rule, title: fix.title, file: relative(root, file) };
}

function exitCode(findings: readonly Finding[], { maxWarnings = Number.POSITIVE_INFINITY }: LintOptions): number {
  const { errors, warnings } = countFindings(findings);
  return errors > 0 || warnings > maxWarnings ? 1 : 0;
}

function failuresOf(releases: ReleasesContext | undefined): PlacedFailure[] {
  const targets = (releases?.services ?? []).flatMap(({ targets }) => targets);
  return targets.flatMap(({ helmfile, environment, failures }) =>
    failures.map((message) => ({ helmfile: helmfile.path, environment, message })),
  );
}

/** The failures that none of some findings tells of. */
function untoldFailures(run: LintRun, findings: readonly Finding[]): PlacedFailure[] {
  const told = findings.filter(({ rule }) => rule === failuresRule);
  const helmfiles = new Set(told.map((finding) => pathOf(run, finding)));
  return run.failures.filter(({ helmfile }) => !helmfiles.has(helmfile));
}

/** Prints the outcome where it is wanted, and on stderr what rules could not see. */
function print(
  run: LintRun,
  untold: readonly PlacedFailure[],
  raised: RaisedVersions,
  options: LintOptions,
  terminal: Terminal,
): void {
  const { format, outputFile, fixDryRun } = options;
  // What is on stdout then is the diff.
  if (outputFile === undefined && fixDryRun) terminal.stderr.write(lintFormats[format](run, terminal.messageColors));
  else if (outputFile === undefined) terminal.stdout.write(lintFormats[format](run, terminal.colors));
  else writeOutput(resolve(run.cwd, outputFile), lintFormats[format](run, pc.createColors(false)));
  const summary = process.env["GITHUB_STEP_SUMMARY"];
  if (format === "github" && summary !== undefined && summary !== "") appendFileSync(summary, githubSummary(run));
  printNotes(run, untold, raised, options, terminal);
}

/** How many failures are shown; all are in the JSON. */
const mostFailures = 3;
/** The rule for which they are findings. */
const failuresRule = "unrendered-release";

/** @param untold - the failures that no finding tells of */
function printNotes(
  run: LintRun,
  untold: readonly PlacedFailure[],
  { raised, left }: RaisedVersions,
  { fixDryRun }: LintOptions,
  { stderr, messageColors }: Terminal,
): void {
  const { suppressed, fixed, unfixed } = run;
  const note = messageColors.yellow("note:");
  const done = (was: string, wouldBe: string) => messageColors.green(fixDryRun ? wouldBe : was);
  if (fixed.length > 0) stderr.write(`${done("fixed:", "would fix:")} ${plural(fixed.length, "problem")}\n`);
  if (raised.length > 0) {
    stderr.write(`${done("raised:", "would raise:")} the version of ${plural(raised.length, "chart")}\n`);
  }
  for (const reason of left) stderr.write(`${note} its version is yours to raise: ${onOneLine(reason)}\n`);
  for (const { file, rule, title, reason } of unfixed) {
    stderr.write(`${note} not fixed: ${onOneLine(`${file}: ${title} (${rule}): ${reason}`)}\n`);
  }
  const helmfiles = new Set(untold.map(({ helmfile, environment }) => `${helmfile} ${environment}`));
  if (untold.length > 0) {
    stderr.write(
      `${note} ${plural(helmfiles.size, "helmfile")} could not be rendered in full; rules have not seen all of them (--rule ${failuresRule}:error makes findings of that)\n`,
    );
    for (const failure of untold.slice(0, mostFailures)) stderr.write(`  ${onOneLine(placeFailure(failure))}\n`);
    if (untold.length > mostFailures) stderr.write("  and more; --format json has them all\n");
  }
  if (suppressed > 0) stderr.write(`${note} ${plural(suppressed, "problem")} suppressed by ${SUPPRESSIONS_FILE}\n`);
}

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
