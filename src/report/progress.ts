import type { Terminal } from "./terminal.ts";

/**
 * Shows on stderr how far some work is, where a person is watching: n of m, what was done last, how long it has taken.
 *
 * @param work - calls its argument with the name of each part that is done
 */
export async function withProgress<T>(
  terminal: Terminal,
  label: string,
  total: number,
  work: (onDone: (name: string) => void) => Promise<T>,
): Promise<T> {
  if (!terminal.isInteractive) return work(() => {});
  const { stderr, messageColors } = terminal;
  const start = Date.now();
  let count = 0;
  const show = (name: string) => {
    const seconds = Math.round((Date.now() - start) / 1000);
    stderr.write(`${clearLine}${label} ${count}/${total}, ${seconds} s ${messageColors.dim(name)}`);
  };
  show("");
  try {
    return await work((name) => {
      count++;
      show(name);
    });
  } finally {
    stderr.write(clearLine);
  }
}

const clearLine = "\r\u001B[K";
