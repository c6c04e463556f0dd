import { posix } from "node:path";
import { bytesToText } from "../../govalue/text.ts";
import type { GoMap, GoValue } from "../../govalue/value.ts";
import {
  type LoadedChart,
  mergeValueOptions,
  parseValuesFile,
  printRelease,
  RenderError,
  type RenderOptions,
  renderChart,
  renderChartTolerantly,
  type ValuesFile,
} from "../../helm/index.ts";
import type { EvaluatedRelease, ReleaseInputs, World } from "../../helmfile/index.ts";

/** How releases are rendered. */
export interface ReleaseRenderOptions {
  /** As helmfile's `--kube-version`, which goes over what state files say. */
  readonly kubeVersion: string | undefined;
  /** How long the templates of one release may take, in milliseconds. */
  readonly timeLimit: number;
  /** Whether templates that fail are left out; else the first one is thrown. */
  readonly isTolerant: boolean;
}

export interface RenderedManifests {
  /** As `helm template` prints them; of a release that is rendered in part, what could be rendered. */
  readonly text: string;
  /** Why templates are missing; none where the release is rendered in full. */
  readonly problems: readonly string[];
}

/**
 * Renders a release as helm would.
 *
 * @throws {HelmError} in helm's words
 */
export function renderRelease(
  world: World,
  release: EvaluatedRelease,
  inputs: ReleaseInputs,
  chart: LoadedChart,
  options: ReleaseRenderOptions,
): RenderedManifests {
  const { helmArguments: given } = release;
  const renderOptions: RenderOptions = {
    releaseName: release.name,
    namespace: release.namespace || given.namespace,
    values: valuesOf(release, inputs),
    kubeVersion: options.kubeVersion ?? release.kubeVersion ?? given.kubeVersion,
    apiVersions: [...release.apiVersions, ...given.apiVersions],
    isUpgrade: given.isUpgrade,
    skipSchemaValidation: release.skipSchemaValidation || given.skipSchemaValidation,
    environment: world.clock,
    limits: { time: { milliseconds: options.timeLimit, now: () => performance.now() } },
  };
  try {
    return { text: printRelease(renderChart(chart, renderOptions), given), problems: [] };
  } catch (error) {
    if (!options.isTolerant || !(error instanceof RenderError)) throw error;
    return renderInPart(chart, renderOptions, error);
  }
}

function renderInPart(chart: LoadedChart, options: RenderOptions, first: RenderError): RenderedManifests {
  const parts: string[] = [];
  const problems: string[] = [];
  for (const result of renderChartTolerantly(chart, options)) {
    if ("error" in result) problems.push(result.error.message);
    else if (result.output.trim() !== "") parts.push(`---\n# Source: ${result.template}\n${result.output.trim()}\n`);
  }
  // What a template prints can be no YAML, which shows only when all is put together.
  return { text: parts.join(""), problems: problems.length > 0 ? problems : [first.message] };
}

function valuesOf(release: EvaluatedRelease, inputs: ReleaseInputs): GoMap {
  const { helmArguments: given } = release;
  const fileAt = (path: string): ValuesFile => ({ name: path, read: () => bytesToText(release.read(path)) });
  return mergeValueOptions({
    // The arguments of the state file come last on helm's command line.
    files: [...inputs.values.map(toValuesFile), ...given.valuesFiles.map(fileAt)],
    setJson: given.setJson,
    set: [...inputs.set, ...given.set],
    setString: [...inputs.setString, ...given.setString],
    setFile: [...inputs.setFile, ...given.setFile],
    setLiteral: given.setLiteral,
    readFile: (path) => bytesToText(release.read(path)),
  });
}

/** Values as helm reads them from YAML, where every number is a float. */
function asRead(value: GoValue): GoValue {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Map) return new Map(Array.from(value, ([key, item]) => [key, asRead(item)]));
  return Array.isArray(value) ? value.map(asRead) : value;
}

/** Releases and environments have many values files in common. */
const parsedFiles = new WeakMap<Uint8Array, GoMap>();

function toValuesFile(values: ReleaseInputs["values"][number]): ValuesFile {
  if (values.kind === "inline") {
    const { text, values: map } = values;
    return text === undefined ? { name: "values", values: asRead(map) as GoMap } : { name: "values", read: () => text };
  }
  const name = posix.basename(values.path);
  const { bytes, text } = values;
  if (bytes === undefined) return { name, read: () => text };
  let parsed = parsedFiles.get(bytes);
  if (parsed === undefined) {
    try {
      parsed = parseValuesFile(text);
    } catch {
      // Merging reports it, with the name.
      return { name, read: () => text };
    }
    parsedFiles.set(bytes, parsed);
  }
  return { name, values: parsed };
}
