import { join } from "node:path";
import type { Budget } from "../gotemplate/index.ts";
import type { ChartFiles, IsolatedEnvironment } from "../helm/index.ts";
import { isClean } from "./paths.ts";
import type { Semantics } from "./semantics.ts";

/** What is told about an evaluation beside its outcome. Each is told once. */
export interface Note {
  readonly kind:
    | "warning"
    /** Something that helmfile would refuse. */
    | "tolerated"
    /** `exec` was asked for and did not run. */
    | "exec-refused"
    /** There are hooks that helmfile would run; they never are. */
    | "hooks-skipped"
    /** An environment variable was asked for; the environment is empty. */
    | "environment-empty"
    /** A chart is not at hand, and nobody has said what to do about that. */
    | "chart-missing";
  readonly message: string;
}

/** What it takes to note something, and to keep it. */
export const noteCost = 2000;

/** All that the evaluation of one helmfile sees and uses. */
export interface World {
  readonly files: ChartFiles;
  readonly semantics: Semantics;
  /** The clock and the random source of templates. */
  readonly clock: IsolatedEnvironment;
  /** What the templates of the whole evaluation may use together. */
  readonly budget: Budget;
  /** The environment variables that templates see. */
  readonly variables: ReadonlyMap<string, string>;
  /** Runs a command for `exec` and `envExec`; where it is left out, they are refused. */
  readonly execute?: ExecuteCommand | undefined;
  /** Whether what helmfile refuses and this could pass over is refused too. */
  readonly strict: boolean;
  /** Fields of state files to leave out without a word, whether or not helmfile knows them. */
  readonly dropFields: ReadonlySet<string>;
  note(note: Note): void;
}

/**
 * Runs a command and returns what it prints.
 *
 * @param options.folder - the absolute working folder
 */
export type ExecuteCommand = (
  command: string,
  args: readonly string[],
  options: { readonly input: string; readonly folder: string; readonly variables: ReadonlyMap<string, string> },
) => string;

/** The folder of a state file, which helmfile makes its working folder, and relative paths as it writes them. */
export class Folder {
  /** Absolute. */
  readonly path: string;
  /** The same with a slash at its end. */
  readonly #prefix: string;

  constructor(path: string) {
    this.path = path;
    this.#prefix = join(path, "/");
  }

  /** The absolute path for one that is relative to the folder, or absolute already. */
  absolute(path: string): string {
    if (isClean(path)) return path.startsWith("/") ? path : `${this.#prefix}${path}`;
    return path.startsWith("/") ? join(path) : join(this.path, path);
  }
}
