import { GoError } from "../../govalue/function.ts";
import type { GoMap, GoValue } from "../../govalue/value.ts";
import { unmarshal } from "../../goyaml/index.ts";
import { splitManifests } from "../../helm/release/manifests.ts";
import type { RenderedChart } from "../rule.ts";

/** An object of a rendered chart, and the template that gives it. */
export interface ManifestObject {
  readonly template: string;
  readonly kind: string;
  readonly name: string;
  readonly manifest: GoMap;
}

/** What a workload starts. */
export interface Pod {
  readonly object: ManifestObject;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlySet<string>;
  readonly containers: readonly string[];
  /** By name, with the config map that a volume is made of. */
  readonly volumes: ReadonlyMap<string, string | undefined>;
}

/** What a chart renders to, as far as rules look at it. */
export interface Manifests {
  readonly objects: readonly ManifestObject[];
  readonly pods: readonly Pod[];
  /** The templates that fail, or give no YAML, with the reason. */
  readonly failures: ReadonlyMap<string, string>;
}

const read = new WeakMap<RenderedChart, Manifests>();

/** The objects that the chart's own templates give; those of subcharts and of tests are left out. */
export function manifestsOf(rendered: RenderedChart): Manifests {
  let manifests = read.get(rendered);
  if (manifests === undefined) {
    manifests = readManifests(rendered);
    read.set(rendered, manifests);
  }
  return manifests;
}

function readManifests({ templates }: RenderedChart): Manifests {
  const objects: ManifestObject[] = [];
  const failures = new Map<string, string>();
  for (const { name, text, failure } of templates) {
    if (!name.startsWith("templates/") || name.startsWith("templates/tests/")) continue;
    if (failure !== undefined) failures.set(name, failure);
    try {
      for (const document of splitManifests(text)) {
        const object = readObject(name, document);
        if (object !== undefined) objects.push(object);
      }
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      failures.set(name, error.message);
    }
  }
  return { objects, pods: objects.flatMap((object) => podsOf(object, object.manifest)), failures };
}

function readObject(template: string, document: string): ManifestObject | undefined {
  // Of what has no pods, services and network policies are looked into; of the others, some as long as all the rest
  // together, it is enough that they are there.
  const [, kind] = /^kind:[ \t]*["']?(\w+)/m.exec(document) ?? [];
  const [, name] = /^metadata:[^\S\n]*\n(?:[ \t]+.*\n)*?[ \t]+name:[ \t]*["']?([^\s"']+)/m.exec(document) ?? [];
  const isShort = kind === "Service" || kind === "NetworkPolicy" || /^[\s-]*containers:/m.test(document);
  if (!isShort && kind !== undefined && name !== undefined) return { template, kind, name, manifest: new Map() };
  const manifest = unmarshal(document);
  if (!(manifest instanceof Map)) return undefined;
  return { template, kind: textOf(manifest.get("kind")), name: textOf(at(manifest, "metadata", "name")), manifest };
}

/** The pods of an object, wherever it keeps their templates. */
function podsOf(object: ManifestObject, value: GoValue): Pod[] {
  if (Array.isArray(value)) return value.flatMap((each) => podsOf(object, each));
  if (!(value instanceof Map)) return [];
  const containers = at(value, "spec", "containers");
  if (Array.isArray(containers)) return [readPod(object, value, containers)];
  // Of a pod whose only container is missing, the key is left.
  if (containers === null) return [readPod(object, value, [])];
  return [...value.values()].flatMap((each) => podsOf(object, each));
}

function readPod(object: ManifestObject, pod: GoMap, containers: readonly GoValue[]): Pod {
  const annotations = at(pod, "metadata", "annotations");
  // A sidecar may run as an init container that is restarted.
  const init = at(pod, "spec", "initContainers");
  const all = [...containers, ...(Array.isArray(init) ? init : [])];
  const volumes = at(pod, "spec", "volumes");
  return {
    object,
    labels: textsOf(at(pod, "metadata", "labels")),
    annotations: new Set(annotations instanceof Map ? annotations.keys() : []),
    containers: all.map((each) => textOf(at(each, "name"))),
    volumes: new Map(
      (Array.isArray(volumes) ? volumes : []).map((each) => {
        const map = at(each, "configMap", "name");
        return [textOf(at(each, "name")), map === undefined ? undefined : textOf(map)];
      }),
    ),
  };
}

/** The value at a path of keys; `undefined` where there is none. */
export function at(value: GoValue | undefined, ...path: readonly string[]): GoValue | undefined {
  let found = value;
  for (const key of path) found = found instanceof Map ? found.get(key) : undefined;
  return found;
}

/** A map of texts, such as labels. */
export function textsOf(value: GoValue | undefined): Map<string, string> {
  return new Map(value instanceof Map ? [...value].map(([key, each]) => [key, textOf(each)]) : []);
}

/** A scalar as text; empty for nothing. */
export function textOf(value: GoValue | undefined): string {
  return value === undefined || value === null ? "" : String(value);
}
