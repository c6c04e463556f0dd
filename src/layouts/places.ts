import type { CallPlace } from "./layout.ts";

/*
 * Where calls belong in the manifests of any layout: what Kubernetes calls the parts of a workload and of a policy.
 */

const workload = { template: "templates/deployment.yaml", within: "workload" } as const;

export const podAnnotations: CallPlace = {
  ...workload,
  path: ["template|podTemplate", "metadata", "annotations"],
  addsBelow: ["template|podTemplate", "metadata"],
};

export const containers: CallPlace = { ...workload, path: ["template|podTemplate", "spec", "containers"] };

export const volumes: CallPlace = {
  ...workload,
  path: ["template|podTemplate", "spec", "volumes"],
  addsBelow: ["template|podTemplate", "spec"],
};

export const ingressPorts: CallPlace = {
  template: "templates/networkpolicy.yaml",
  within: "network-policy",
  path: ["ingress", "ports"],
};
