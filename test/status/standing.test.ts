import { describe, expect, test } from "vitest";
import { plainRow, reportOf } from "./rows.ts";

const digest = `sha256:${"0".repeat(64)}`;

describe("versions of an image", () => {
  test.each<[string, (string | undefined)[], (string | undefined)[], { newest?: string; mostCommon?: string }]>([
    [
      "come by Debian's order",
      ["1.9.0-1", "1.10.0-1"],
      ["1.10.0-1", "1.9.0-1"],
      { newest: "1.10.0-1", mostCommon: "1.10.0-1" },
    ],
    [
      "pre-releases before releases",
      ["1.0~rc1-1", "1.0-1"],
      ["1.0-1", "1.0~rc1-1"],
      { newest: "1.0-1", mostCommon: "1.0-1" },
    ],
    ["the most common may be old", ["1-1", "2-1", "1-1"], ["2-1", "1-1"], { newest: "2-1", mostCommon: "1-1" }],
    [
      "those that cannot be ordered come last",
      [undefined, "latest", digest, "1-1"],
      ["1-1", "latest", digest, undefined],
      { newest: "1-1", mostCommon: "1-1" },
    ],
    ["none can be ordered", ["latest", "edge"], ["edge", "latest"], { mostCommon: "edge" }],
  ])("%s", (_, versions, expected, { newest, mostCommon }) => {
    const { images } = reportOf(...versions.map((version, i) => ({ ...plainRow({ service: `s${i}` }), version })));
    expect(images).toMatchObject([{ image: "envoy", versions: expected.map((version) => ({ version })) }]);
    expect([images[0]?.newest, images[0]?.mostCommon]).toEqual([newest, mostCommon]);
  });

  test("are behind the newest of their own image only, and only where that is known", () => {
    const { rows } = reportOf(
      plainRow({ service: "a", version: "1-1" }),
      plainRow({ service: "b", version: "2-1" }),
      plainRow({ service: "c", version: "latest" }),
      plainRow({ service: "d", version: "1-1", image: "envoy-future" }),
    );
    expect(rows.map(({ isBehind }) => isBehind)).toEqual([true, false, false, false]);
  });
});

describe("drift", () => {
  test("is other versions of the same image in the same service", () => {
    const { rows, services } = reportOf(
      plainRow({ service: "a", version: "1-1" }),
      plainRow({ service: "a", version: "2-1", release: "canary" }),
      plainRow({ service: "a", version: "3-1", image: "envoy-future" }),
      plainRow({ service: "b", version: "4-1" }),
    );
    expect(rows.map(({ drift }) => drift)).toEqual([["2-1"], ["1-1"], [], []]);
    expect(services.map(({ service, image, versions, isBehind }) => [service, image, versions, isBehind])).toEqual([
      ["a", "envoy", ["2-1", "1-1"], true],
      ["a", "envoy-future", ["3-1"], false],
      ["b", "envoy", ["4-1"], false],
    ]);
  });

  test("goes over clusters, and not over services of the same name elsewhere", () => {
    const { rows, services } = reportOf(
      plainRow({ service: "a", version: "1-1", cluster: "eqiad", folder: "services/eqiad/a" }),
      plainRow({ service: "a", version: "2-1", cluster: "codfw", folder: "services/codfw/a" }),
      plainRow({ service: "a", version: "3-1", folder: "others/a" }),
    );
    expect(rows.map(({ drift }) => drift)).toEqual([["2-1"], ["1-1"], []]);
    expect(services.map(({ folders }) => folders)).toEqual([["services/eqiad/a", "services/codfw/a"], ["others/a"]]);
  });
});
