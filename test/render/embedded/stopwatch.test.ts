import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Stopwatch } from "../../../src/render/embedded/stopwatch.ts";

beforeEach(() => vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => vi.useRealTimers());

test("time goes by unless it stands still", () => {
  const watch = new Stopwatch();
  const start = watch.now();
  const after = (milliseconds: number) => {
    vi.advanceTimersByTime(milliseconds);
    return watch.now() - start;
  };
  expect(after(5)).toBe(5);
  watch.stop();
  expect(after(100)).toBe(5);
  watch.stop();
  expect(after(100)).toBe(5);
  watch.goOn();
  expect(after(2)).toBe(7);
  watch.goOn();
  expect(after(2)).toBe(9);
  watch.stop();
  expect(after(100)).toBe(9);
});
