import fc from "fast-check";
import { expect, test } from "vitest";
import { type Change, changesBetween } from "../../src/doctor/line-changes.ts";

/** Each change as `START-REMOVED STARTAFTER+ADDED`. */
function described(before: string, after: string): string[] {
  return changesBetween([...before], [...after]).map(
    ({ start, removed, startAfter, added }) => `${start}-${removed.join("")} ${startAfter}+${added.join("")}`,
  );
}

test.each<[string, string, string, string[]]>([
  ["the same", "abc", "abc", []],
  ["both empty", "", "", []],
  ["a line replaced", "abc", "axc", ["1-b 1+x"]],
  ["more lines", "ac", "abbc", ["1- 1+bb"]],
  ["fewer lines", "abbc", "ac", ["1-bb 1+"]],
  ["several changes", "abcdefg", "axcdfgh", ["1-b 1+x", "4-e 4+", "7- 6+h"]],
  ["the first and the last line", "abc", "xby", ["0-a 0+x", "2-c 2+y"]],
  ["from nothing", "", "ab", ["0- 0+ab"]],
  ["to nothing", "ab", "", ["0-ab 0+"]],
])("%s", (_, before, after, changes) => {
  expect(described(before, after)).toEqual(changes);
});

test("texts with little in common change at once, without what they have in common at both ends", () => {
  const lines = (name: string) => ["head", ...Array.from({ length: 5000 }, (_, i) => `${name} ${i}`), "tail"];
  const changes = changesBetween(lines("a"), lines("b"));
  expect(
    changes.map(({ start, removed, startAfter, added }) => [start, removed.length, startAfter, added.length]),
  ).toEqual([[1, 5000, 1, 5000]]);
});

/** The second text, made from the first by changes. */
function applied(before: readonly string[], changes: readonly Change[]): string[] {
  const after: string[] = [];
  let next = 0;
  for (const { start, removed, startAfter, added } of changes) {
    after.push(...before.slice(next, start));
    expect(after).toHaveLength(startAfter);
    expect(before.slice(start, start + removed.length)).toEqual(removed);
    after.push(...added);
    next = start + removed.length;
  }
  return [...after, ...before.slice(next)];
}

test("the changes make one text the other", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(applied(before, changesBetween(before, after))).toEqual(after);
    }),
  );
});
