import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compareAsDebian, compareVersions, isVersion } from "../../src/bump/version-order.ts";
import { fixture } from "../helpers.ts";

const read = (name: string) => JSON.parse(readFileSync(fixture(`version-order/${name}`), "utf8")) as string[];
const versions = read("versions.json");
const rows = read("order.json");

test.each(versions.map((version, i) => [version, rows[i]]))("orders %s as dpkg does", (version, row) => {
  const signs = versions.map((other) => "<=>"[Math.sign(compareAsDebian(version, other)) + 1]);
  expect(signs.join("")).toBe(row);
});

test("takes a date at the end for that of a rebuild", () => {
  const ordered = [
    [
      "1.14.4-2-20210110",
      "1.15.0~rc1-1-20210110",
      "1.15.0-20210103",
      "1.15.0-1",
      "1.15.0-1-20201227",
      "1.15.0-1-20210103",
    ],
    ["1.15.0-2", "1.15.0-2-s1", "1.15.0-2-s1-20210103", "1.15.0-2-s2"],
    // Another number at the end is what Debian takes for the revision.
    ["1.15.1-2", "1.15.1-3", "1.15.1-2-20211301", "1.15.1-2-202101031", "1.15.1.1-1"],
    ["1:1.0-1-20200101", "1:1.0-2"],
  ].flat();
  const sorted = ordered.toReversed().sort(compareVersions);
  expect(sorted).toEqual(ordered);
  expect(compareVersions("1.15.0-1-20210103", "1.15.0-1-20210103")).toBe(0);
});

test.each([
  ["1.15.0-1", true],
  ["2024-01-01-production", true],
  ["latest", false],
  ["sha256:0123", false],
  ["", false],
])("%j can be ordered: %j", (text, expected) => {
  expect(isVersion(text)).toBe(expected);
});
