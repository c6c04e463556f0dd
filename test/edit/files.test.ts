import * as fs from "node:fs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EditError } from "../../src/edit/edit-error.ts";
import { readSource } from "../../src/edit/read-source.ts";
import { type FileChange, writeFiles } from "../../src/edit/write-files.ts";
import { UserError } from "../../src/errors.ts";

// Lets a test make one call fail as a full disk would.
vi.mock("node:fs", async (original) => {
  const real = await original<typeof fs>();
  return { ...real, fsyncSync: vi.fn(real.fsyncSync), renameSync: vi.fn(real.renameSync) };
});
const diskFull = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bump-envoy-test-"));
});
afterEach(() => {
  vi.mocked(fs.fsyncSync).mockReset();
  vi.mocked(fs.renameSync).mockReset();
  fs.rmSync(folder, { recursive: true });
});

function put(name: string, text: string | Uint8Array, mode = 0o644): string {
  fs.writeFileSync(join(folder, name), text);
  fs.chmodSync(join(folder, name), mode);
  return join(folder, name);
}

function change(name: string, before: string | undefined, after: string): FileChange {
  return { path: join(folder, name), name, before, after };
}

function content(): Record<string, string> {
  return Object.fromEntries(fs.readdirSync(folder).map((name) => [name, fs.readFileSync(join(folder, name), "utf8")]));
}

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

describe("readSource", () => {
  test("keeps a byte-order mark", () => {
    expect(readSource(put("a", "\uFEFFa: 1\n"), "a")).toBe("\uFEFFa: 1\n");
  });

  test("names the place of a byte that is not UTF-8", () => {
    const path = put("a", Buffer.from([0x61, 0x0a, 0x62, 0xff, 0x0a]));
    expect(errorOf(() => readSource(path, "a"))).toEqual(
      new EditError("not-utf8", "the file is not UTF-8", { line: 2, column: 2 }),
    );
  });

  test.each([
    ["no such file", () => join(folder, "none")],
    ["no read permission", () => put("a", "a", 0o200)],
  ])("refuses: %s", (_, path) => {
    expect(errorOf(() => readSource(path(), "a"))).toMatchObject({ code: "file-unreadable", place: { file: "a" } });
  });
});

describe("writeFiles", () => {
  test("replaces and makes files, folders included, and keeps the mode", () => {
    put("a", "old", 0o640);
    writeFiles([change("a", "old", "new"), { ...change("b", undefined, "made"), path: join(folder, "sub", "b") }]);
    expect(fs.readFileSync(join(folder, "a"), "utf8")).toBe("new");
    expect(fs.statSync(join(folder, "a")).mode & 0o777).toBe(0o640);
    expect(fs.readdirSync(folder).sort()).toEqual(["a", "sub"]);
    expect(fs.readFileSync(join(folder, "sub", "b"), "utf8")).toBe("made");
  });

  test.each<[string, () => void, string]>([
    ["a read-only file", () => put("b", "old", 0o444), "file-read-only"],
    ["a file that was changed", () => put("b", "other"), "file-changed"],
  ])("changes nothing for %s", (_, arrange, code) => {
    put("a", "old");
    arrange();
    const before = content();
    const error = errorOf(() => writeFiles([change("a", "old", "new"), change("b", "old", "new")]));
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code, place: { file: "b" } });
    expect(content()).toEqual(before);
  });

  test("changes nothing where a file to make has appeared", () => {
    put("b", "there");
    expect(errorOf(() => writeFiles([change("b", undefined, "new")]))).toMatchObject({ code: "file-changed" });
    expect(content()).toEqual({ b: "there" });
  });

  test.each<[string, () => void, string]>([
    ["writing the first file", () => vi.mocked(fs.fsyncSync).mockImplementationOnce(fail), "a"],
    ["writing the second file", () => failSecond(vi.mocked(fs.fsyncSync)), "b"],
    ["placing the first file", () => vi.mocked(fs.renameSync).mockImplementationOnce(fail), "a"],
    ["placing the second file", () => failSecond(vi.mocked(fs.renameSync)), "b"],
    ["placing the third file", () => failThird(vi.mocked(fs.renameSync)), "c"],
  ])("changes nothing when the disk is full while %s", (_, arrange, name) => {
    put("a", "old");
    put("c", "old");
    const before = content();
    arrange();
    const changes = [change("a", "old", "new"), change("b", undefined, "new"), change("c", "old", "new")];
    expect(errorOf(() => writeFiles(changes))).toMatchObject({ code: "write-failed", place: { file: name } });
    expect(content()).toEqual(before);
  });
});

function fail(): never {
  throw diskFull;
}

function failSecond<T extends (...args: never[]) => unknown>(mock: ReturnType<typeof vi.mocked<T>>): void {
  const real = mock.getMockImplementation() as T;
  mock.mockImplementationOnce(real as never).mockImplementationOnce(fail as never);
}

function failThird<T extends (...args: never[]) => unknown>(mock: ReturnType<typeof vi.mocked<T>>): void {
  const real = mock.getMockImplementation() as T;
  mock
    .mockImplementationOnce(real as never)
    .mockImplementationOnce(real as never)
    .mockImplementationOnce(fail as never);
}
