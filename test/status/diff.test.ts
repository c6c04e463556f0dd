import { expect, test } from "vitest";
import { diffReports } from "../../src/status/diff.ts";
import type { PlainRow } from "../../src/status/standing.ts";
import { nameOf, plainRow, reportOf } from "./rows.ts";

type Part = Partial<PlainRow>;

/** What is called a change of one row, or of two, of a service. */
test.each<[string, Part[], Part[], { changed?: string[]; added?: string[]; removed?: string[] }]>([
  ["nothing", [{}], [{}], {}],
  ["another version", [{}], [{ version: "2-1" }], { changed: ["envoy:1.0.0-1 → envoy:2-1"] }],
  [
    "another image in the same container",
    [{}],
    [{ image: "envoy-future" }],
    { changed: ["envoy:1.0.0-1 → envoy-future:1.0.0-1"] },
  ],
  ["another registry", [{}], [{ reference: "other/envoy:1.0.0-1" }], { changed: ["envoy:1.0.0-1 → envoy:1.0.0-1"] }],
  [
    "a container of another name",
    [{}],
    [{ container: "tls", version: "2-1" }],
    { changed: ["envoy:1.0.0-1 → envoy:2-1"] },
  ],
  ["a workload of another name", [{}], [{ workload: "Deployment/b" }], {}],
  ["a helmfile of another name", [{}], [{ helmfile: "services/a/helmfile.yaml.gotmpl" }], {}],
  ["another age", [{}], [{ age: { commit: undefined, days: 0 } }], {}],
  [
    "another environment",
    [{}],
    [{ environment: "codfw" }],
    { added: ["a Deployment/main proxy envoy:1.0.0-1"], removed: ["a Deployment/main proxy envoy:1.0.0-1"] },
  ],
  [
    "one of two containers, of which another one gets its image",
    [{}, { container: "other", version: "3-1" }],
    [{ container: "other", version: "4-1" }],
    { changed: ["envoy:3-1 → envoy:4-1"], removed: ["a Deployment/main proxy envoy:1.0.0-1"] },
  ],
])("%s", (_, before, after, { changed = [], added = [], removed = [] }) => {
  const report = (rows: Part[]) => reportOf(...rows.map((row) => plainRow({ service: "a", ...row })));
  const diff = diffReports(report(before), report(after));
  const image = ({ image: name, version }: PlainRow) => `${name}:${version}`;
  expect(diff.changed.map((change) => `${image(change.before)} → ${image(change.after)}`)).toEqual(changed);
  expect(diff.added.map(nameOf)).toEqual(added);
  expect(diff.removed.map(nameOf)).toEqual(removed);
});
