import { expect, test } from "vitest";
import { countPods } from "../../src/rollout/count-pods.ts";

/** An object with a name, whatever else its spec says. */
function object(kind: string, name: string, spec: string): string {
  return `---\n# Source: a chart\napiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\nspec: ${spec}\n`;
}

test.each<[string, string, string[], number | undefined]>([
  ["a deployment", object("Deployment", "a", "{replicas: 3}"), ["Deployment/a"], 3],
  ["one that does not say it has one", object("Deployment", "a", "{}"), ["Deployment/a"], 1],
  ["one that is scaled to none", object("Deployment", "a", "{replicas: 0}"), ["Deployment/a"], 0],
  [
    "several are added up, and others do not count",
    object("Deployment", "a", "{replicas: 3}") +
      object("StatefulSet", "a", "{replicas: 2}") +
      object("Deployment", "b", "{replicas: 9}") +
      object("Service", "a", "{replicas: 9}"),
    ["Deployment/a", "StatefulSet/a"],
    5,
  ],
  [
    "how many a custom resource has is its own matter",
    object("FlinkDeployment", "a", "{replicas: 3}"),
    ["FlinkDeployment/a"],
    undefined,
  ],
  [
    "a job has none that stay",
    object("Job", "a", "{}") + object("Deployment", "b", "{}"),
    ["Job/a", "Deployment/b"],
    undefined,
  ],
  ["an object that is not there", object("Deployment", "a", "{}"), ["Deployment/b"], undefined],
  ["text for a number", object("Deployment", "a", "{replicas: many}"), ["Deployment/a"], undefined],
  ["what is no YAML", object("Deployment", "a", "{replicas: 3"), ["Deployment/a"], undefined],
])("%s", (_, manifests, objects, expected) => {
  expect(countPods(manifests, new Set(objects))).toBe(expected);
});
