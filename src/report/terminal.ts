import pc from "picocolors";
import { harmless } from "./harmless.ts";

export type Colors = ReturnType<typeof pc.createColors>;

/** Where a command writes: data to stdout, all else to stderr. */
export interface Terminal {
  readonly stdout: NodeJS.WritableStream;
  /** Control characters of what is written come out as text. */
  readonly stderr: { write(message: string): boolean };
  /** Colours for data; they print nothing where stdout should have none. */
  readonly colors: Colors;
  /** Colours for messages. */
  readonly messageColors: Colors;
  /** Whether a person is watching stderr. */
  readonly isInteractive: boolean;
}

/** What decides about colour and progress, apart from the streams themselves. */
export interface TerminalSettings {
  /** `--color` or `--no-color`. */
  readonly color: boolean | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** Colour by the flag, else FORCE_COLOR, else NO_COLOR, else whether that stream is a terminal; in CI no progress. */
export function createTerminal(stdout: Stream, stderr: Stream, { color, environment }: TerminalSettings): Terminal {
  const colorsFor = (stream: Stream): Colors => {
    const { FORCE_COLOR: force, NO_COLOR: none, TERM: term } = environment;
    const isForced = force !== undefined && force !== "0" && force !== "false";
    const isForbidden = force !== undefined ? !isForced : none !== undefined && none !== "";
    return pc.createColors(color ?? (isForced || (!isForbidden && stream.isTTY === true && term !== "dumb")));
  };
  const messageColors = colorsFor(stderr);
  return {
    stdout,
    stderr: { write: (message) => stderr.write(harmless(message, messageColors.isColorSupported)) },
    colors: colorsFor(stdout),
    messageColors,
    isInteractive: stderr.isTTY === true && !environment["CI"],
  };
}
