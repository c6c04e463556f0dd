import { Allowance, defaultUnits, ExhaustedError } from "../govalue/allowance.ts";
import { GoError } from "../govalue/function.ts";
import { readMap } from "../goyaml/index.ts";

/** How many pods these kinds have, their manifests say. */
const scaled = /^kind: *(?:Deployment|StatefulSet|ReplicaSet)\s*$/m;

/**
 * How many pods the objects of a release have that are always there.
 *
 * @param manifests - a stream of YAML documents
 * @param objects - the objects that count, as `Kind/name`
 * @returns `undefined` where one of them does not say it: a job, a custom resource, what is no YAML
 */
export function countPods(manifests: string, objects: ReadonlySet<string>): number | undefined {
  const counts = new Map<string, number>();
  for (const document of manifests.split(/^---.*$/m)) {
    if (!scaled.test(document)) continue;
    const manifest = read(document);
    const name = `${manifest?.get("kind")}/${field(manifest?.get("metadata"), "name")}`;
    const replicas = field(manifest?.get("spec"), "replicas") ?? 1;
    if (objects.has(name) && (typeof replicas === "number" || typeof replicas === "bigint")) {
      counts.set(name, Number(replicas));
    }
  }
  if (counts.size < objects.size) return undefined;
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function read(document: string): ReadonlyMap<unknown, unknown> | undefined {
  try {
    return new Allowance(defaultUnits).run(() => readMap(document, { library: "v2" })) as Map<unknown, unknown>;
  } catch (error) {
    if (error instanceof GoError || error instanceof ExhaustedError) return undefined;
    throw error;
  }
}

function field(map: unknown, key: string): unknown {
  return map instanceof Map ? map.get(key) : undefined;
}
