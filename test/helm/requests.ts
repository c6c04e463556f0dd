import { Allowance, defaultUnits } from "../../src/govalue/allowance.ts";
import { textToBytes } from "../../src/govalue/text.ts";
import { buildChart } from "../../src/helm/chart/build.ts";
import { Chart } from "../../src/helm/chart/chart.ts";
import { ChartFile } from "../../src/helm/chart/file.ts";
import { IgnoreRules } from "../../src/helm/chart/ignore.ts";
import { parseKubeVersion } from "../../src/helm/engine/capabilities.ts";
import { compileGlob } from "../../src/helm/engine/glob.ts";
import { match } from "../../src/helm/path.ts";
import { splitManifests } from "../../src/helm/release/manifests.ts";
import { coalesceValues } from "../../src/helm/values/coalesce.ts";
import { resolveDependencies } from "../../src/helm/values/dependencies.ts";
import { parseAssignments, type ValueSyntax } from "../../src/helm/values/strvals.ts";
import { deepCopy } from "../../src/helm/values/tables.ts";
import { readTable } from "../../src/helm/yaml.ts";
import { encode } from "../support/tagged.ts";
import type { Answer } from "../support/vectors.ts";

/** A request to `tools/recorder/charts.go`. */
export type ChartRequest =
  | { readonly op: "strvals"; readonly syntax: string; readonly text: string; readonly into: string }
  | { readonly op: "filepath.match" | "glob"; readonly pattern: string; readonly name: string }
  | { readonly op: "ignore"; readonly rules: string; readonly path: string; readonly directory: boolean }
  | { readonly op: "manifests.split" | "kubeVersion"; readonly text: string }
  | { readonly op: "chart.values"; readonly files: Readonly<Record<string, string>>; readonly values: string };

/** What this renderer answers to a request. */
export async function answerRequest(request: ChartRequest): Promise<Answer<unknown>> {
  try {
    return { ok: await resultOf(request) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { error: withoutContext(request, error.message) };
  }
}

/** What helm says itself, where this renderer says more, or other words that nobody sees. */
function withoutContext(request: ChartRequest, message: string): string {
  if (request.op === "kubeVersion") return message.replace(`invalid kube version '${request.text}': `, "");
  return message;
}

/** Of wrong JSON helm says only that it is wrong, and of wrong globs nothing. */
export function isWorded(request: ChartRequest): boolean {
  return !(request.op === "glob" || (request.op === "strvals" && request.syntax === "json"));
}

const syntaxes: Readonly<Record<string, ValueSyntax>> = {
  typed: { kind: "typed" },
  string: { kind: "string" },
  json: { kind: "json" },
  literal: { kind: "literal" },
  file: { kind: "file", read: (path) => `content of ${path}` },
};

async function resultOf(request: ChartRequest): Promise<unknown> {
  switch (request.op) {
    case "strvals": {
      const target = readTable(request.into) ?? new Map();
      parseAssignments(request.text, target, syntaxes[request.syntax] ?? { kind: "typed" });
      return encode(target);
    }
    case "filepath.match":
      return match(request.pattern, request.name);
    case "glob": {
      const matches = compileGlob(request.pattern);
      if (matches === undefined) throw new Error("malformed");
      return matches(request.name);
    }
    case "ignore":
      return IgnoreRules.parse(textToBytes(request.rules)).ignores(request.path, request.directory);
    case "manifests.split":
      return splitManifests(request.text);
    case "kubeVersion": {
      const { version, major, minor } = parseKubeVersion(request.text);
      return [version, major, minor];
    }
    case "chart.values":
      return resolveValues(request.files, request.values);
  }
}

async function resolveValues(files: Readonly<Record<string, string>>, values: string): Promise<unknown> {
  const warnings: string[] = [];
  const warn = (message: string): void => {
    warnings.push(message);
  };
  const entries = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  const loaded = await buildChart(
    entries.map(([name, text]) => new ChartFile(name, textToBytes(text))),
    { allowance: new Allowance(defaultUnits), warn },
  );
  const chart = Chart.instantiate(loaded);
  const given = readTable(values) ?? new Map();
  resolveDependencies(chart, given, warn);
  const coalesced = coalesceValues(chart, given, { nulls: "delete", copy: deepCopy, warn });
  return {
    charts: pathsOf(chart).sort(),
    values: encode(coalesced),
    warnings: warnings.length > 0 ? warnings.sort() : [""],
  };
}

function pathsOf(chart: Chart): string[] {
  return [chart.fullPath, ...chart.dependencies.flatMap(pathsOf)];
}
