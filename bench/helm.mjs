// Times `bump-envoy template` beside the real `helm template`, by turns: each as a cold process, and ours in a process
// that has loaded the chart. A small, a middle and a huge chart, or those that are named:
//   npm run bench:helm -- [CHART...]
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadChart, nodeFiles, printRelease, renderChart } from "../dist/helm/index.js";
import { buildTools } from "../scripts/tools.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const helm = join(buildTools(), "helm-v3.19.5", "helm");
const cli = join(root, "dist", "cli.js");
const capture = { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] };
const coldRuns = 10;
const warmRuns = 100;

const helpers = `
{{- define "bench.name" -}}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}{{- end }}
{{- define "bench.labels" -}}
app.kubernetes.io/name: {{ include "bench.name" . }}
app.kubernetes.io/version: {{ .Values.image.tag | quote }}
{{- end }}
`;

const workload = `
{{- $enabled := list }}
{{- range .Values.settings }}{{ if .enabled }}{{ $enabled = append $enabled . }}{{ end }}{{ end }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "bench.name" . }}-WORKLOAD
  labels: {{- include "bench.labels" . | nindent 4 }}
  annotations:
    checksum/settings: {{ toJson $enabled | sha256sum }}
spec:
  replicas: {{ .Values.replicas | default 1 | int }}
  template:
    spec:
      containers:
        - name: app
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          env: {{- range $enabled }}
            - name: {{ .name | upper | quote }}
              value: {{ tpl .value $ | quote }}
          {{- end }}
`;

const scratch = mkdtempSync(join(tmpdir(), "bump-envoy-bench-"));
try {
  const charts = process.argv.length > 2 ? process.argv.slice(2) : madeCharts(scratch);
  console.log("median of cold processes, in ms and MiB: helm | ours | an empty node | in-process, loaded and parsed");
  for (const chart of charts) await compare(chart);
} finally {
  rmSync(scratch, { recursive: true });
}

async function compare(chart) {
  const commands = {
    helm: [helm, "template", "bench", chart],
    ours: [process.execPath, cli, "template", "--name", "bench", "--chart", chart],
    node: [process.execPath, "--eval", "0"],
  };
  const cold = { helm: [], ours: [], node: [] };
  const outputs = {};
  for (let run = 0; run < coldRuns; run++) {
    for (const [name, command] of Object.entries(commands)) {
      const start = performance.now();
      outputs[name] = execFileSync(command[0], command.slice(1), capture);
      cold[name].push(performance.now() - start);
    }
  }

  const loaded = await loadChart(chart, { files: nodeFiles(), warn: () => {} });
  const warm = [];
  for (let run = 0; run < warmRuns; run++) {
    const start = performance.now();
    printRelease(renderChart(loaded, { releaseName: "bench", warn: () => {} }));
    warm.push(performance.now() - start);
  }

  const memory = Object.entries(commands).map(([name, command]) => `${name} ${peakMemory(command)}`);
  const same = outputs.helm === outputs.ours ? "same output" : "DIFFERENT OUTPUT";
  const times = Object.values(cold).map((samples) => median(samples).toFixed(0));
  const size = `${(outputs.helm.length / 1024).toFixed(0)} KiB`;
  console.log(
    `${basename(chart).padEnd(12)} ${times.join(" | ")} | ${median(warm).toFixed(2)}   ${same}, ${size}; peak memory in MiB: ${memory.join(", ")}`,
  );
}

/** The peak memory of a command by GNU time, where that is installed. */
function peakMemory(command) {
  const time = "/usr/bin/time";
  if (!existsSync(time)) return "unknown (install GNU time)";
  const report = join(scratch, "memory");
  execFileSync(time, ["--format=%M", `--output=${report}`, ...command], { stdio: "ignore" });
  return (Number(execFileSync("cat", [report], { encoding: "utf8" })) / 1024).toFixed(0);
}

function median(samples) {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)];
}

/** Charts of one shape and three sizes: deployments that share named templates and read a list of settings each. */
function madeCharts(folder) {
  return [
    ["small", 2, 10],
    ["middle", 30, 50],
    ["huge", 400, 200],
  ].map(([name, workloads, settings]) => {
    const chart = join(folder, name);
    mkdirSync(join(chart, "templates"), { recursive: true });
    writeFileSync(join(chart, "Chart.yaml"), `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`);
    const list = Array.from(
      { length: settings },
      (_, i) => `  - {name: SETTING_${i}, value: "value ${i}", enabled: ${i % 3 !== 0}}\n`,
    );
    writeFileSync(
      join(chart, "values.yaml"),
      `image: {repository: example.org/app, tag: 1.0.0}\nreplicas: 2\nsettings:\n${list.join("")}`,
    );
    writeFileSync(join(chart, "templates", "_helpers.tpl"), helpers);
    for (let i = 0; i < workloads; i++) {
      writeFileSync(join(chart, "templates", `workload-${i}.yaml`), workload.replaceAll("WORKLOAD", `workload-${i}`));
    }
    return chart;
  });
}
