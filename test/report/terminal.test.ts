import { describe, expect, test } from "vitest";
import { createTerminal } from "../../src/report/terminal.ts";
import { fakeStream } from "./fake-terminal.ts";

interface Setting {
  readonly flag?: boolean;
  readonly tty?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

describe("colour: the flag, then FORCE_COLOR, then NO_COLOR, then whether the stream is a terminal", () => {
  test.each<[Setting, boolean]>([
    [{}, false],
    [{ tty: true }, true],
    [{ tty: true, env: { TERM: "xterm" } }, true],
    [{ tty: true, env: { TERM: "dumb" } }, false],
    [{ tty: true, env: { CI: "true" } }, true],
    [{ tty: true, env: { NO_COLOR: "1" } }, false],
    [{ tty: true, env: { NO_COLOR: "" } }, true],
    [{ env: { NO_COLOR: "1" } }, false],
    [{ env: { FORCE_COLOR: "1" } }, true],
    [{ env: { FORCE_COLOR: "true" } }, true],
    [{ env: { FORCE_COLOR: "" } }, true],
    [{ env: { FORCE_COLOR: "1", TERM: "dumb" } }, true],
    [{ env: { FORCE_COLOR: "1", NO_COLOR: "1" } }, true],
    [{ tty: true, env: { FORCE_COLOR: "0" } }, false],
    [{ tty: true, env: { FORCE_COLOR: "false" } }, false],
    [{ flag: true }, true],
    [{ flag: true, env: { NO_COLOR: "1", FORCE_COLOR: "0", TERM: "dumb" } }, true],
    [{ flag: false, tty: true }, false],
    [{ flag: false, tty: true, env: { FORCE_COLOR: "1" } }, false],
  ])("%j: %j", ({ flag, tty = false, env = {} }, isColored) => {
    const terminal = createTerminal(fakeStream(tty), fakeStream(tty), { color: flag, environment: env });
    expect(terminal.colors.red("x") !== "x").toBe(isColored);
    expect(terminal.messageColors.red("x") !== "x").toBe(isColored);
  });

  test("each stream for itself", () => {
    const piped = createTerminal(fakeStream(false), fakeStream(true), { color: undefined, environment: {} });
    expect(piped.colors.isColorSupported).toBe(false);
    expect(piped.messageColors.isColorSupported).toBe(true);
  });
});

test.each<[boolean, NodeJS.ProcessEnv, boolean]>([
  [true, {}, true],
  [true, { CI: "" }, true],
  [true, { CI: "true" }, false],
  [true, { NO_COLOR: "1" }, true],
  [false, {}, false],
])("a person watches where stderr is a terminal and not in CI: %j, %j: %j", (tty, environment, isInteractive) => {
  const terminal = createTerminal(fakeStream(!tty), fakeStream(tty), { color: undefined, environment });
  expect(terminal.isInteractive).toBe(isInteractive);
});

test.each<[boolean, number | undefined, NodeJS.ProcessEnv, number | undefined]>([
  [false, undefined, {}, undefined],
  [false, undefined, { COLUMNS: "60" }, 60],
  [true, 120, {}, 120],
  [true, undefined, {}, 80],
  [true, 0, {}, 80],
  [true, 120, { COLUMNS: "60" }, 60],
  [true, 120, { COLUMNS: "" }, 120],
  [true, 120, { COLUMNS: "wide" }, 120],
])("the width is what COLUMNS says, else that of the terminal: %j, %j, %j: %j", (tty, columns, environment, width) => {
  const stdout = Object.assign(fakeStream(tty), columns === undefined ? {} : { columns });
  expect(createTerminal(stdout, fakeStream(true), { color: false, environment }).width).toBe(width);
});
