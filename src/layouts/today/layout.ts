import type { Layout } from "../layout.ts";
import { callsAny, exists, hasKey } from "../marks.ts";
import * as places from "../places.ts";

export const layout: Layout = {
  name: "today",
  description: "Charts carry copies of modules, call mesh.*, and have their values below mesh.",

  detect(chart) {
    const lists = exists(chart, `${chart.folder}/package.json`) || exists(chart, `${chart.folder}/templates/vendor`);
    return lists || callsAny(chart, "mesh.") || hasKey(chart, "mesh") || exists(chart, `${chart.root}/modules`);
  },

  helpers: {
    kind: "modules",
    folder: "modules",
    vendor: "templates/vendor",
    list: "package.json",
    lock: "package.lock",
    namespaces: ["mesh", "base"],
    forTls: ["mesh.configuration", "mesh.deployment", "mesh.name", "mesh.networkpolicy", "mesh.service"],
  },

  calls: [
    {
      name: "mesh.configuration.configmap",
      rule: "configmap-calls",
      brings: "the config map of the sidecar",
      place: { template: "templates/configmap.yaml" },
      effect: { kind: "config-map", volumes: ["envoy-config-volume"] },
    },
    {
      name: "mesh.name.annotations",
      rule: "deployment-calls",
      brings: "the annotations that restart pods for a new configuration",
      place: places.podAnnotations,
      effect: { kind: "annotation", names: ["checksum/tls-config"] },
    },
    {
      name: "mesh.deployment.container",
      rule: "deployment-calls",
      brings: "the container of the sidecar",
      place: places.containers,
      effect: { kind: "container", suffix: "-tls-proxy" },
    },
    {
      name: "mesh.deployment.volume",
      rule: "deployment-calls",
      brings: "the volumes of the sidecar",
      place: places.volumes,
      effect: { kind: "volume", names: ["envoy-config-volume"] },
    },
    {
      name: "mesh.service",
      rule: "service-calls",
      brings: "the service of the public port",
      place: { template: "templates/service.yaml" },
      effect: { kind: "service" },
    },
    {
      name: "mesh.networkpolicy.ingress",
      rule: "networkpolicy-calls",
      brings: "the ports of the sidecar in what may reach the pods",
      place: places.ingressPorts,
      effect: { kind: "ingress" },
    },
    {
      name: "mesh.networkpolicy.egress",
      rule: "networkpolicy-calls",
      brings: "the listeners' upstreams in what the pods may reach",
      place: { template: "templates/networkpolicy.yaml", within: "network-policy", path: ["egress"] },
      effect: { kind: "egress" },
    },
  ],

  values: {
    root: "mesh",
    enabled: ["mesh", "enabled"],
    publicPort: ["mesh", "public_port"],
    telemetry: { enabled: ["mesh", "telemetry", "enabled"], port: ["mesh", "telemetry", "port"] },
    imageVersion: ["mesh", "image_version"],
    keys: [
      { path: ["mesh", "enabled"], example: false, needs: "map" },
      { path: ["mesh", "image_version"], example: "latest", needs: "map" },
      { path: ["mesh", "public_port"], example: 4001, needs: "map" },
      { path: ["mesh", "telemetry", "enabled"], example: true, needs: "map" },
      { path: ["mesh", "telemetry", "port"], example: 1667, needs: "map" },
    ],
    switches: [{ path: ["networkpolicy", "egress", "enabled"], value: true }],
    reach: [
      { path: ["discovery", "listeners"], value: [] },
      { path: ["mesh", "tracing", "enabled"], value: false },
    ],
    listeners: {
      names: ["discovery", "listeners"],
      definitions: ["services_proxy"],
      example: JSON.stringify({
        port: 6999,
        timeout: "1s",
        keepalive: "4s",
        upstream: { address: "example.invalid", port: 46999, ips: ["192.0.2.1/32"] },
      }),
      port: 46999,
    },
    block: `mesh:
  enabled: false
  image_version: {version}
  # Port to listen to
  public_port: {port}
  # Timeout of a request to the local service
  upstream_timeout: "60s"
  # To be defined in a private space
  certs:
    cert: "snakeoil"
    key: "snakeoil"
  # Enabling telemetry, telemetry port.
  telemetry:
    enabled: true
    port: 1667
`,
    fixture: `mesh:
  enabled: true
  public_port: {port} # the port where TLS will be exposed
  # Enable telemetry
  telemetry:
    enabled: true
    port: 9361
`,
    defaults: { port: 4001, version: "latest" },
  },
};
