import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { type Command, Option } from "commander";
import type { Config } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import type { Note, SemanticsName } from "../helmfile/index.ts";
import { makeFolder } from "../make-folder.ts";
import { defaultCacheFolder } from "../render/cache/cache-file.ts";
import type { TargetServiceOptions } from "../render/embedded/target-service.ts";
import type { Terminal } from "../report/terminal.ts";
import { standInRules } from "../repository/stand-ins/preset.ts";

/** The options that say what helmfiles evaluate to. */
export interface EvaluationOptions {
  readonly semantics?: SemanticsName;
  readonly kubeVersion?: string;
  readonly allowExec: boolean;
  readonly allowEnv: readonly string[];
}

/** The options of commands that evaluate helmfiles without helmfile. */
export interface EmbeddedOptions extends EvaluationOptions {
  readonly strict: boolean;
  /** False for `--no-cache`. */
  readonly cache: boolean;
  readonly cacheLocation?: string;
}

/** Adds them to a command. */
export function addEmbeddedOptions(command: Command): Command {
  return addEvaluationOptions(command)
    .option("--strict", "refuse what helmfile refuses: unknown fields, releases that render only in part", false)
    .option("--no-cache", "neither use nor keep what earlier runs have found out")
    .option("--cache-location <dir>", "where to keep it (default: the user's cache folder)");
}

export function addEvaluationOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--semantics <name>",
        "the helmfile to be like: v0 (0.167) or v1 (default: v1 for helmfile.yaml.gotmpl, else v0)",
      ).choices(["v0", "v1"]),
    )
    .option("--kube-version <version>", "Kubernetes version for .Capabilities.KubeVersion")
    .option("--allow-exec", "let state files run commands with `exec`", false)
    .addOption(
      new Option("--allow-env <name>", "let state files see this environment variable (repeatable)")
        .argParser((value: string, previous: string[] = []) => [...previous, value])
        .default([]),
    );
}

/**
 * Where what earlier runs have found out is kept, if it is. One that cannot be written is no failure, be it full or read-only.
 *
 * @throws UserError `usage` where the place that is asked for is no folder, and none can be made there
 */
export function cacheFolder({ cache, cacheLocation }: EmbeddedOptions): string | undefined {
  if (!cache) return undefined;
  if (cacheLocation === undefined) return defaultCacheFolder(process.env, homedir());
  try {
    makeFolder(cacheLocation, 0o700);
    // Links are nothing to go by in a folder that others may write to, but this one is named by the user.
    return realpathSync(cacheLocation);
  } catch (error) {
    throw new UserError("usage", `cannot keep a cache in ${cacheLocation}: ${(error as Error).message}`, {
      remedy: "name a folder with --cache-location, or go without by --no-cache",
      cause: error,
    });
  }
}

/** What the renderer is made with. */
export function embeddedRendererOptions(
  options: EmbeddedOptions,
  config: Config,
  root: string,
  terminal: Terminal,
  concurrency = 1,
): TargetServiceOptions {
  const { semantics, kubeVersion, strict, allowExec, allowEnv } = options;
  const variables = allowEnv.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    root,
    charts: config.charts,
    standIns: standInRules(config, root),
    semantics,
    kubeVersion,
    strict,
    dropFields: config.dropFields,
    allowExec,
    variables: Object.fromEntries(variables),
    cacheFolder: cacheFolder(options),
    concurrency,
    note: (note) => {
      // Nobody who asks for images expects hooks to run.
      if (note.kind !== "hooks-skipped") printNote(note, terminal);
    },
  };
}

/** What the evaluation has to say beside its outcome goes to stderr. */
export function printNote({ message }: Pick<Note, "message">, { stderr, messageColors }: Terminal): void {
  stderr.write(`${messageColors.yellow("note:")} ${message}\n`);
}
