import { describe, expect, test } from "vitest";
import { addEntries } from "../../src/edit/add-entries.ts";
import { appendItem } from "../../src/edit/append-item.ts";
import { outcomeOf, readEditCases } from "./cases.ts";

describe("an item is added to a list", () => {
  const lines = ["repo: local", "hooks:", "  - id: b"];
  const item = { repo: "local", hooks: [{ id: "b" }] };

  test.each(readEditCases("append-item"))("$title", ({ before, path, after }) => {
    expect(outcomeOf(() => appendItem(before, path.join("."), lines, item))).toEqual(after);
  });
});

describe("entries are added to a file", () => {
  const lines = ["# why", "job:", "  script: [a]"];

  test.each(readEditCases("add-entries"))("$title", ({ before, after }) => {
    expect(outcomeOf(() => addEntries(before, lines))).toEqual(after);
  });
});
