import { expect, test } from "vitest";
import { newestFirst } from "../../src/registry/published.ts";

test.each<[string[], string[]]>([
  [[], []],
  [
    ["1.9.0-1", "1.10.0-1", "1.9.0-2"],
    ["1.10.0-1", "1.9.0-2", "1.9.0-1"],
  ],
  [
    ["1.15.0-1", "1.15.0-1-20210103", "1.15.0-1-20210110"],
    ["1.15.0-1-20210110", "1.15.0-1-20210103", "1.15.0-1"],
  ],
  [
    ["1.15.0-1-20210103", "1.15.0-2", "1.15.0-1"],
    ["1.15.0-2", "1.15.0-1-20210103", "1.15.0-1"],
  ],
  [
    ["latest", "1.0", "dev", "v1.1"],
    ["1.0", "dev", "latest", "v1.1"],
  ],
  [
    ["1.0", "1.00"],
    ["1.0", "1.00"],
  ],
])("%j", (tags, expected) => {
  expect(newestFirst(tags)).toEqual(expected);
  expect(newestFirst([...tags].reverse())).toEqual(expected);
});
