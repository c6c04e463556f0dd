// Writes a repository of any size from small templates of our own, in the layout of today's deployment-charts: a chart for
// every second service, each with a vendored mesh module; three environments a service.
//   node bench/growth-repository.mjs DIR SERVICES
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const environments = ["staging", "eqiad", "codfw"];
const servicesPerChart = 2;

/** Writes the repository into a folder that is empty or not there. */
export function writeRepository(folder, services) {
  const write = (name, text) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  write(".bump-envoy.yaml", "key: mesh.image_version\n");
  write("helmfile.d/services/global.yaml", globalState);
  for (let number = 0; number * servicesPerChart < services; number++) {
    for (const [name, text] of Object.entries(chartFiles(`chart-${number}`)))
      write(`charts/chart-${number}/${name}`, text);
  }
  for (let number = 0; number < services; number++) {
    const chart = `chart-${Math.floor(number / servicesPerChart)}`;
    const files = serviceFiles(`service-${number}`, chart, number);
    for (const [name, text] of Object.entries(files)) write(`helmfile.d/services/service-${number}/${name}`, text);
  }
}

const globalState = `helmDefaults:
  timeout: 600
  args: ["--kubeconfig", "/etc/kubernetes/{{ .Environment.Name }}.config"]
`;

function serviceFiles(service, chart, number) {
  return {
    "helmfile.yaml": `environments:
${environments.map((name) => `  ${name}:\n    values:\n      - releases: [${name === "staging" ? "staging" : "production"}]\n`).join("")}---
bases:
  - ../global.yaml

templates:
  default: &default
    namespace: ${service}
    chart: wmf-stable/${chart}
    installedTemplate: "{{\`{{ has .Release.Name .Environment.Values.releases }}\`}}"
    missingFileHandler: Warn
    values:
      - values.yaml
      - "values-{{ .Environment.Name }}.yaml"
      - "values-{{\`{{ .Release.Name }}\`}}.yaml"

releases:
  - name: staging
    <<: *default
  - name: production
    <<: *default
`,
    "values.yaml": `# The service ${service}.
docker:
  registry: docker-registry.example.org
main_app:
  image: example/${service}
  version: 2026-01-${String((number % 28) + 1).padStart(2, "0")}-000000-production
  port: ${8000 + (number % 1000)}
  requests: { cpu: 200m, memory: 256Mi }
  limits: { cpu: "1", memory: 512Mi }
config:
  public:
    LOG_LEVEL: info
    WORKERS: "${number % 16}"
    UPSTREAM: http://localhost:6500
mesh:
  enabled: true
  admin: { port: 1666 }
  image_version: 1.23.10-3
  public_port: ${4000 + (number % 1000)}
  upstream_timeout: 60s
discovery:
  listeners: [mwapi-async, restbase, eventgate-analytics]
`,
    "values-staging.yaml": "resources:\n  replicas: 1\nconfig:\n  public:\n    LOG_LEVEL: debug\n",
    "values-production.yaml": "resources:\n  replicas: 4\n",
  };
}

function chartFiles(chart) {
  return {
    "Chart.yaml": `apiVersion: v2\nname: ${chart}\nversion: 0.1.0\ndescription: A service of the benchmark\n`,
    "values.yaml": `docker:
  registry: docker-registry.example.org
  pull_policy: IfNotPresent
resources:
  replicas: 1
main_app:
  image: example/none
  version: latest
  port: 8080
  requests: {}
  limits: {}
config:
  public: {}
mesh:
  enabled: false
  image_version: latest
  admin: { port: 1666 }
  public_port: 4000
  upstream_timeout: 30s
services_proxy:
  mwapi-async: { port: 6500, upstream: { address: mw-api.example.org, port: 4446, encryption: true }, timeout: 60s }
  restbase: { port: 6011, upstream: { address: restbase.example.org, port: 7443, encryption: true }, timeout: 15s }
  eventgate-analytics: { port: 6004, upstream: { address: eventgate.example.org, port: 4592, encryption: true }, timeout: 10s }
discovery:
  listeners: []
`,
    "templates/deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ template "base.meta.name" . }}
  labels: {{- include "base.meta.labels" . | nindent 4 }}
spec:
  selector:
    matchLabels:
      app: {{ .Chart.Name }}
      release: {{ .Release.Name }}
  replicas: {{ .Values.resources.replicas }}
  template:
    metadata:
      labels: {{- include "base.meta.labels" . | nindent 8 }}
      annotations:
        checksum/configuration: {{ include (print $.Template.BasePath "/configmap.yaml") . | sha256sum }}
        {{- include "mesh.annotations" . | nindent 8 }}
    spec:
      containers:
        - name: {{ template "base.meta.name" . }}
          image: "{{ .Values.docker.registry }}/{{ .Values.main_app.image }}:{{ .Values.main_app.version }}"
          imagePullPolicy: {{ .Values.docker.pull_policy }}
          ports:
            - containerPort: {{ .Values.main_app.port }}
          env:
          {{- range $name, $value := .Values.config.public }}
            - name: {{ $name | quote }}
              value: {{ $value | quote }}
          {{- end }}
          resources:
            requests: {{- toYaml .Values.main_app.requests | nindent 14 }}
            limits: {{- toYaml .Values.main_app.limits | nindent 14 }}
        {{- include "mesh.container" . | nindent 8 }}
      volumes: {{- include "mesh.volume" . | nindent 8 }}
`,
    "templates/configmap.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ template "base.meta.name" . }}-config
  labels: {{- include "base.meta.labels" . | nindent 4 }}
data:
  config.yaml: |- {{- toYaml .Values.config.public | nindent 4 }}
---
{{ include "mesh.configmap" . }}
`,
    "templates/service.yaml": `apiVersion: v1
kind: Service
metadata:
  name: {{ template "base.meta.name" . }}
  labels: {{- include "base.meta.labels" . | nindent 4 }}
spec:
  type: NodePort
  selector:
    app: {{ .Chart.Name }}
    release: {{ .Release.Name }}
  ports:
    - name: https
      port: {{ .Values.mesh.public_port }}
      nodePort: {{ .Values.mesh.public_port }}
`,
    "templates/vendor/base/meta_1.0.0.tpl": `{{- define "base.meta.name" -}}
{{- printf "%s-%s" .Chart.Name .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- define "base.meta.labels" -}}
app: {{ .Chart.Name }}
chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
release: {{ .Release.Name }}
heritage: {{ .Release.Service }}
{{- end -}}
`,
    "templates/vendor/mesh/deployment_1.3.0.tpl": `{{- define "mesh.annotations" -}}
{{- if .Values.mesh.enabled }}
checksum/tls-config: {{ include "mesh.configmap" . | sha256sum }}
envoyproxy.io/scrape: "true"
envoyproxy.io/port: {{ .Values.mesh.admin.port | quote }}
{{- end }}
{{- end -}}
{{- define "mesh.container" -}}
{{- if .Values.mesh.enabled }}
- name: {{ template "base.meta.name" . }}-tls-proxy
  image: {{ .Values.docker.registry }}/envoy:{{ .Values.mesh.image_version }}
  imagePullPolicy: {{ .Values.docker.pull_policy }}
  env:
    - name: SERVICE_NAME
      value: {{ .Release.Name }}
    - name: SERVICE_ZONE
      value: "default"
  ports:
    - containerPort: {{ .Values.mesh.public_port }}
  readinessProbe:
    httpGet:
      path: /healthz
      port: {{ .Values.mesh.admin.port }}
  volumeMounts:
    - name: envoy-config-volume
      mountPath: /etc/envoy/
      readOnly: true
{{- end }}
{{- end -}}
{{- define "mesh.volume" -}}
{{- if .Values.mesh.enabled }}
- name: envoy-config-volume
  configMap:
    name: {{ template "base.meta.name" . }}-envoy-config-volume
{{- end }}
{{- end -}}
`,
    "templates/vendor/mesh/configuration_1.2.0.tpl": `{{- define "mesh.configmap" -}}
{{- if .Values.mesh.enabled }}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ template "base.meta.name" . }}-envoy-config-volume
  labels: {{- include "base.meta.labels" . | nindent 4 }}
data:
  envoy.yaml: |- {{- include "mesh.configuration" . | nindent 4 }}
{{- end }}
{{- end -}}
{{- define "mesh.configuration" -}}
admin:
  address: {socket_address: {address: 127.0.0.1, port_value: {{ .Values.mesh.admin.port }}}}
static_resources:
  listeners:
    - name: tls_terminator
      address: {socket_address: {address: "::", port_value: {{ .Values.mesh.public_port }}}}
      filter_chains: {{- include "mesh.filter_chain" (dict "timeout" .Values.mesh.upstream_timeout "cluster" "local_service") | nindent 8 }}
{{- range $name := .Values.discovery.listeners }}
{{- $listener := index $.Values.services_proxy $name }}
    - name: {{ $name }}
      address: {socket_address: {address: 0.0.0.0, port_value: {{ $listener.port }}}}
      filter_chains: {{- include "mesh.filter_chain" (dict "timeout" $listener.timeout "cluster" $name) | nindent 8 }}
{{- end }}
  clusters:
    - name: local_service
      connect_timeout: 1.0s
      load_assignment: {cluster_name: local_service, endpoints: [{{ .Values.main_app.port }}]}
{{- range $name := .Values.discovery.listeners }}
{{- $upstream := (index $.Values.services_proxy $name).upstream }}
    - name: {{ $name }}
      connect_timeout: 0.25s
      type: strict_dns
      {{- if $upstream.encryption }}
      transport_socket:
        name: envoy.transport_sockets.tls
        sni: {{ $upstream.address }}
      {{- end }}
      endpoint: {{ printf "%s:%d" $upstream.address (int $upstream.port) | quote }}
{{- end }}
{{- end -}}
{{- define "mesh.filter_chain" }}
- filters:
    - name: envoy.filters.network.http_connection_manager
      stat_prefix: {{ .cluster }}
      route_config:
        virtual_hosts:
          - name: {{ .cluster }}
            domains: ["*"]
            routes: [{match: {prefix: /}, route: {cluster: {{ .cluster }}, timeout: {{ .timeout }}}}]
{{- end }}
`,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, services] = process.argv.slice(2);
  writeRepository(folder, Number(services));
}
