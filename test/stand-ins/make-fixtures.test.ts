import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { UserError } from "../../src/errors.ts";
import { Hiera } from "../../src/stand-ins/hiera.ts";
import { makeFixtures } from "../../src/stand-ins/make-fixtures.ts";
import { errorOf, fixture, temporaryFolder } from "../helpers.ts";

const made = makeFixtures(new Hiera(fixture("puppet")));
const fixtureOf = (name: string) => parse(made.get(`.fixtures/${name}.yaml`) ?? "", { uniqueKeys: true });

const upstream = {
  ips: ["127.0.0.1/32", "169.254.0.1/32"],
  address: "mock.discovery.wmnet",
  port: 443,
  encryption: true,
};

test("which files there are", () => {
  const environments = ["eqiad", "codfw", "staging-eqiad", "staging", "ml-serve-eqiad", "ml-new-eqiad"];
  const names = ["clusterinfo", "general", "services"].flatMap((kind) => environments.map((name) => `${kind}-${name}`));
  expect([...made.keys()].sort()).toEqual([...names, "service_proxy"].map((name) => `.fixtures/${name}.yaml`).sort());
});

test("listeners: the keys that charts read, with mocked upstreams", () => {
  expect(fixtureOf("service_proxy")).toEqual({
    services_proxy: {
      plain: { port: 6003, timeout: "3s", upstream },
      full: {
        port: 6004,
        timeout: "10s",
        http_host: "full.example.org",
        xfp: "https",
        retry_policy: { retry_on: "5xx", num_retries: 1 },
        upstream,
      },
      split: {
        port: 6005,
        upstream,
        split: {
          percentage: 10,
          upstream: "other.example.org",
          address: "other.example.org",
          ips: ["127.0.0.2/32", "169.254.0.2/32"],
          port: 1443,
          encryption: true,
        },
      },
    },
  });
});

test("general values: defaults, the cluster's own, and mocked addresses", () => {
  const { external_services_definitions, ...eqiad } = fixtureOf("general-eqiad");
  expect(eqiad).toEqual({
    docker: { registry: "docker-registry.example.org" },
    mesh: {
      image_version: "1.23.10-3",
      telemetry: { enabled: true },
      certmanager: { enabled: true, domains: ["discovery.example.org", "svc.eqiad.example.org"] },
    },
    common_images: { postgresql: { "15": "2024-08-22" } },
    ...fixtureOf("service_proxy"),
    mariadb: { section_ports: { s1: 3311, "backup1-eqiad": 3360 } },
    zookeeper_clusters: { "main-eqiad": ["185.71.138.138/32"], "main-codfw": ["185.71.138.138/32"] },
    kafka_brokers: { "logging-eqiad": ["185.71.138.138/32"] },
    kubernetesVersion: "1.31",
  });
  expect(external_services_definitions.kerberos.instances).toEqual({ kdc: ["185.71.138.138", "2001:67c:930::1"] });
});

test.each([
  ["codfw", "1.26.4-1", { enabled: true, domains: ["svc.codfw.example.org"] }],
  [
    "a cluster after it, which sets neither, so that what it set stays",
    "1.26.4-1",
    { enabled: true, domains: ["svc.codfw.example.org"], extraFQDNs: ["staging.example.org"] },
    "staging-eqiad",
  ],
  ["a cluster without values of its own, which has the defaults", "1.23.10-3", undefined, "ml-new-eqiad"],
])("general values of %s", (title, version, certmanager, name = title) => {
  const { mesh } = fixtureOf(`general-${name}`);
  expect(mesh).toEqual({ image_version: version, telemetry: { enabled: true }, ...(certmanager && { certmanager }) });
});

test("staging is another name of staging-eqiad", () => {
  for (const kind of ["general", "clusterinfo", "services"]) {
    expect(fixtureOf(`${kind}-staging`)).toEqual(fixtureOf(`${kind}-staging-eqiad`));
  }
});

test.each([
  ["eqiad", "1.31"],
  ["codfw", "1.31"],
  ["staging", "1.23"],
  ["ml-serve-eqiad", "1.30"],
])("%s runs Kubernetes %s", (name, kubernetesVersion) => {
  expect(fixtureOf(`clusterinfo-${name}`)).toEqual({ kubernetesVersion });
});

test("services are those of the cluster's group", () => {
  const egret = { usernames: [{ name: "egret" }, { name: "egret-deploy" }] };
  expect(fixtureOf("services-staging")).toEqual({ services: { egret } });
  expect(fixtureOf("services-ml-serve-eqiad")).toEqual({ services: { articletopic: { namespace: "articles" } } });
});

describe("what a checkout lacks is named", () => {
  const files = {
    listeners: "hieradata/common/profile/services_proxy/envoy.yaml",
    clusters: "hieradata/common/kubernetes.yaml",
    common: "hieradata/common.yaml",
    general: "hieradata/role/common/deployment_server/kubernetes.yaml",
  };
  const general = "profile::kubernetes::deployment_server::general";
  const listeners = "profile::services_proxy::envoy::listeners";

  test.each<[string, keyof typeof files, (text: string) => string | undefined, string]>([
    ["a file", "general", () => undefined, "the checkout lacks this file"],
    ["a key", "common", (text) => text.replace("kafka_clusters", "kafka"), "the key kafka_clusters is missing"],
    ["the value of a key", "common", () => "zookeeper_clusters:\n", "the key zookeeper_clusters is missing"],
    ["a map", "common", (text) => `${text}zookeeper_clusters: [a]\n`, "zookeeper_clusters is no map"],
    ["a list", "listeners", () => `${listeners}: {}\n`, `${listeners} is no list`],
    ["a name", "listeners", () => `${listeners}: [{port: 1}]\n`, `${listeners}[0] has no name`],
    ["a map in a list", "listeners", () => `${listeners}: [a]\n`, `${listeners}[0] is no map`],
    ["the defaults", "general", () => `${general}: {eqiad: {}}\n`, `${general}: default is no map`],
    ["values", "general", () => `${general}: {default: {}, eqiad: }\n`, `${general}: eqiad is no map`],
    [
      "a cluster",
      "clusters",
      (text) => text.replace("    codfw:", "    x:"),
      `kubernetes::clusters has no codfw, which ${general} names`,
    ],
    [
      "YAML",
      "clusters",
      () => "a: [\n",
      "error converting YAML to JSON: yaml: line 1: did not find expected node content",
    ],
  ])("%s", async (_, name, change, message) => {
    const checkout = join(temporaryFolder(), "puppet");
    cpSync(fixture("puppet"), checkout, { recursive: true });
    const path = join(checkout, files[name]);
    const text = change(readFileSync(path, "utf8"));
    if (text === undefined) rmSync(path);
    else writeFileSync(path, text);
    const error = (await errorOf(() => makeFixtures(new Hiera(checkout)))) as UserError;
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: "puppet-incomplete", message, place: { file: files[name] } });
  });
});
