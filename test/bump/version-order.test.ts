import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compareVersions, isVersion } from "../../src/bump/version-order.ts";
import { fixture } from "../helpers.ts";

const read = (name: string) => JSON.parse(readFileSync(fixture(`version-order/${name}`), "utf8")) as string[];
const versions = read("versions.json");
const rows = read("order.json");

test.each(versions.map((version, i) => [version, rows[i]]))("orders %s as dpkg does", (version, row) => {
  const signs = versions.map((other) => "<=>"[Math.sign(compareVersions(version, other)) + 1]);
  expect(signs.join("")).toBe(row);
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
