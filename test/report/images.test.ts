import { expect, test } from "vitest";
import { parseImageReference } from "../../src/render/image-reference.ts";
import { imagesJson } from "../../src/report/images-json.ts";
import type { FoundImage, FoundImages } from "../../src/report/images-run.ts";
import { printImagesText } from "../../src/report/images-text.ts";
import type { Helmfile } from "../../src/repository/scan.ts";
import { fakeTerminal } from "./fake-terminal.ts";

function helmfileOf(service: string): Helmfile {
  const folder = `services/${service}`;
  return { path: `${folder}/helmfile.yaml`, folder, service, cluster: undefined, environments: [] };
}

interface Parts {
  readonly service: string;
  readonly environment: string;
  readonly release: string;
  readonly namespace: string;
  readonly container: string;
}

function found(image: string, parts: Partial<Parts> = {}): FoundImage {
  const { service = "heron", environment, release: name = "main", namespace = "n", container = "tls" } = parts;
  return {
    helmfile: helmfileOf(service),
    environment,
    release: { name, namespace },
    image: { ...parseImageReference(image), text: image, container, object: "Deployment/a" },
    template: "a/templates/deployment.yaml",
  };
}

function run(images: readonly FoundImage[], failures: FoundImages["failures"] = []): FoundImages {
  return { wanted: ["envoy"], images, failures };
}

const failure = { helmfile: helmfileOf("auk"), environment: "eqiad", message: "release main: no\nat all" };

test.each<[string, FoundImages, { readonly stdout: string; readonly stderr: string }]>([
  [
    "columns are as wide as what is in them; without an environment there is a dash",
    run([
      found("envoy:1", { environment: "eqiad" }),
      found("example.org/envoy:2", { service: "auk", release: "canary" }),
      found("envoy", { service: "auk" }),
    ]),
    {
      stdout: [
        "services/heron/helmfile.yaml  eqiad  main    envoy:1\n",
        "services/auk/helmfile.yaml    -      canary  example.org/envoy:2\n",
        "services/auk/helmfile.yaml    -      main    envoy\n",
      ].join(""),
      stderr: "3 releases of 2 helmfiles run 3 images\n",
    },
  ],
  [
    "an image that several containers of a release run is there once; releases of one name are told apart",
    run([found("envoy:1"), found("envoy:1", { container: "init" }), found("envoy:1", { namespace: "other" })]),
    {
      stdout: "services/heron/helmfile.yaml  -  main  envoy:1\n".repeat(2),
      stderr: "2 releases of 1 helmfile run 1 image\n",
    },
  ],
  [
    "a name with line breaks stays on its line",
    run([found("envoy:1\nservices/heron/helmfile.yaml", { release: "a\nb" })]),
    {
      stdout: "services/heron/helmfile.yaml  -  a\\nb  envoy:1\\nservices/heron/helmfile.yaml\n",
      stderr: "1 release of 1 helmfile runs 1 image\n",
    },
  ],
  [
    "what failed",
    run([found("envoy:1")], [failure]),
    {
      stdout: "services/heron/helmfile.yaml  -  main  envoy:1\n",
      stderr:
        "! services/auk/helmfile.yaml (eqiad): release main: no\n    at all\n1 release of 1 helmfile runs 1 image, 1 failure\n",
    },
  ],
  ["nothing", run([]), { stdout: "", stderr: "no release runs an image named envoy\n" }],
])("for people: %s", (_, images, expected) => {
  const terminal = fakeTerminal();
  printImagesText(images, terminal);
  expect({ stdout: terminal.stdout.text, stderr: terminal.stderr.text }).toEqual(expected);
});

test.each([
  ["a tag", "example.org/envoy:1.15", "example.org/envoy:", "1.15"],
  ["a digest beside a tag", "envoy:1@sha256:ab", "envoy:1@", "sha256:ab"],
  ["a digest that is none", "envoy:1@a@b", "envoy:1@a@b", ""],
])("the version is in colour: %s", (_, image, plain, version) => {
  const terminal = fakeTerminal({ color: true });
  printImagesText(run([found(image)]), terminal);
  const colored = version && `\u001B[32m${version}\u001B[39m`;
  expect(terminal.stdout.text).toBe(`services/heron/helmfile.yaml  -  main  ${plain}${colored}\n`);
});

test("for programs: each container, and what failed", () => {
  const images = [found("envoy:1@sha256:ab"), found("envoy", { environment: "eqiad", container: "init" })];
  const { images: listed, failures, summary } = JSON.parse(imagesJson(run(images, [failure])));
  expect(listed).toMatchObject([
    { environment: null, container: "tls", tag: "1", digest: "sha256:ab" },
    { environment: "eqiad", container: "init", tag: null, digest: null },
  ]);
  expect(failures).toMatchObject([{ service: "auk", environment: "eqiad", message: failure.message }]);
  expect(summary).toEqual({ images: 2, references: 2, releases: 2, helmfiles: 1, failures: 1 });
});
