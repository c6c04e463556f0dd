import { join } from "node:path";
import { expect, test } from "vitest";
import { pathBelow } from "../../src/repository/path-below.ts";

test.each(["a", "a/b.yaml", ".a/b", "./a", "../a", "../../a/b", "..", ".", "", "/a/b"])(
  "as join gives it: %j",
  (path) => {
    for (const folder of ["/root/folder", "/"]) expect(pathBelow(folder, path)).toBe(join(folder, path));
  },
);
