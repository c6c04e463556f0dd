import { expect, it } from "vitest";
import { bytesToText } from "../../../src/govalue/text.ts";
import type { GoValue } from "../../../src/govalue/value.ts";
import { valuesOf } from "../../../src/helm/values/file-values.ts";
import { parseValuesFile } from "../../../src/helm/values/options.ts";
import { YamlMerger } from "../../../src/repository/stand-ins/yaml-merger.ts";

it.each([
  ["keys out of order", ["b: {d: 1, c: 2}\na: 3\n", "b: {e: 4}\nz: [2, 1]\n"]],
  ["numbers", ["a: 1\nb: 1.0\nc: 9007199254740993\nd: 1e3\ne: 0x1f\n", "f: -0.5\n"]],
  ["texts that look like something else", ["a: 'yes'\nb: '1'\nc: '~'\nd: '2020-01-01'\n", "e: |\n  f\n\n  g\n"]],
  ["keys that look like something else", ["'<<': {a: 1}\n'1': b\n'true': c\n'd: e': f\n", "'~': g\n'': h\n"]],
  ["nothing but nulls", ["a:\n", "b: ~\n"]],
  ["the same value under two keys", ["a: &v {c: 1}\nb: *v\n", "d: {e: 2}\n"]],
])("what helm would read of merged files is known without reading them: %s", (_, texts) => {
  const merger = new YamlMerger();
  const files = texts.map((text, i) => ({ path: `${i}.yaml`, bytes: Buffer.from(text) }));
  const merged = merger.merge(files);
  const read = parseValuesFile(bytesToText(merged));
  expect(inOrder(valuesOf(merged, ""))).toEqual(inOrder(read));
});

/** Maps as lists of their entries: their order matters. */
function inOrder(value: GoValue): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  return value instanceof Map ? [...value].map(([key, item]) => [key, inOrder(item)]) : value;
}
