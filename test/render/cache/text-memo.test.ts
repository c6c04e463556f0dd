import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { openTextMemo } from "../../../src/render/cache/text-memo.ts";
import { temporaryFolder } from "../../helpers.ts";

test("what was made of a text is made once, also in later runs", () => {
  const options = { folder: join(temporaryFolder(), "cache"), root: "/repository" };
  const make = vi.fn((value: unknown) => value);
  for (let run = 0; run < 2; run++) {
    const memo = openTextMemo(options);
    expect(memo.get("a", "text", () => make({ list: [1, "x"] }))).toEqual({ list: [1, "x"] });
    expect(memo.get("a", "text", () => make("not made"))).toEqual({ list: [1, "x"] });
    memo.save();
  }
  expect(make).toHaveBeenCalledTimes(1);
});

test.each([
  ["another text", "a", "other", "/repository"],
  ["another kind", "b", "text", "/repository"],
  ["another repository", "a", "text", "/other"],
])("%s is another matter", (_, kind, text, root) => {
  const folder = temporaryFolder();
  const before = openTextMemo({ folder, root: "/repository" });
  before.get("a", "text", () => 1);
  before.save();
  expect(openTextMemo({ folder, root }).get(kind, text, () => 2)).toBe(2);
});

test("what was not used for long is forgotten", () => {
  const options = { folder: temporaryFolder(), root: "/repository" };
  for (let run = 0; run < 40; run++) {
    const memo = openTextMemo(options);
    memo.get("a", `text ${run}`, () => run);
    memo.get("a", "always", () => "made in the first run");
    memo.save();
  }
  const memo = openTextMemo(options);
  expect(memo.get("a", "text 0", () => "again")).toBe("again");
  expect(memo.get("a", "text 39", () => "again")).toBe(39);
  expect(memo.get("a", "always", () => "again")).toBe("made in the first run");
});

test("a file that was damaged is not used", () => {
  const options = { folder: temporaryFolder(), root: "/repository" };
  const before = openTextMemo(options);
  before.get("a", "text", () => "first");
  before.save();
  const [name = ""] = readdirSync(options.folder);
  const path = join(options.folder, name);
  writeFileSync(path, readFileSync(path, "utf8").replace("first", "other"));
  expect(openTextMemo(options).get("a", "text", () => "again")).toBe("again");
});
