import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prepareState } from "../../src/render/prepare-state.ts";
import { readPreparationCases } from "./cases.ts";

const preparation = {
  dropFields: ["tillerNamespace", "helmBinary"],
  mapChart: (chart: string) => (chart.startsWith("stable/") ? `/charts/${chart.slice("stable/".length)}` : chart),
  movedFolders: { folders: ["/etc/helmfile-defaults", "/srv/a.b"], to: ".host" },
};

describe.each(["hooks", "fields-and-charts", "moved-folders"])("%s", (name) => {
  test.each(readPreparationCases(name))("$title", ({ before, after }) => {
    expect(prepareState(before, preparation)).toBe(after);
  });

  test.each(readPreparationCases(name))("every line keeps its number: $title", ({ before }) => {
    expect(prepareState(before, preparation).split("\n")).toHaveLength(before.split("\n").length);
  });

  test.each(readPreparationCases(name))("a second preparation changes nothing: $title", ({ after }) => {
    expect(prepareState(after, preparation)).toBe(after);
  });
});

describe("hooks that cannot be taken out are refused", () => {
  test.each([
    ["in a flow map", "releases:\n- {name: a, hooks: [{events: [prepare]}]}\n", 2],
    ["in a flow map, as JSON", 'releases:\n- {"name":"a","hooks":[{"events":["prepare"]}]}\n', 2],
    ["in a flow map over several lines", "releases:\n- { name: a,\n    hooks: [{events: [prepare]}] }\n", 3],
    ["in a flow map, before other keys", "releases:\n- {\n  hooks: [\n    {events: [prepare]}\n  ],\n  name: a }\n", 3],
    ["in a flow map, as the only key of a line", "releases:\n- { name: a,\n    hooks: [], # none\n    chart: b }\n", 3],
    ["behind an anchor", "releases:\n- &a hooks:\n  - events: [prepare]\n", 2],
    ["behind a tag", "- !!str hooks:\n  - events: [prepare]\n", 1],
    ["as an explicit key", "? hooks\n: - events: [prepare]\n", 1],
  ])("%s", (_, text, line) => {
    expect(() => prepareState(text, preparation)).toThrow(
      `line ${line}: hooks within a flow map cannot be taken out; write them on lines of their own`,
    );
  });

  test.each([
    ["in a comment", "releases: [] # no hooks: here\n# {hooks: []}\n"],
    ["as the end of another key", "values:\n- pre-hooks: {a: 1}\n  my_hooks: {b: 2}\n  x: {post-hooks: 1}\n"],
    ["in words", "# x\ndescription: hooks are good\n"],
  ])("unlike the word hooks %s, which stays", (_, text) => {
    expect(prepareState(text, preparation)).toBe(text);
  });
});

test("text without hooks, dropped fields or charts is unchanged", () => {
  const word = fc.constantFrom(
    "releases",
    "name",
    "values",
    "- ",
    "  ",
    ":",
    " ",
    "{{ if x }}",
    "{{ end }}",
    "{{",
    "[",
  );
  const more = fc.constantFrom(
    "]",
    "{",
    "}",
    "#",
    '"',
    "'",
    "\n",
    "\r\n",
    "\t",
    "|",
    "chart",
    "tiller",
    "*x",
    "&x",
    "",
  );
  const line = fc.array(fc.oneof(word, more, fc.string()), { maxLength: 30 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(line, (text) => {
      fc.pre(!/hooks|tillerNamespace|helmBinary|chart["']?\s*:/.test(text));
      expect(prepareState(text, preparation)).toBe(text);
    }),
    { numRuns: 1000 },
  );
});
