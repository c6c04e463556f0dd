import fc from "fast-check";
import { expect, test } from "vitest";
import { makeRepository, trace } from "./trace.ts";

const service = "helmfile.d/services/parrot";

/** The layers of the release of the test, in merge order. */
const layers = ["chart", "stand-in", "values", "inline", "environment", "template", "set"] as const;
type Layer = (typeof layers)[number];
type Versions = Partial<Record<Layer, string>>;

/** Where each layer sets the version. */
const places: Readonly<Record<Layer, string>> = {
  chart: "chart charts/parrot/values.yaml:2",
  "stand-in": "stand-in .fixtures/general-staging.yaml:2",
  values: `values ${service}/values.yaml:2`,
  inline: `inline ${service}/helmfile.yaml:9`,
  environment: `values ${service}/values-staging.yaml:2`,
  template: `template ${service}/values.yaml.gotmpl:2`,
  set: `set ${service}/helmfile.yaml:14`,
};

function repositoryWith(versions: Versions): string {
  const values = (layer: Layer) =>
    versions[layer] === undefined ? "mesh: {}\n" : `mesh:\n  image_version: ${versions[layer]}\n`;
  const helmfile = `environments: {staging: {}}
---
releases:
  - name: main
    chart: wmf-stable/parrot
    values:
      - /etc/helmfile-defaults/general-staging.yaml
      - values.yaml
      - mesh: {${versions.inline === undefined ? "" : `image_version: ${versions.inline}`}}
      - values-staging.yaml
      - values.yaml.gotmpl
    set:
      - name: ${versions.set === undefined ? "other" : "mesh.image_version"}
        value: ${versions.set ?? "none"}
`;
  return makeRepository({
    repository: "today",
    files: {
      "charts/parrot/values.yaml": values("chart"),
      "charts/parrot/templates/deployment.yaml":
        "kind: Deployment\nmetadata: {name: parrot}\nspec:\n  containers:\n" +
        "    - {name: tls, image: 'example/envoy:{{ .Values.mesh.image_version }}'}\n",
      ".fixtures/general-staging.yaml": values("stand-in"),
      [`${service}/values.yaml`]: values("values"),
      [`${service}/values-staging.yaml`]: values("environment"),
      [`${service}/values.yaml.gotmpl`]: values("template"),
      [`${service}/helmfile.yaml`]: helmfile,
    },
  });
}

/** Few versions, so that several layers often have the same one, or one that begins like another. */
const version = fc.constantFrom("1.15.1", "1.15.1-2", "1.15.2", "1.23.10-3-s1");
const arrangement = fc
  .record(Object.fromEntries(layers.map((layer) => [layer, version])), { requiredKeys: [] })
  .filter((versions) => Object.keys(versions).length > 0) as fc.Arbitrary<Versions>;

test("whichever layers set a version, all of them are found in merge order, and the last one decides", async () => {
  await fc.assert(
    fc.asyncProperty(arrangement, async (versions) => {
      const setting = layers.filter((layer) => versions[layer] !== undefined);
      const origins = await trace(repositoryWith(versions), {
        ...{ repository: "today", environment: "staging", image: "envoy", part: "version" },
      });
      expect(origins.failures).toEqual([]);
      const [origin] = origins.releases.flatMap(({ images }) => images);
      expect(origin?.image.tag).toBe(versions[setting.at(-1) as Layer]);
      const found = origin?.version.causes[0]?.layers.map(
        ({ kind, value, site }) => `${kind} ${site?.file}:${site?.line} ${value}`,
      );
      expect(found).toEqual(setting.map((layer) => `${places[layer]} ${versions[layer]}`));
    }),
    { numRuns: 60 },
  );
});
