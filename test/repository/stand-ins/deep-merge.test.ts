import { expect, test } from "vitest";
import { unmarshal } from "../../../src/goyaml/index.ts";
import { deepMerge } from "../../../src/repository/stand-ins/deep-merge.ts";

test.each([
  ["maps key by key", "{a: {x: 1, y: 1}, b: 1}", "{a: {y: 2, z: 2}, c: 2}", "{a: {x: 1, y: 2, z: 2}, b: 1, c: 2}"],
  ["a list replaces a list", "{a: [1, 2]}", "{a: [3]}", "{a: [3]}"],
  ["a scalar replaces a map", "{a: {x: 1}}", "{a: 1}", "{a: 1}"],
  ["a list replaces a map", "{a: {x: 1}}", "{a: []}", "{a: []}"],
  ["null replaces", "{a: {x: 1}, b: 1}", "{a: null, b: null}", "{a: null, b: null}"],
  ["false replaces", "{a: true}", "{a: false}", "{a: false}"],
  ["a map replaces null", "{a: null}", "{a: {x: 1}}", "{a: {x: 1}}"],
  ["a map replaces false", "{a: false}", "{a: {x: 1}}", "{a: {x: 1}}"],
  ["a map leaves a scalar alone", "{a: 0, b: ''}", "{a: {x: 1}, b: {x: 1}}", "{a: 0, b: ''}"],
  ["a map leaves a list alone", "{a: []}", "{a: {x: 1}}", "{a: []}"],
  ["an empty map changes nothing", "{a: {x: 1}}", "{a: {}}", "{a: {x: 1}}"],
])("%s", (_, target, source, expected) => {
  const [one, two] = [unmarshal(target), unmarshal(source)];
  expect(deepMerge(one, two)).toEqual(unmarshal(expected));
  expect([one, two], "neither is changed").toEqual([unmarshal(target), unmarshal(source)]);
});
