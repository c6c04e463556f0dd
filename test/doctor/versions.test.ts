import { expect, test } from "vitest";
import { versionWarnings } from "../../src/doctor/versions.ts";

test.each<[string, string, "v0" | "v1" | undefined, string[]]>([
  ["v0.167.1", "v3.19.5+g4a19a5b", undefined, []],
  ["v0.171.0", "v3.19.0", "v0", []],
  ["0.0.0-dev", "v3.19.5", undefined, []],
  ["v1.8.0", "v3.19.5", "v1", []],
  [
    "v1.8.0",
    "v3.19.5",
    undefined,
    [
      "helmfile v1.8.0 takes helmfile.yaml for plain YAML, bump-envoy for a template; --semantics v1 makes it do the same",
    ],
  ],
  [
    "v0.167.1",
    "v3.14.2",
    "v1",
    [
      "bump-envoy is asked to be like helmfile v1 (--semantics v1), and helmfile is v0.167.1",
      "bump-envoy renders as helm v3.19.5 does, and helm is v3.14.2",
    ],
  ],
])("helmfile %s, helm %s, --semantics %s", (helmfile, helm, semantics, warnings) => {
  const tools = { helmfile: { path: "/helmfile", version: helmfile }, helm: { path: "/helm", version: helm } };
  expect(versionWarnings(tools, semantics)).toEqual(warnings);
});
