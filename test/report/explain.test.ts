import { describe, expect, test } from "vitest";
import type { Cause, LayerKind, OriginLayer, PartOrigin, Site } from "../../src/provenance/origin.ts";
import type { Override } from "../../src/provenance/overrides.ts";
import { parseImageReference } from "../../src/render/image-reference.ts";
import { explainJson } from "../../src/report/explain-json.ts";
import type { ExplainedImage, Explanation } from "../../src/report/explain-run.ts";
import { printExplainText } from "../../src/report/explain-text.ts";
import type { Helmfile } from "../../src/repository/scan.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const heron: Helmfile = {
  path: "services/heron/helmfile.yaml",
  folder: "services/heron",
  service: "heron",
  cluster: undefined,
  environments: ["eqiad", "codfw"],
};

function site(place: string, lineText: string, text: string): Site {
  const [file = "", line] = place.split(":");
  return { file, line: Number(line), column: lineText.indexOf(text) + 1, text, lineText };
}

function layer(kind: LayerKind, value: string, found: Site | undefined, file = found?.file ?? "none"): OriginLayer {
  return { kind, file, index: kind === "chart" ? -1 : 0, value, site: found };
}

const chart = layer("chart", "1.13", site("charts/heron/values.yaml:3", "  version: 1.13", "1.13"));

/** An image whose version is that of a stand-in. */
function standIn(environment: string, more: Partial<ImageParts> = {}): ExplainedImage {
  const found = site(`.fixtures/general-${environment}.yaml:9`, '  version: "1.15" # new', '"1.15"');
  const layers = [chart, layer("stand-in", "1.15", found, `/etc/general-${environment}.yaml`)];
  const overrides = [{ file: `services/heron/values-${environment}.yaml`, exists: false }];
  return explained({ environment, causes: [{ path: ["mesh", "version"], layers }], overrides, ...more });
}

interface ImageParts {
  readonly helmfile: Helmfile;
  readonly environment: string | undefined;
  readonly release: string;
  readonly image: string;
  readonly container: string;
  readonly causes: readonly Cause[];
  readonly literals: readonly Site[];
  readonly overrides: readonly Override[];
}

function explained(parts: Partial<ImageParts>): ExplainedImage {
  const {
    helmfile = heron,
    environment,
    release = "main",
    image = "example.org/envoy:1.15",
    container = "tls",
  } = parts;
  const { causes = [], literals = [], overrides = [] } = parts;
  const version: PartOrigin = { causes, literals };
  return {
    ...{ helmfile, environment },
    release: { name: release, namespace: "n", chart: "charts/heron", installed: true, values: [] },
    origin: {
      image: { ...parseImageReference(image), text: image, container, object: "Deployment/heron" },
      ...{ version, name: undefined },
    },
    overrides: new Map(causes.map((cause) => [cause, overrides])),
  };
}

function explanation(images: readonly ExplainedImage[], failures: Explanation["failures"] = []): Explanation {
  return { wanted: ["envoy", "envoy-*"], images, failures };
}

function printed(outcome: Explanation, color = false) {
  const terminal = fakeTerminal({ color });
  printExplainText(outcome, terminal);
  return { stdout: terminal.stdout.text, stderr: terminal.stderr.text };
}

const literal = site(
  "charts/heron/templates/a.yaml:4",
  '    image: envoy:{{ .Values.mesh.version | default "1.15" }}',
  "1.15",
);
const long = site(
  "charts/heron/templates/vendor/mesh/a_rather_long_name_of_a_template_1.3.2.tpl:4",
  '    image: "{{ .Values.docker.registry }}/{{ .Values.mesh.name | default "envoy" }}:{{ .Values.mesh.version | default "1.15" }}"',
  "1.15",
);
const own = site("services/heron/values.yaml:2", "  version: 1.15", "1.15");

const heading = "services/heron\n  envoy 1.15\n";

test.each<[string, ExplainedImage[], string]>([
  [
    "environments and releases with the same chain come once, whatever files are called by the environment",
    [
      standIn("eqiad"),
      standIn("eqiad", { release: "canary" }),
      standIn("codfw"),
      standIn("codfw", { release: "canary" }),
    ],
    `${heading}    in eqiad, codfw: main, canary
    mesh.version
      chart    charts/heron/values.yaml:3:12  version: 1.13
    > stand-in .fixtures/general-{eqiad,codfw}.yaml:9:12  version: "1.15" # new
      to change it for the service, set it in values-{eqiad,codfw}.yaml (not there yet)
`,
  ],
  [
    "environments with other releases",
    [standIn("eqiad"), standIn("codfw"), standIn("codfw", { release: "canary" })],
    `${heading}    in eqiad: main
    in codfw: main, canary
    mesh.version
      chart    charts/heron/values.yaml:3:12  version: 1.13
    > stand-in .fixtures/general-{eqiad,codfw}.yaml:9:12  version: "1.15" # new
      to change it for the service, set it in values-{eqiad,codfw}.yaml (not there yet)
`,
  ],
  [
    "only the files that all of them have are named",
    [standIn("eqiad"), standIn("codfw", { overrides: [{ file: "services/heron/values.yaml", exists: true }] })],
    `${heading}    in eqiad, codfw: main
    mesh.version
      chart    charts/heron/values.yaml:3:12  version: 1.13
    > stand-in .fixtures/general-{eqiad,codfw}.yaml:9:12  version: "1.15" # new
      no values file of the service goes over it
`,
  ],
  [
    "chains that differ",
    [
      standIn("eqiad"),
      explained({
        environment: "codfw",
        causes: [{ path: ["mesh", "version"], layers: [layer("values", "1.15", own)] }],
      }),
    ],
    `${heading}    in eqiad: main
    mesh.version
      chart    charts/heron/values.yaml:3:12  version: 1.13
    > stand-in .fixtures/general-eqiad.yaml:9:12  version: "1.15" # new
      to change it for the service, set it in values-eqiad.yaml (not there yet)
  envoy 1.15
    in codfw: main
    mesh.version
    > values   services/heron/values.yaml:2:12  version: 1.15
      no values file of the service goes over it
`,
  ],
  [
    "without environments; a file that is listed twice",
    [
      explained({
        causes: [{ path: ["a"], layers: [layer("values", "1.15", own)] }],
        overrides: [
          { file: "services/heron/values.yaml", exists: true },
          { file: "services/heron/values.yaml", exists: true },
          { file: "services/heron/more.yaml", exists: false },
        ],
      }),
    ],
    `${heading}    in main
    a
    > values   services/heron/values.yaml:2:12  version: 1.15
      to change it for the service, set it in values.yaml or more.yaml (not there yet)
`,
  ],
  [
    "several images of a release are told apart by their containers",
    [
      explained({ container: "tls", literals: [literal] }),
      explained({ container: "init", literals: [literal] }),
      explained({ release: "canary", literals: [literal] }),
    ],
    `${heading}    in main Deployment/heron tls, main Deployment/heron init, canary
    > literal  charts/heron/templates/a.yaml:4:53  image: envoy:{{ .Values.mesh.version | default "1.15" }}
`,
  ],
  [
    "a key that is not set, beside a literal",
    [
      explained({
        causes: [{ path: ["mesh", "version"], layers: [] }],
        literals: [literal],
        overrides: [{ file: "services/heron/values.yaml", exists: true }],
      }),
    ],
    `${heading}    in main
    mesh.version is not set
    > literal  charts/heron/templates/a.yaml:4:53  image: envoy:{{ .Values.mesh.version | default "1.15" }}
      to change it for the service, set it in values.yaml
`,
  ],
  [
    "a line that is too long: what stands at the place is shown",
    [explained({ literals: [long] })],
    `${heading}    in main
    > literal  charts/heron/templates/vendor/mesh/a_rather_long_name_of_a_template_1.3.2.tpl:4:120  … default "1.15" }}"
`,
  ],
  [
    "a version of several values, as printed",
    [
      explained({
        causes: [
          { path: ["a"], layers: [layer("set", "1", site("services/heron/helmfile.yaml:5", "  value: 0x1", "0x1"))] },
          {
            path: ["list", 0, "b"],
            layers: [layer("inline", "15", site("services/heron/helmfile.yaml:7", "- b: 0xf", "0xf"))],
          },
        ],
      }),
    ],
    `services/heron
  envoy 1.15, made of several values
    in main
    a
    > set      services/heron/helmfile.yaml:5:10  value: 0x1
      no values file of the service goes over it
    list[0].b
    > helmfile services/heron/helmfile.yaml:7:6  - b: 0xf (printed as 15)
      no values file of the service goes over it
`,
  ],
  [
    "what is not known",
    [
      explained({
        causes: [{ path: ["a"], layers: [layer("template", "1.15", undefined, "services/heron/values.gotmpl")] }],
      }),
      explained({ release: "other", image: "example.org/envoy" }),
      explained({ release: "third", image: "example.org/envoy@sha256:0f" }),
    ],
    `${heading}    in main
    a
    > template services/heron/values.gotmpl  1.15 (the place is not known)
      no values file of the service goes over it
  envoy without a tag
    in other
    nothing was found that decides it
  envoy sha256:0f
    in third
    nothing was found that decides it
`,
  ],
  [
    "several services",
    [
      explained({ literals: [literal] }),
      explained({
        helmfile: { ...heron, path: "services/egret/helmfile.yaml", folder: "services/egret" },
        literals: [literal],
      }),
    ],
    `${heading}    in main
    > literal  charts/heron/templates/a.yaml:4:53  image: envoy:{{ .Values.mesh.version | default "1.15" }}

services/egret
  envoy 1.15
    in main
    > literal  charts/heron/templates/a.yaml:4:53  image: envoy:{{ .Values.mesh.version | default "1.15" }}
`,
  ],
])("%s", (_, images, text) => {
  expect(printed(explanation(images)).stdout).toBe(text);
});

test("many releases are named on lines that fit", () => {
  const images = Array.from({ length: 30 }, (_, i) => standIn("eqiad", { release: `release-${i}` }));
  const lines = printed(explanation(images)).stdout.split("\n");
  expect(lines.filter((line) => line.includes("release-"))).toHaveLength(4);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(120);
});

describe("the summary", () => {
  test.each<[string, Explanation, string]>([
    ["images", explanation([standIn("eqiad"), standIn("codfw")]), "2 images\n"],
    [
      "images without a place",
      explanation([standIn("eqiad"), explained({})]),
      "2 images, 1 of them without a known place\n",
    ],
    ["nothing", explanation([]), "no release runs an image named envoy or envoy-*\n"],
    [
      "nothing but failures",
      explanation(
        [],
        [
          { helmfile: heron, environment: "eqiad", message: "a\n  b" },
          { helmfile: heron, environment: undefined, message: "c" },
        ],
      ),
      "! services/heron/helmfile.yaml (eqiad): a\n  b\n! services/heron/helmfile.yaml: c\n" +
        "none of what could be rendered runs an image named envoy or envoy-*, 2 failures\n",
    ],
  ])("%s", (_, outcome, text) => {
    expect(printed(outcome).stderr).toBe(text);
  });
});

test("the line that decides stands out in colour", () => {
  const { stdout } = printed(explanation([standIn("eqiad")]), true);
  expect(stdout).toContain(
    '    \u001B[32m>\u001B[39m stand-in .fixtures/general-eqiad.yaml:9:12  version: "1.15" # new\n',
  );
  expect(stdout).toContain("\u001B[2mcharts/heron/values.yaml:3:12\u001B[22m  \u001B[2mversion: 1.13\u001B[22m\n");
});

test("as JSON", () => {
  const failures = [{ helmfile: heron, environment: undefined, message: "c" }];
  const unset = explained({
    causes: [{ path: ["list", 0], layers: [] }],
    literals: [literal],
    image: "envoy@sha256:0f",
  });
  expect(JSON.parse(explainJson(explanation([standIn("eqiad"), unset], failures)))).toEqual({
    formatVersion: 1,
    images: [
      {
        ...{ service: "heron", cluster: null, environment: "eqiad", release: "main", namespace: "n" },
        ...{ helmfile: "services/heron/helmfile.yaml", object: "Deployment/heron", container: "tls" },
        ...{ image: "example.org/envoy:1.15", name: "envoy", tag: "1.15", digest: null },
        keys: [
          {
            path: ["mesh", "version"],
            key: "mesh.version",
            layers: [
              {
                ...{ kind: "chart", file: "charts/heron/values.yaml", value: "1.13", decides: false },
                site: {
                  file: "charts/heron/values.yaml",
                  line: 3,
                  column: 12,
                  text: "1.13",
                  lineText: "  version: 1.13",
                },
              },
              {
                ...{ kind: "stand-in", file: "/etc/general-eqiad.yaml", value: "1.15", decides: true },
                site: {
                  ...{ file: ".fixtures/general-eqiad.yaml", line: 9, column: 12, text: '"1.15"' },
                  lineText: '  version: "1.15" # new',
                },
              },
            ],
            overrides: [{ file: "services/heron/values-eqiad.yaml", exists: false }],
          },
        ],
        literals: [],
      },
      {
        ...{ service: "heron", cluster: null, environment: null, release: "main", namespace: "n" },
        ...{ helmfile: "services/heron/helmfile.yaml", object: "Deployment/heron", container: "tls" },
        ...{ image: "envoy@sha256:0f", name: "envoy", tag: null, digest: "sha256:0f" },
        keys: [{ path: ["list", 0], key: "list[0]", layers: [], overrides: [] }],
        literals: [{ ...literal }],
      },
    ],
    failures: [
      { service: "heron", cluster: null, environment: null, helmfile: "services/heron/helmfile.yaml", message: "c" },
    ],
    summary: { images: 2, traced: 2, untraced: 0, failures: 1 },
  });
});
