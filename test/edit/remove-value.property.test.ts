import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { EditError } from "../../src/edit/edit-error.ts";
import { removeValue } from "../../src/edit/remove-value.ts";
import { setValue } from "../../src/edit/set-value.ts";
import { valuesFile } from "./values-file.ts";

const path = ["tls", "image_version"];

type Values = { [key: string]: unknown };

/** The model: the entry is gone, and a map that holds nothing else. */
function withoutVersion(before: unknown): unknown {
  const { tls, ...others } = (before ?? {}) as Values;
  if (typeof tls !== "object" || tls === null || !("image_version" in tls)) return before;
  const { image_version, ...rest } = tls as Values;
  return Object.keys(rest).length > 0 ? { ...others, tls: rest } : others;
}

/** The result of an edit; to leave a file alone is always right where the outcome is not certain. */
function orNothing(edit: () => string): string | undefined {
  try {
    return edit();
  } catch (error) {
    expect(error).toBeInstanceOf(EditError);
    return undefined;
  }
}

/** Whether a text is another one of which only characters were taken away. */
function isSubsequence(text: string, whole: string): boolean {
  let at = 0;
  for (const character of whole) if (text.startsWith(character, at)) at += character.length;
  return at === text.length;
}

/** How many blank lines a text begins with, has in a row, and ends with. */
function blankLines(text: string): readonly number[] {
  const lines = text.replace(/^\uFEFF?(?:---\r?\n)?/, "").replace(/\n$/, "");
  if (lines.trim() === "") return [0, 0, 0];
  const runs = [0];
  for (const line of lines.split(/\r?\n/)) {
    if (line.trim() === "") runs.push((runs.pop() ?? 0) + 1);
    else runs.push(0);
  }
  return [runs[0] ?? 0, Math.max(...runs), runs.at(-1) ?? 0];
}

test("the parsed values are the old ones without one path, and characters only went", () => {
  let removed = 0;
  fc.assert(
    fc.property(valuesFile, (before) => {
      const after = orNothing(() => removeValue(before, path));
      if (after === undefined) return;
      if (after !== before) removed++;
      expect(parse(after) ?? {}).toEqual(withoutVersion(parse(before) ?? {}));
      expect(isSubsequence(after, before)).toBe(true);
      expect(removeValue(after, path)).toBe(after);
    }),
    { numRuns: 1500 },
  );
  expect(removed).toBeGreaterThan(80);
});

test("what is set can be removed again", () => {
  let removed = 0;
  fc.assert(
    fc.property(valuesFile, (before) => {
      const set = orNothing(() => setValue(before, path, "1.15.0-1"));
      const after = set === undefined ? undefined : orNothing(() => removeValue(set, path));
      if (set === undefined || after === undefined) return;
      removed++;
      expect(parse(after) ?? {}).toEqual(withoutVersion(parse(set)));
      // Blank lines can be what a scalar holds.
      if (/[|>]\d?\+/.test(set)) return;
      const allowed = blankLines(set);
      expect(blankLines(after).map((count, index) => Math.max(count, allowed[index] ?? 0))).toEqual(allowed);
    }),
    { numRuns: 1000 },
  );
  expect(removed).toBeGreaterThan(500);
});
