import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EditError } from "../../src/edit/edit-error.ts";
import { readSource } from "../../src/edit/read-source.ts";
import { temporaryFolder } from "../helpers.ts";
import { errorOf } from "./errors.ts";

function put(content: string | Uint8Array): string {
  const path = join(temporaryFolder(), "a");
  writeFileSync(path, content);
  return path;
}

test("keeps a byte-order mark", () => {
  expect(readSource(put("\uFEFFa: 1\n"), "a")).toBe("\uFEFFa: 1\n");
});

test("names the place of a byte that is not UTF-8", () => {
  const path = put(Buffer.from([0x61, 0x0a, 0x62, 0xff, 0x0a]));
  expect(errorOf(() => readSource(path, "a"))).toEqual(
    new EditError("not-utf8", "the file is not UTF-8", { line: 2, column: 2 }),
  );
});

test("refuses a file that is not there", () => {
  const path = join(temporaryFolder(), "none");
  expect(errorOf(() => readSource(path, "a"))).toMatchObject({ code: "file-unreadable", place: { file: "a" } });
});

test("refuses a file that nobody may read", () => {
  const path = put("a");
  chmodSync(path, 0o200);
  expect(errorOf(() => readSource(path, "a"))).toMatchObject({ code: "file-unreadable", place: { file: "a" } });
});
