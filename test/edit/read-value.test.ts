import { expect, test } from "vitest";
import { EditError } from "../../src/edit/edit-error.ts";
import { readValue } from "../../src/edit/read-value.ts";

test.each([
  ["tls:\n  image_version: 1.14.4-1\n", "1.14.4-1"],
  ["tls: {image_version: 1.14}\n", 1.14],
  ["base: &base {image_version: a}\ntls: *base\n", "a"],
  ["base: &base {image_version: a}\ntls:\n  <<: *base\n  enabled: true\n", "a"],
  ["tls:\n  image_version:\n", null],
  ["tls:\n  enabled: true\n", undefined],
  ["tls:\n", undefined],
  ["tls: constructor\n", undefined],
  ["", undefined],
  ["a: 1\n---\ntls: {image_version: second}\n", undefined],
])("%j", (source, value) => {
  expect(readValue(source, ["tls", "image_version"])).toBe(value);
});

test("hundreds of aliases are no reason to give up", () => {
  const source = `a: &a {b: &b {c: 1}}\nlist: [${"*a, *b, ".repeat(200)}]\ntls: {image_version: x}\n`;
  expect(readValue(source, ["tls", "image_version"])).toBe("x");
});

test("a file that is no YAML is an error", () => {
  expect(() => readValue("a: [\n", ["a"])).toThrow(EditError);
});

test("anything else that goes wrong is no error of the file", () => {
  expect(() => readValue(undefined as unknown as string, ["a"])).toThrow(TypeError);
});
