import { expect, test } from "vitest";
import { chartFolder, isLeftOut } from "../../src/repository/chart-folder.ts";

const charts = {
  stable: "charts",
  "oci://example.org": "mirror",
  "oci://example.org/elsewhere": false,
  bitnami: false,
} as const;

test.each<[chart: string, folder: string | undefined, isLeftOut: boolean]>([
  ["stable/parrot", "charts/parrot", false],
  ["stable/sub/parrot", "charts/sub/parrot", false],
  ["oci://example.org/parrot", "mirror/parrot", false],
  ["oci://example.org/more/parrot", "mirror/more/parrot", false],
  ["oci://example.org/elsewhere/parrot", undefined, true],
  ["bitnami/redis", undefined, true],
  ["bitnami2/redis", undefined, false],
  ["bitnami", undefined, false],
  ["stable", undefined, false],
  ["other/parrot", undefined, false],
  ["../charts/parrot", undefined, false],
  ["/charts/parrot", undefined, false],
  ["constructor/parrot", undefined, false],
])("%s", (chart, folder, isOut) => {
  expect([chartFolder(chart, charts), isLeftOut(chart, charts)]).toEqual([folder, isOut]);
});
