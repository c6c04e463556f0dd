import { describe, expect, test } from "vitest";
import type { SelectedTarget } from "../../src/bump/selection.ts";
import { TargetReaders } from "../../src/bump/target-readers.ts";
import type { TargetReads } from "../../src/render/renderer.ts";
import { helmfileAt } from "./fake-survey.ts";

type Reads = Readonly<Record<string, Partial<TargetReads>>>;

/** Who looks at files, where each target looks at what is said; `linked/` is a link to `real/`. */
function readersOf(reads: Reads): TargetReaders {
  const readers = new TargetReaders((each) => each.replace(/^linked\//, "real/"));
  for (const [name, own] of Object.entries(reads)) {
    const source = helmfileAt(`${name}/helmfile.yaml`);
    const target: SelectedTarget = { helmfile: source.path, environment: undefined, source, isSelected: false };
    readers.add(target, { files: [], folders: [], charts: [], ...own });
  }
  return readers;
}

const names = (targets: ReadonlySet<SelectedTarget>) => [...targets].map(({ source }) => source.folder);

describe("the targets that look at a file", () => {
  test.each<[string, string, Reads, string[]]>([
    ["the file itself", "a/v.yaml", { a: { files: ["a/v.yaml"] }, b: { files: ["a/w.yaml"] } }, ["a"]],
    ["through a link", "real/v.yaml", { a: { files: ["linked/v.yaml"] }, b: { files: ["real/v.yaml"] } }, ["a", "b"]],
    [
      "a file of a chart",
      "c/x/v.yaml",
      { a: { charts: ["c/x"] }, b: { charts: ["c"] }, d: { charts: ["c/y"] } },
      ["a", "b"],
    ],
    ["an archive", "c/x.tgz", { a: { charts: ["c/x.tgz"] } }, ["a"]],
    ["a chart in the root", "v.yaml", { a: { charts: [""] } }, ["a"]],
    ["not its folder", "a/v.yaml", { a: { folders: ["a"] } }, []],
  ])("%s", (_, path, reads, expected) => {
    expect(names(readersOf(reads).of({ path }))).toEqual(expected);
  });
});

describe("the targets that may come to look at a new file", () => {
  test.each<[string, string, Reads, string[]]>([
    ["its folder was listed", "a/new.yaml", { a: { folders: ["a"] }, b: { folders: ["a/b"] } }, ["a"]],
    ["the root was", "new.yaml", { a: { folders: [""] } }, ["a"]],
    ["a folder above was", "a/b/new.yaml", { a: { folders: ["a"] } }, []],
  ])("%s", (_, path, reads, expected) => {
    const readers = readersOf(reads);
    expect(names(readers.possiblyOf({ path, before: undefined }))).toEqual(expected);
    expect(names(readers.possiblyOf({ path, before: "" }))).toEqual([]);
  });
});
