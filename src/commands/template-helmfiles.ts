import { statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { loadConfig } from "../config/load.ts";
import { UserError } from "../errors.ts";
import { parseStateValues } from "../helmfile/index.ts";
import { TargetRenderer, type TemplateSelection } from "../render/embedded/target-renderer.ts";
import type { RenderTarget, TemplateOutput } from "../render/renderer.ts";
import type { Terminal } from "../report/terminal.ts";
import { createRepositoryFiles } from "../repository/files.ts";
import { isWithin } from "../repository/is-within.ts";
import { findRoot } from "../repository/root.ts";
import { scanRepository } from "../repository/scan.ts";
import { existingFolder, existingPath } from "./existing.ts";
import { type EmbeddedOptions, embeddedRendererOptions, printNote } from "./renderer-options.ts";

/** The options of `template` for helmfiles, as commander gives them. */
export interface TemplateHelmfilesOptions extends EmbeddedOptions {
  readonly cwd: string;
  readonly helmfile?: string;
  readonly environment?: string;
  readonly selector?: readonly string[];
  readonly stateValuesSet?: readonly string[];
  readonly stateValuesFile?: readonly string[];
  readonly format: "text" | "json";
  readonly config?: string;
}

/**
 * Prints what `helmfile template --skip-deps` prints, for one helmfile or for all below a folder.
 *
 * @returns the exit code: 1 where something could not be rendered
 * @throws UserError for misuse
 */
export async function templateHelmfiles(options: TemplateHelmfilesOptions, terminal: Terminal): Promise<number> {
  const { format, selector, stateValuesFile, stateValuesSet, strict } = options;
  const { root, config, targets, isOne } = await findTargets(options, terminal);
  const renderer = new TargetRenderer(
    embeddedRendererOptions(options, config, root, terminal),
    createRepositoryFiles({ root }),
  );
  const selection: TemplateSelection = {
    selectors: selector,
    stateValuesFiles: stateValuesFile,
    stateValues: stateValuesSet && parseStateValues(stateValuesSet),
  };
  const outcomes: Outcome[] = [];
  const told = new Set<string>();
  for (const target of targets) {
    const { text, failure, noReleases, notes = [] } = await renderer.template(target, selection);
    const outcome = { ...target, text, failure: failure ?? (isOne ? noReleases : undefined), notes };
    outcomes.push(outcome);
    if (format === "text") printOutcome(outcome, told, terminal);
    // helmfile stops there as well.
    if (strict && outcome.failure !== undefined) break;
  }
  if (format === "json") terminal.stdout.write(`${JSON.stringify({ helmfiles: outcomes }, null, 2)}\n`);
  return outcomes.some(({ failure }) => failure !== undefined) ? 1 : 0;
}

type Outcome = RenderTarget & Required<Pick<TemplateOutput, "text" | "failure" | "notes">>;

/** @param told - the notes that were printed before: each is printed once */
function printOutcome(
  { helmfile, environment, text, failure, notes }: Outcome,
  told: Set<string>,
  terminal: Terminal,
): void {
  const { stdout, stderr, messageColors } = terminal;
  stdout.write(text);
  for (const note of notes.filter(({ message }) => !told.has(message))) {
    told.add(note.message);
    printNote(note, terminal);
  }
  if (failure === undefined) return;
  const name = environment === undefined ? helmfile : `${helmfile} (${environment})`;
  stderr.write(`${messageColors.red("error:")} ${name}: ${failure}\n`);
}

/** One state file in one environment, or all helmfiles below a folder in each of theirs. */
async function findTargets({ cwd, helmfile, environment, config: file }: TemplateHelmfilesOptions, terminal: Terminal) {
  const folder = existingFolder(resolve(cwd));
  const place = existingPath(resolve(folder, helmfile ?? "."));
  const isFolder = statSync(place).isDirectory();
  const root = findRoot(isFolder ? place : dirname(place));
  const config = await loadConfig(root, file, folder);
  if (!isFolder) return { root, config, targets: [{ helmfile: relative(root, place), environment }], isOne: true };

  const { helmfiles, notes } = await scanRepository(root, config);
  for (const message of notes) printNote({ message }, terminal);
  const below = helmfiles.filter(({ path }) => isWithin(join(root, path), place));
  const targets = below.flatMap(({ path, environments }): RenderTarget[] => {
    if (environments.length === 0) return environment === undefined ? [{ helmfile: path, environment }] : [];
    const wanted = environments.filter((name) => environment === undefined || name === environment);
    return wanted.map((name) => ({ helmfile: path, environment: name }));
  });
  if (targets.length === 0) {
    const where = environment === undefined ? "" : ` with an environment ${environment}`;
    throw new UserError("unknown-selection", `there is no helmfile${where} below ${place}`);
  }
  return { root, config, targets, isOne: false };
}
