import { expect, test } from "vitest";
import { paletteOf } from "../../../../src/report/status/html/palette.ts";

function huesOf(today: (string | undefined)[], past: (string | undefined)[] = []): Record<string, number> {
  const palette = paletteOf(today, past);
  const hues = new Map(
    [...palette.css.matchAll(/\.(v\d+)\{--hue:(\d+)\}/g)].map(([, name, hue]) => [name, Number(hue)]),
  );
  return Object.fromEntries(
    palette.versions.map((version) => [version, hues.get(palette.classOf(version)) ?? Number.NaN]),
  );
}

test("the newest version that runs is blue, the others are as far from each other as can be", () => {
  expect(huesOf(["1.35.9-1", "1.23.10-3"])).toEqual({ "1.23.10-3": 50, "1.35.9-1": 255 });
  expect(huesOf(["1.0", "2.0", "3.0"])).toEqual({ "1.0": 50, "2.0": 153, "3.0": 255 });
  expect(huesOf(["1.0"])).toEqual({ "1.0": 255 });
});

test("versions of the past lie between and beyond", () => {
  const hues = huesOf(["2.0", "4.0"], ["1.0", "3.0", "3.1", "5.0"]);
  expect(hues).toMatchObject({ "2.0": 50, "4.0": 255 });
  expect([hues["3.0"], hues["3.1"]]).toEqual([118, 187]);
  expect(hues["1.0"]).toBe(0);
  expect(hues["5.0"]).toBe(270);
});

test("what cannot be ordered has no colour, and comes last", () => {
  const palette = paletteOf(["latest", "1.0", undefined], ["main"]);
  expect(palette.versions).toEqual(["1.0", "latest", "main"]);
  expect(["1.0", "latest", "main", undefined].map(palette.rankOf)).toEqual([0, 1, 2, 3]);
  expect(["1.0", "latest", undefined].map(palette.classOf)).toEqual(["v0", "plain", "plain"]);
});

test("versions are ordered as Debian does, and not by their texts", () => {
  expect(paletteOf(["1.9", "1.10", "1.10~rc1"], []).versions).toEqual(["1.9", "1.10~rc1", "1.10"]);
});
