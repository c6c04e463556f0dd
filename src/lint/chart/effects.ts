import type { GoValue } from "../../govalue/value.ts";
import type { CallEffect } from "../../layouts/layout.ts";
import { at, type ManifestObject, type Manifests, type Pod, textOf, textsOf } from "./manifests.ts";

/** Kinds whose pods end: nothing leads to them, and they are not restarted for another configuration. */
const jobs = new Set(["Job", "CronJob"]);

/** Whether what a pod does comes to an end. */
export function isJob({ object }: Pod): boolean {
  return jobs.has(object.kind);
}

/** Whether a pod has what a call brings to pods; `undefined` where the call brings nothing to pods. */
export function hasEffect(pod: Pod, effect: CallEffect): boolean | undefined {
  switch (effect.kind) {
    case "annotation":
      return effect.names.some((name) => pod.annotations.has(name));
    case "container":
      return pod.containers.some((name) => name.endsWith(effect.suffix));
    case "volume":
      return effect.names.some((name) => pod.volumes.has(name));
    default:
      return undefined;
  }
}

/** Whether a config map is there that a volume of a pod names; `undefined` where the pod has no such volume. */
export function hasConfigMap({ objects }: Manifests, pod: Pod, volume: string): boolean | undefined {
  const name = pod.volumes.get(volume);
  if (name === undefined) return undefined;
  return objects.some((object) => object.kind === "ConfigMap" && object.name === name);
}

/** Whether a service leads to a port of a pod. */
export function hasService({ objects }: Manifests, pod: Pod, port: string): boolean {
  return objects.some(({ kind, manifest }) => {
    if (kind !== "Service") return false;
    const selector = textsOf(at(manifest, "spec", "selector"));
    // A label that other releases have as well, such as `routed_via`, need not be the pod's own.
    if (![...selector].every(([key, value]) => (pod.labels.get(key) ?? value) === value)) return false;
    return listOf(at(manifest, "spec", "ports")).some((each) =>
      ["port", "targetPort", "nodePort"].some((key) => textOf(at(each, key)) === port),
    );
  });
}

/**
 * The network policies that say what may reach a pod, or what it may reach. Where labels do not tell, since an operator gives
 * pods others, these are all.
 */
export function policiesOf(manifests: Manifests, pod: Pod, type: "Ingress" | "Egress"): ManifestObject[] {
  const policies = manifests.objects.filter(({ kind, manifest }) => {
    const types = listOf(at(manifest, "spec", "policyTypes")).map(textOf);
    return kind === "NetworkPolicy" && types.includes(type);
  });
  const isFor = (of: Pod, { manifest }: ManifestObject): boolean => {
    const selector = textsOf(at(manifest, "spec", "podSelector", "matchLabels"));
    return [...selector].every(([key, value]) => (of.labels.get(key) ?? value) === value);
  };
  const selecting = policies.filter((policy) => isFor(pod, policy));
  const isOperated = !/^(?:Deployment|StatefulSet|DaemonSet|Job|CronJob|Pod)$/.test(pod.object.kind);
  return selecting.length === 0 && isOperated ? policies : selecting;
}

/** Whether a network policy opens a port. */
export function opensPort({ manifest }: ManifestObject, type: "Ingress" | "Egress", port: string): boolean {
  return listOf(at(manifest, "spec", type.toLowerCase())).some((rule) => {
    const ports = listOf(at(rule, "ports"));
    if (ports.length === 0) return type === "Ingress" || at(rule, "to") === undefined;
    return ports.some((each) => {
      const [first, last] = [textOf(at(each, "port")), textOf(at(each, "endPort"))];
      if (first === "" || first === port) return true;
      return last !== "" && Number(first) <= Number(port) && Number(port) <= Number(last);
    });
  });
}

/** Whether a rule of what may come in has a list of ports with nothing in it. */
export function hasBarePorts({ manifest }: ManifestObject): boolean {
  return listOf(at(manifest, "spec", "ingress")).some((rule) => at(rule, "ports") === null);
}

function listOf(value: GoValue | undefined): GoValue[] {
  return Array.isArray(value) ? value : [];
}
