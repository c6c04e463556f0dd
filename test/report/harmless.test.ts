import { describe, expect, test } from "vitest";
import { harmless } from "../../src/report/harmless.ts";

describe("what a message shows of control characters", () => {
  test.each([
    ["plain text, ÄÖ 漢 🙂", "plain text, ÄÖ 漢 🙂", undefined],
    ["two\nlines\tand a tab", "two\nlines\tand a tab", undefined],
    ["\u001b[31mred\u001b[39m", "\\u001b[31mred\\u001b[39m", "\u001b[31mred\u001b[39m"],
    ["\r\u001b[Kprogress", "\\u000d\\u001b[Kprogress", "\r\u001b[Kprogress"],
    ["\u001b[2J\u001b[1;1H", "\\u001b[2J\\u001b[1;1H", undefined],
    ["\u001b]0;title\u0007", "\\u001b]0;title\\u0007", undefined],
    ["over\rwritten", "over\\u000dwritten", undefined],
    ["\u009b31m", "\\u009b31m", undefined],
    ["a\u202egpj.exe", "a\\u202egpj.exe", undefined],
  ])("%j", (message, withoutColors, withColors = withoutColors) => {
    expect(harmless(message, false)).toBe(withoutColors);
    expect(harmless(message, true)).toBe(withColors);
  });
});
