import { expect, test } from "vitest";
import { nearest } from "../src/nearest.ts";

const names = ["cxserver", "citoid", "mathoid", "mobileapps", "Wikifeeds", "eventgate-main", "eventgate-analytics"];

test.each<[string, string[]]>([
  ["cxserver", ["cxserver"]],
  ["cxservre", ["cxserver"]],
  ["matoid", ["mathoid", "citoid"]],
  ["CITOID", ["citoid", "mathoid"]],
  ["wikifeed", ["Wikifeeds"]],
  ["eventgate", ["eventgate-main", "eventgate-analytics"]],
  ["eventgate-main-canary", ["eventgate-main"]],
  ["zotero", []],
])("%s: %j", (wanted, expected) => {
  expect(nearest(wanted, names)).toEqual(expected);
});

test("names each name once, the equally near ones in the order of the alphabet, at most as many as asked for", () => {
  expect(nearest("aa", ["ad", "ab", "ac", "ab", "ae"])).toEqual(["ab", "ac", "ad"]);
  expect(nearest("aa", new Set(["ad", "ab", "ac"]), 1)).toEqual(["ab"]);
});
