import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { withProgress } from "../../src/report/progress.ts";
import { errorOf } from "../helpers.ts";
import { fakeTerminal } from "./fake-terminal.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("shows what is done, how much of how much, and how long it took, and clears the line", async () => {
  const terminal = fakeTerminal({ isTTY: true });
  const result = await withProgress(terminal, "rendering", 2, async (onDone) => {
    vi.advanceTimersByTime(1400);
    onDone("a/helmfile.yaml");
    vi.advanceTimersByTime(200);
    onDone("b/helmfile.yaml");
    return "result";
  });
  expect(result).toBe("result");
  expect(terminal.stderr.text.split("\r\u001B[K")).toEqual([
    "",
    "rendering 0/2, 0 s ",
    "rendering 1/2, 1 s a/helmfile.yaml",
    "rendering 2/2, 2 s b/helmfile.yaml",
    "",
  ]);
  expect(terminal.stdout.text).toBe("");
});

test("clears the line where the work fails", async () => {
  const terminal = fakeTerminal({ isTTY: true });
  const failure = new Error("failed");
  expect(await errorOf(() => withProgress(terminal, "x", 1, () => Promise.reject(failure)))).toBe(failure);
  expect(terminal.stderr.text).toBe("\r\u001B[Kx 0/1, 0 s \r\u001B[K");
});

test("says nothing where nobody is watching", async () => {
  const terminal = fakeTerminal();
  const result = await withProgress(terminal, "rendering", 1, async (onDone) => {
    onDone("a");
    return 1;
  });
  expect(result).toBe(1);
  expect(terminal.stderr.text + terminal.stdout.text).toBe("");
});
