import { expect, test } from "vitest";
import { hunksOf } from "../../src/doctor/hunks.ts";
import { changesBetween } from "../../src/doctor/line-changes.ts";

/** A manifest of as many lines as it is given, and two more. */
function manifest(template: string, ...lines: string[]): string[] {
  return ["---", `# Source: ${template}`, ...lines];
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `line${i + 1}: x`);
}

function hunks(helmfile: string[], embedded: string[], releases = [{ name: "main", lines: embedded.length }]) {
  return hunksOf(changesBetween(helmfile, embedded), { helmfile, embedded, releases });
}

test("changes come with three lines around them", () => {
  const lines = numbered(10);
  expect(hunks(lines, lines.with(4, "line5: y"))).toEqual([
    {
      start: 2,
      startAfter: 2,
      lines: [" line2: x", " line3: x", " line4: x", "-line5: x", "+line5: y", " line6: x", " line7: x", " line8: x"],
      release: "main",
      template: undefined,
    },
  ]);
});

test.each([
  ["six lines apart make one hunk", 9, 1],
  ["seven lines apart make two", 10, 2],
])("changes that lie %s", (_, other, count) => {
  const lines = numbered(20);
  const result = hunks(lines, lines.with(2, "changed").with(other, "changed"));
  expect(result).toHaveLength(count);
  expect(result.flatMap((hunk) => hunk.lines).filter((line) => line === "+changed")).toHaveLength(2);
});

test("the numbers of the second output count what was added before", () => {
  const lines = numbered(20);
  const embedded = [...lines.slice(0, 2), "more: 1", ...lines.slice(2, 15), ...lines.slice(16)];
  expect(hunks(lines, embedded).map(({ start, startAfter }) => [start, startAfter])).toEqual([
    [1, 1],
    [13, 14],
  ]);
});

test.each<[string, string[], string[], string | undefined, string | undefined]>([
  [
    "in the first release",
    [...manifest("c/templates/a.yaml", "a: 1", ""), ...manifest("c/templates/b.yaml", "b: 1", "")],
    [...manifest("c/templates/a.yaml", "a: 2", ""), ...manifest("c/templates/b.yaml", "b: 1", "")],
    "first",
    "c/templates/a.yaml",
  ],
  [
    "in the second release",
    [...manifest("c/templates/a.yaml", "a: 1", ""), ...manifest("c/templates/b.yaml", "b: 1", "")],
    [...manifest("c/templates/a.yaml", "a: 1", ""), ...manifest("c/templates/b.yaml", "b: 2", "")],
    "second",
    "c/templates/b.yaml",
  ],
  [
    "a line more, within a release",
    [...manifest("c/templates/a.yaml", "a: 1", "x: 1", ""), ...manifest("c/templates/b.yaml", "b: 1", "")],
    [...manifest("c/templates/a.yaml", "a: 1", ""), ...manifest("c/templates/b.yaml", "b: 1", "")],
    "first",
    "c/templates/a.yaml",
  ],
  [
    "a manifest that only helmfile prints, between releases",
    [
      ...manifest("c/templates/a.yaml", "a: 1", ""),
      ...manifest("c/templates/extra.yaml", "e: 1", ""),
      ...manifest("c/templates/b.yaml", "b: 1", ""),
    ],
    [...manifest("c/templates/a.yaml", "a: 1", ""), ...manifest("c/templates/b.yaml", "b: 1", "")],
    undefined,
    "c/templates/extra.yaml",
  ],
  [
    "a manifest that only helmfile prints, before all others",
    [...manifest("c/templates/extra.yaml", "e: 1", ""), ...manifest("c/templates/a.yaml", "a: 1", ""), "b", "", "", ""],
    [...manifest("c/templates/a.yaml", "a: 1", ""), "b", "", "", ""],
    undefined,
    "c/templates/extra.yaml",
  ],
  [
    "a manifest that only bump-envoy prints",
    [...manifest("c/templates/a.yaml", "a: 1", "")],
    [...manifest("c/templates/a.yaml", "a: 1", ""), ...manifest("c/templates/b.yaml", "b: 1", "")],
    "second",
    "c/templates/b.yaml",
  ],
  [
    "nothing of what helmfile prints",
    manifest("c/templates/a.yaml", "a: 1", ""),
    [""],
    undefined,
    "c/templates/a.yaml",
  ],
])("says where it is: %s", (_, helmfile, embedded, release, template) => {
  const releases =
    embedded.length < 8
      ? []
      : [
          { name: "first", lines: 4 },
          { name: "second", lines: 4 },
        ];
  expect(hunks(helmfile, embedded, releases)[0]).toMatchObject({ release, template });
});
