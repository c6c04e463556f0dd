import { chmodSync, existsSync, lstatSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { copyRepository, type Scratch } from "../../src/render/scratch.ts";
import { errorOf, makeTree, readTree, temporaryFolder } from "../helpers.ts";

const scratches: Scratch[] = [];
afterEach(async () => {
  for (const scratch of scratches.splice(0)) await scratch.remove();
});

async function copy(root: string): Promise<Scratch> {
  const scratch = await copyRepository(root);
  scratches.push(scratch);
  return scratch;
}

test("copies files and folders with their bytes and modes, hidden ones included", async () => {
  const root = makeTree({ "a/b/c.yaml": "text\r\n", ".hidden/d": "", "run.sh": "#!/bin/sh\n" });
  chmodSync(join(root, "run.sh"), 0o755);
  writeFileSync(join(root, "bytes"), Buffer.from([0xff, 0x00]));
  const scratch = await copy(root);
  expect(readTree(scratch.root)).toEqual(readTree(root));
  expect(readFileSync(join(scratch.root, "bytes"))).toEqual(Buffer.from([0xff, 0x00]));
  expect(statSync(join(scratch.root, "run.sh")).mode & 0o777).toBe(0o755);
});

test("leaves .git and node_modules out, wherever they are", async () => {
  const scratch = await copy(
    makeTree({
      ".git/HEAD": "",
      "node_modules/a/index.js": "",
      "sub/.git": "gitdir: x",
      "sub/node_modules/b": "",
      "sub/.github/c": "",
      "sub/d": "",
    }),
  );
  expect(Object.keys(readTree(scratch.root))).toEqual(["sub/.github/c", "sub/d"]);
});

test("the copy can be written to without a change of the original", async () => {
  const root = makeTree({ "a.yaml": "original" });
  const scratch = await copy(root);
  writeFileSync(join(scratch.root, "a.yaml"), "other");
  expect(readTree(root)).toEqual({ "a.yaml": "original" });
});

test("links within lead to the copy, others to where they led", async () => {
  const outside = makeTree({ file: "outside" });
  const root = makeTree({ "a/file": "inside", "..b": "" }, join(temporaryFolder(), "root"));
  makeTree(
    {
      "c/relative": "-> ../a/file",
      "c/folder": "-> ../a",
      "c/absolute": `-> ${root}/a/file`,
      "c/root": `-> ${root}`,
      "c/missing": "-> none",
      "c/dots": "-> ../..b",
      "c/up": "-> ../../beside",
      "c/parent": "-> ../..",
      "c/outside": `-> ${outside}/file`,
    },
    root,
  );
  const scratch = await copy(root);
  expect(readTree(scratch.root)).toEqual({
    "..b": "",
    "a/file": "inside",
    "c/relative": "-> ../a/file",
    "c/folder": "-> ../a",
    "c/absolute": `-> ${scratch.root}/a/file`,
    "c/root": `-> ${scratch.root}`,
    "c/missing": "-> none",
    "c/dots": "-> ../..b",
    "c/up": `-> ${dirname(root)}/beside`,
    "c/parent": `-> ${dirname(root)}`,
    "c/outside": `-> ${outside}/file`,
  });
});

test("a root that is reached by a link is copied as what it leads to", async () => {
  const root = makeTree({ "real/a/file": "text", link: "-> real" });
  makeTree({ "real/b": "-> a/file", "real/c": `-> ${root}/real/a`, "real/d": "-> ../beside" }, root);
  const scratch = await copy(join(root, "link"));
  expect(readTree(scratch.root)).toEqual({
    "a/file": "text",
    b: "-> a/file",
    c: `-> ${scratch.root}/a`,
    d: `-> ${root}/beside`,
  });
});

test("makes new empty folders beside the copy and removes everything", async () => {
  const scratch = await copyRepository(makeTree({ a: "" }));
  const folders = [await scratch.makeFolder(), await scratch.makeFolder()];
  expect(new Set(folders).size).toBe(2);
  for (const folder of folders) {
    expect(dirname(folder)).toBe(dirname(scratch.root));
    expect(lstatSync(folder).isDirectory()).toBe(true);
    expect(readTree(folder)).toEqual({});
  }
  await scratch.remove();
  expect(existsSync(dirname(scratch.root))).toBe(false);
});

test("what cannot be copied is an error", async () => {
  const error = await errorOf(() => copyRepository(join(temporaryFolder(), "none")));
  expect(error).toMatchObject({ code: "ENOENT" });
});
