import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { openTextMemo } from "../../../src/render/cache/text-memo.ts";
import { temporaryFolder } from "../../helpers.ts";

test("what was made of a text is made once, also in later runs", async () => {
  const options = { folder: join(temporaryFolder(), "cache"), root: "/repository" };
  const make = vi.fn(async (value: unknown) => value);
  for (let run = 0; run < 2; run++) {
    const memo = openTextMemo(options);
    expect(await memo.get("a", "text", () => make({ list: [1, "x"] }))).toEqual({ list: [1, "x"] });
    expect(await memo.get("a", "text", () => make("not made"))).toEqual({ list: [1, "x"] });
    memo.save();
  }
  expect(make).toHaveBeenCalledTimes(1);
});

test.each([
  ["another text", "a", "other", "/repository"],
  ["another kind", "b", "text", "/repository"],
  ["another repository", "a", "text", "/other"],
])("%s is another matter", async (_, kind, text, root) => {
  const folder = temporaryFolder();
  const before = openTextMemo({ folder, root: "/repository" });
  await before.get("a", "text", async () => 1);
  before.save();
  expect(await openTextMemo({ folder, root }).get(kind, text, async () => 2)).toBe(2);
});

test("what was not used for long is forgotten", async () => {
  const options = { folder: temporaryFolder(), root: "/repository" };
  for (let run = 0; run < 40; run++) {
    const memo = openTextMemo(options);
    await memo.get("a", `text ${run}`, async () => run);
    await memo.get("a", "always", async () => "made in the first run");
    memo.save();
  }
  const memo = openTextMemo(options);
  expect(await memo.get("a", "text 0", async () => "again")).toBe("again");
  expect(await memo.get("a", "text 39", async () => "again")).toBe(39);
  expect(await memo.get("a", "always", async () => "again")).toBe("made in the first run");
});

test("a file that was damaged is not used", async () => {
  const options = { folder: temporaryFolder(), root: "/repository" };
  const before = openTextMemo(options);
  await before.get("a", "text", async () => "first");
  before.save();
  const [name = ""] = readdirSync(options.folder);
  const path = join(options.folder, name);
  writeFileSync(path, readFileSync(path, "utf8").replace("first", "other"));
  expect(await openTextMemo(options).get("a", "text", async () => "again")).toBe("again");
});
