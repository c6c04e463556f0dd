import type { vi } from "vitest";

/** Does something once, right before a call of a mocked function with such a first argument. */
export function rightBefore<Args extends unknown[], Result>(
  mock: ReturnType<typeof vi.fn<(...args: Args) => Result>>,
  first: RegExp,
  action: () => void,
): void {
  const original = mock.getMockImplementation() as (...args: Args) => Result;
  let isDone = false;
  mock.mockImplementation((...args: Args) => {
    if (!isDone && first.test(String(args[0]))) {
      isDone = true;
      action();
    }
    return original(...args);
  });
}
