import type { GoMap, GoValue } from "../govalue/value.ts";
import { marshal, unmarshalMap } from "../goyaml/index.ts";
import { deepMerge } from "../repository/stand-ins/deep-merge.ts";
import { asMap, fail, type Hiera } from "./hiera.ts";
import { mocks } from "./mocks.ts";

/** Where the Rakefile downloads from: its `*_URL`. */
const files = {
  listeners: "hieradata/common/profile/services_proxy/envoy.yaml",
  sectionPorts: "hieradata/common/profile/mariadb.yaml",
  common: "hieradata/common.yaml",
  clusters: "hieradata/common/kubernetes.yaml",
  general: "hieradata/role/common/deployment_server/kubernetes.yaml",
  services: "hieradata/common/profile/kubernetes/deployment_server.yaml",
};

/**
 * The files that deployment-charts' CI makes from operations-puppet before it renders (`refresh_fixtures` in its Rakefile,
 * 2026), by their paths there. They mean the same as CI's; their layout is another.
 *
 * @throws UserError `puppet-incomplete` where the data is not as that code expects it
 */
export function makeFixtures(hiera: Hiera): Map<string, string> {
  const clusters = readClusters(hiera);
  const servicesProxy = mapOf({ services_proxy: readListeners(hiera) });
  const fixtures = new Map<string, string>([[".fixtures/service_proxy.yaml", marshal(servicesProxy)]]);
  for (const [name, values] of generalValues(hiera, clusters, servicesProxy)) {
    const kubernetesVersion = values.get("kubernetesVersion") ?? null;
    fixtures.set(`.fixtures/clusterinfo-${name}.yaml`, marshal(mapOf({ kubernetesVersion })));
    fixtures.set(`.fixtures/general-${name}.yaml`, marshal(values));
  }
  for (const [group, services] of hiera.map(files.services, "profile::kubernetes::deployment_server::services")) {
    for (const [name, cluster] of clusters) {
      if (cluster.group === group) fixtures.set(`.fixtures/services-${name}.yaml`, marshal(mapOf({ services })));
    }
  }
  return fixtures;
}

/** What stays of a listener, as in puppet's `modules/profile/manifests/kubernetes/deployment_server/global_config.pp`. */
const listenerKeys = new Set(["port", "http_host", "timeout", "retry_policy", "xfp", "upstream", "split"]);

/** The listeners of the service proxy by name, with mocked upstreams. */
function readListeners(hiera: Hiera): GoMap {
  const key = "profile::services_proxy::envoy::listeners";
  const listeners: GoMap = new Map();
  for (const [index, entry] of hiera.list(files.listeners, key).entries()) {
    const listener = new Map(asMap(entry, files.listeners, `${key}[${index}]`));
    const name = listener.get("name");
    if (typeof name !== "string") return fail(files.listeners, `${key}[${index}] has no name`);
    listener.set("upstream", fromJson(mocks.upstream));
    const split = listener.get("split");
    if (split !== undefined && split !== null && split !== false) {
      const mocked = new Map(asMap(split, files.listeners, `${key}[${index}]: split`));
      mocked.set("address", mocked.get("upstream") ?? null);
      listener.set("split", deepMerge(mocked, fromJson(mocks.splitUpstream)));
    }
    listeners.set(name, new Map([...listener].filter(([field, value]) => listenerKeys.has(field) && value !== null)));
  }
  return listeners;
}

interface Cluster {
  readonly group: string;
  readonly version: GoValue;
}

/** The clusters by name and by alias, with what they inherit: as in puppet's `modules/k8s/manifests/clusters.pp`. */
function readClusters(hiera: Hiera): Map<string, Cluster> {
  const key = "kubernetes::clusters";
  const defaults = hiera.map(files.clusters, "kubernetes::clusters_defaults");
  const clusters = new Map<string, Cluster>();
  for (const [group, members] of hiera.map(files.clusters, key)) {
    for (const [name, value] of asMap(members, files.clusters, `${key}: ${group}`)) {
      const own = asMap(value, files.clusters, `${key}: ${group}: ${name}`);
      const version = (own.has("version") ? own : defaults).get("version") ?? null;
      const alias = own.get("cluster_alias");
      for (const known of typeof alias === "string" ? [name, alias] : [name]) clusters.set(known, { group, version });
    }
  }
  return clusters;
}

/** A cluster whose values are those of the environment `staging` as well. */
const stagingCluster = "staging-eqiad";

/**
 * The general values of every environment: the defaults, its own, and what all have in common. As the Rakefile merges into
 * its defaults, what one cluster sets is there for those after it that do not set it; it is so here, too. A cluster without
 * values of its own has the defaults, as in production; the Rakefile writes nothing for it.
 */
function generalValues(hiera: Hiera, clusters: ReadonlyMap<string, Cluster>, servicesProxy: GoMap): Map<string, GoMap> {
  const key = "profile::kubernetes::deployment_server::general";
  const general = hiera.map(files.general, key);
  const shared = [
    servicesProxy,
    mapOf({ mariadb: mapOf({ section_ports: hiera.map(files.sectionPorts, "profile::mariadb::section_ports") }) }),
    mapOf({ zookeeper_clusters: mockedHosts(hiera, "zookeeper_clusters") }),
    mapOf({ kafka_brokers: mockedHosts(hiera, "kafka_clusters") }),
    mapOf({ external_services_definitions: fromJson(mocks.externalServices) }),
  ];
  const defaults = asMap(general.get("default"), files.general, `${key}: default`);
  const complete = (values: GoValue, own: GoMap, { version }: Cluster) =>
    [own, ...shared, mapOf({ kubernetesVersion: version })].reduce<GoValue>(deepMerge, values) as GoMap;
  let merged = defaults;
  const values = new Map<string, GoMap>();
  for (const [name, value] of general) {
    if (name === "default") continue;
    const own = asMap(value, files.general, `${key}: ${name}`);
    for (const environment of name === stagingCluster ? [name, "staging"] : [name]) {
      const cluster = clusters.get(environment);
      if (!cluster) return fail(files.clusters, `kubernetes::clusters has no ${environment}, which ${key} names`);
      merged = complete(merged, own, cluster);
      values.set(environment, merged);
    }
  }
  for (const [name, cluster] of clusters) {
    if (!values.has(name)) values.set(name, complete(defaults, new Map(), cluster));
  }
  return values;
}

/** The clusters of some kind of hosts, each with the same mocked addresses. */
function mockedHosts(hiera: Hiera, key: string): GoMap {
  return new Map([...hiera.map(files.common, key).keys()].map((name) => [name, [...mocks.hosts]]));
}

function mapOf(entries: Readonly<Record<string, GoValue>>): GoMap {
  return new Map(Object.entries(entries));
}

function fromJson(value: object): GoMap {
  return unmarshalMap(JSON.stringify(value), { keepIntegers: true });
}
