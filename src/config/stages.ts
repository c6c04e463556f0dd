import type { Stage, StageSelection } from "./schema.ts";

/** What runs in a cluster: where the folder above the service names it, and where it is an environment. */
const inCluster = (glob: string): StageSelection[] => [{ clusters: [glob] }, { environments: [glob] }];

const onHost = `curl -s localhost:9631/server_info | grep '"version"'`;
const inPods =
  "new pods are ready and run the version (in a pod: curl -s localhost:1666/server_info); errors and latency are as before";

const canaries: StageSelection[] = [{ releases: ["canary", "*-canary"] }];

/**
 * The order that Wikimedia's documentation gives for a new Envoy: hosts one by one, one Kubernetes service in codfw, and
 * after a while the rest. Steps on hosts are notes, since nothing in the repository knows of them.
 */
export const defaultStages: readonly Stage[] = [
  { note: `one mwdebug host: install the new envoyproxy package, then ${onHost}`, select: [] },
  { note: "one mediawiki host and one restbase host, in the same way", select: [] },
  { note: "the canary hosts, in the same way", select: [] },
  { name: "first", select: inCluster("codfw"), limit: 1, check: inPods },
  { note: "wait: let it run for a while, and look at its dashboards", select: [] },
  { name: "staging", select: [...inCluster("*staging*"), { releases: ["staging"] }], check: inPods },
  { name: "canaries", select: canaries, check: inPods },
  { name: "codfw", select: inCluster("codfw"), check: inPods },
  { name: "eqiad", select: inCluster("eqiad"), check: inPods },
  { name: "rest", select: [], check: inPods },
  { note: `all other hosts, then ${onHost} on each`, select: [] },
];

const beforeProduction = ["*staging*", "*stage*", "*dev*", "*test*", "*qa*"];
const inAnyPods = "new pods are ready and run the version; errors and latency are as before";

/** What stands for them in repositories that have none of their clusters, and so none of those hosts. */
export const plainStages: readonly Stage[] = [
  {
    name: "staging",
    select: [{ clusters: beforeProduction }, { environments: beforeProduction }, { releases: beforeProduction }],
    check: inAnyPods,
  },
  { name: "canaries", select: canaries, check: inAnyPods },
  { name: "rest", select: [], check: inAnyPods },
];
