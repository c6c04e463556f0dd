import { expect, test } from "vitest";
import { runCli } from "../cli/run.ts";
import { makeTree } from "../helpers.ts";

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  template:
    spec:
      containers:
        - name: proxy
          image: registry.example.org/envoy:{{ .Values.tls.image_version }}
`;

/** A chart with a version that moves, and a call of a template that is not there. */
function chart(name: string) {
  return {
    [`charts/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`,
    [`charts/${name}/values.yaml`]: "tls:\n  image_version: latest\n",
    [`charts/${name}/templates/deployment.yaml`]: deployment,
    [`charts/${name}/templates/configmap.yaml`]: `{{ if .Values.more }}{{ include "${name}.none" . }}{{ end }}\n`,
  };
}

function service(name: string, chart: string, ...values: string[]) {
  const folder = `helmfile.d/services/${name}`;
  return {
    [`${folder}/helmfile.yaml`]: `releases:
  - name: main
    namespace: ${name}
    chart: wmf-stable/${chart}
    values: [${values.join(", ")}]
`,
    [`${folder}/values.yaml`]: "services_proxy: { known: {} }\ndiscovery:\n  listeners: [unknown]\n",
  };
}

/** Services that share charts, files beside them, files of each other, or nothing. */
const root = makeTree({
  ".git/HEAD": "ref: refs/heads/main\n",
  "helmfile.d/services/_shared_/values.yaml":
    "tls: { image_version: edge }\nservices_proxy: { known: {} }\ndiscovery:\n  listeners: [missing]\n",
  ...chart("avocet"),
  ...chart("bittern"),
  ...chart("curlew"),
  ...chart("dunlin"),
  ...service("one", "avocet"),
  ...service("two", "avocet"),
  ...service("three", "bittern", "../_shared_/values.yaml"),
  ...service("four", "curlew", "../_shared_/values.yaml"),
  ...service("five", "dunlin", "values.yaml"),
  ...service("six", "bittern", "../{{ `five` }}/values.yaml", "values.yaml"),
  ...service("seven", "dunlin", "values.yaml"),
});

async function problems(...args: string[]): Promise<string[]> {
  const { stdout } = await runCli(root, "lint", "--format", "json", ...args);
  const { findings } = JSON.parse(stdout) as { findings: Record<string, unknown>[] };
  return findings.map(({ rule, file, line, column, message }) => JSON.stringify([rule, file, line, column, message]));
}

test("every problem is told in one of the shards, those of what services share as well", async () => {
  const all = await problems();
  expect(all.filter((each) => each.includes("unknown-listener"))).not.toEqual([]);
  expect(all.filter((each) => each.includes("image-version"))).not.toEqual([]);
  for (const count of [1, 2, 3, 5]) {
    const shards = await Promise.all(Array.from({ length: count }, (_, i) => problems("--shard", `${i + 1}/${count}`)));
    expect(shards.flat().sort(), `${count} shards`).toEqual(all.toSorted());
    expect(shards.filter((each) => each.length > 0).length, `${count} shards`).toBeGreaterThan(count === 1 ? 0 : 1);
  }
});
