import { describe, expect, test } from "vitest";
import { EditError } from "../../src/edit/edit-error.ts";
import { setValue } from "../../src/edit/set-value.ts";
import { type EditCase, readEditCases } from "./cases.ts";

function outcome({ before, path, value }: EditCase): EditCase["after"] {
  try {
    return setValue(before, path, value);
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    return { error: `${error.code} ${error.line}:${error.column}` };
  }
}

describe.each(["replace", "insert", "append", "refuse"])("%s", (name) => {
  test.each(readEditCases(name))("$title", (editCase) => {
    expect(outcome(editCase)).toEqual(editCase.after);
  });

  test.each(readEditCases(name).filter(({ after }) => typeof after === "string"))(
    "a second edit changes nothing: $title",
    ({ after, path, value }) => {
      expect(setValue(after as string, path, value)).toBe(after);
    },
  );
});
