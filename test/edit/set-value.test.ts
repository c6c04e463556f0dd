import { describe, expect, test } from "vitest";
import { setValue } from "../../src/edit/set-value.ts";
import { outcomeOf, readEditCases } from "./cases.ts";

describe.each(["replace", "insert", "append", "refuse"])("%s", (name) => {
  test.each(readEditCases(name))("$title", ({ before, path, value, after }) => {
    expect(outcomeOf(() => setValue(before, path, value))).toEqual(after);
  });

  test.each(readEditCases(name).filter(({ after }) => typeof after === "string"))(
    "a second edit changes nothing: $title",
    ({ after, path, value }) => {
      expect(setValue(after as string, path, value)).toBe(after);
    },
  );
});
