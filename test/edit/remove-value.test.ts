import { describe, expect, test } from "vitest";
import { removeValue } from "../../src/edit/remove-value.ts";
import { outcomeOf, readEditCases } from "./cases.ts";

const cases = readEditCases("remove");

describe("remove", () => {
  test.each(cases)("$title", ({ before, path, after }) => {
    expect(outcomeOf(() => removeValue(before, path))).toEqual(after);
  });

  test.each(cases.filter(({ after }) => typeof after === "string"))(
    "a second removal changes nothing: $title",
    ({ path, after }) => {
      expect(removeValue(after as string, path)).toBe(after);
    },
  );
});
