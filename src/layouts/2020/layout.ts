import type { ChartSource } from "../chart-source.ts";
import type { Layout } from "../layout.ts";
import { callsAny, exists, hasKey } from "../marks.ts";
import * as places from "../places.ts";

export const layout: Layout = {
  name: "2020",
  description: "Charts link helpers of common_templates, call tls.*, and have their values below tls.",

  detect(chart) {
    if (isOfModules(chart)) return false;
    const links = exists(chart, `${chart.folder}/templates/_tls_helpers.tpl`);
    return links || callsAny(chart, "tls.") || hasKey(chart, "tls") || exists(chart, `${chart.root}/common_templates`);
  },

  helpers: {
    kind: "links",
    folder: "common_templates",
    files: [
      { file: "templates/_tls_helpers.tpl", prefixes: ["tls."], isForTls: true },
      { file: "templates/_helpers.tpl", prefixes: ["wmf."], isForTls: false },
    ],
    versionKey: "helm_scaffold_version",
  },

  calls: [
    {
      name: "tls.config",
      rule: "configmap-calls",
      brings: "the config maps of the sidecar",
      place: { template: "templates/configmap.yaml" },
      effect: { kind: "config-map", volumes: ["envoy-config-volume", "tls-certs-volume"] },
    },
    {
      name: "tls.annotations",
      rule: "deployment-calls",
      brings: "the annotations that restart pods for a new configuration",
      place: places.podAnnotations,
      effect: { kind: "annotation", names: ["checksum/tls-config", "checksum/tls"] },
    },
    {
      name: "tls.container",
      rule: "deployment-calls",
      brings: "the container of the sidecar",
      place: places.containers,
      effect: { kind: "container", suffix: "-tls-proxy" },
    },
    {
      name: "tls.volume",
      rule: "deployment-calls",
      brings: "the volumes of the sidecar",
      place: places.volumes,
      effect: { kind: "volume", names: ["envoy-config-volume", "tls-certs-volume"] },
    },
    {
      name: "tls.service",
      rule: "service-calls",
      brings: "the service of the public port",
      place: { template: "templates/service.yaml" },
      effect: { kind: "service" },
    },
    {
      name: "tls.networkpolicy",
      rule: "networkpolicy-calls",
      brings: "the ports of the sidecar in what may reach the pods",
      place: places.ingressPorts,
      effect: { kind: "ingress" },
    },
  ],

  values: {
    root: "tls",
    enabled: ["tls", "enabled"],
    publicPort: ["tls", "public_port"],
    telemetry: { enabled: ["tls", "telemetry", "enabled"], port: ["tls", "telemetry", "port"] },
    imageVersion: ["tls", "image_version"],
    keys: [
      { path: ["tls", "enabled"], example: false, needs: "map" },
      { path: ["tls", "image_version"], example: "1.13.1-2", needs: "value" },
      { path: ["tls", "public_port"], example: 4001, needs: "value" },
      { path: ["tls", "certs", "cert"], example: "snakeoil", needs: "value" },
      { path: ["tls", "certs", "key"], example: "snakeoil", needs: "value" },
      { path: ["tls", "telemetry", "enabled"], example: false, needs: "map" },
      { path: ["tls", "telemetry", "port"], example: 9361, needs: "map" },
    ],
    switches: [{ path: ["networkpolicy", "egress", "enabled"], value: true }],
    listeners: undefined,
    block: `tls:
  enabled: false
  image_version: {version}
  public_port: {port} # the port where TLS will be exposed
  upstream_timeout: "180.0s"
  # To be defined in a private space
  certs:
    cert: "snakeoil"
    key: "snakeoil"
  # Enable telemetry
  telemetry:
    enabled: false
    port: 9361
`,
    fixture: `tls:
  enabled: true
  public_port: {port} # the port where TLS will be exposed
  certs:
    cert: |-
      -- begin --
      12345
      -- end --
    key: |-
      -- begin --
      678910
      -- end --
  # Enable telemetry
  telemetry:
    enabled: true
    port: 9361
`,
    defaults: { port: 4001, version: "1.13.1-2" },
  },
};

function isOfModules(chart: ChartSource): boolean {
  return exists(chart, `${chart.folder}/package.json`) || callsAny(chart, "mesh.") || hasKey(chart, "mesh");
}
