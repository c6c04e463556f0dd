import { Writable } from "node:stream";
import { createTerminal, type Terminal } from "../../src/report/terminal.ts";

/** A stream that keeps what is written to it. */
export interface FakeStream extends Writable {
  readonly isTTY: boolean;
  readonly text: string;
}

export function fakeStream(isTTY: boolean): FakeStream {
  let text = "";
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _, done) {
      text += chunk;
      done();
    },
  });
  return Object.defineProperties(stream, { isTTY: { value: isTTY }, text: { get: () => text } }) as FakeStream;
}

/** A terminal that keeps what is printed; a person watches it if `isTTY`. */
export function fakeTerminal({ isTTY = false, color = false } = {}): Terminal & {
  readonly stdout: FakeStream;
  readonly stderr: FakeStream;
} {
  const stdout = fakeStream(isTTY);
  const stderr = fakeStream(isTTY);
  return { ...createTerminal(stdout, stderr, { color, environment: {} }), stdout, stderr };
}
