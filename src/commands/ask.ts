import { createInterface } from "node:readline";
import type { Terminal } from "../report/terminal.ts";

/**
 * Asks a person at the terminal; whatever is no yes is a no, and so is an end of the input.
 *
 * @returns `undefined` where nobody is there to ask
 */
export async function askYes(question: string, { stderr }: Terminal): Promise<boolean | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  stderr.write(`${question} [y/N] `);
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) return /^y(?:es)?$/i.test(line.trim());
    stderr.write("\n");
    return false;
  } finally {
    lines.close();
  }
}
