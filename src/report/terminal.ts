import pc from "picocolors";
import { harmless } from "./harmless.ts";

export type Colors = ReturnType<typeof pc.createColors>;

/** Where a command writes: data to stdout, which comes as it is where no terminal shows it; all else to stderr. */
export interface Terminal {
  readonly stdout: { write(text: string): boolean };
  /** Control characters of what is written come out as text. */
  readonly stderr: { write(message: string): boolean };
  /** Colours for data; they print nothing where stdout should have none. */
  readonly colors: Colors;
  /** Colours for messages. */
  readonly messageColors: Colors;
  /** How many characters fit on a line of stdout; `undefined` where no terminal shows it. */
  readonly width: number | undefined;
  /** Whether a person is watching stderr. */
  readonly isInteractive: boolean;
}

/** What decides about colour and progress, apart from the streams themselves. */
export interface TerminalSettings {
  /** `--color` or `--no-color`. */
  readonly color: boolean | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** What COLUMNS says, else the stream. */
function widthOf({ isTTY, columns }: Stream, { COLUMNS: asked = "" }: NodeJS.ProcessEnv): number | undefined {
  if (/^[1-9]\d{0,5}$/.test(asked)) return Number(asked);
  return isTTY === true ? columns || usualWidth : undefined;
}

const usualWidth = 80;

/** Colour by the flag, else FORCE_COLOR, else NO_COLOR, else whether that stream is a terminal; in CI no progress. */
export function createTerminal(stdout: Stream, stderr: Stream, { color, environment }: TerminalSettings): Terminal {
  const colorsFor = (stream: Stream): Colors => {
    const { FORCE_COLOR: force, NO_COLOR: none, TERM: term } = environment;
    const isForced = force !== undefined && force !== "0" && force !== "false";
    const isForbidden = force !== undefined ? !isForced : none !== undefined && none !== "";
    return pc.createColors(color ?? (isForced || (!isForbidden && stream.isTTY === true && term !== "dumb")));
  };
  const colors = colorsFor(stdout);
  const messageColors = colorsFor(stderr);
  return {
    stdout: { write: (text) => stdout.write(stdout.isTTY ? harmless(text, colors.isColorSupported) : text) },
    stderr: { write: (message) => stderr.write(harmless(message, messageColors.isColorSupported)) },
    colors,
    messageColors,
    width: widthOf(stdout, environment),
    isInteractive: stderr.isTTY === true && !environment["CI"],
  };
}
