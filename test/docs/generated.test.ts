import { execa } from "execa";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url).pathname;

test("the reference is not stale", async () => {
  const { exitCode, stdout } = await execa("node", ["scripts/generate-reference.mjs", "--check"], {
    cwd: root,
    reject: false,
  });
  expect({ exitCode, stale: stdout }).toEqual({ exitCode: 0, stale: "" });
});
