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
  type TemplateResult,
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
 * @param values - those of the user, which go over the defaults of the chart: {@link mergeInputs}. They are not changed.
 * @throws {HelmError} in helm's words
 */
export function renderRelease(
  world: World,
  release: EvaluatedRelease,
  values: GoMap,
  chart: LoadedChart,
  options: ReleaseRenderOptions,
): RenderedManifests {
  const renderOptions = renderOptionsOf(world, release, values, options);
  try {
    return { text: printRelease(renderChart(chart, renderOptions), release.helmArguments), problems: [] };
  } catch (error) {
    if (!options.isTolerant || !(error instanceof RenderError)) throw error;
    const { text, problems } = printParts(renderChartTolerantly(chart, renderOptions));
    // What a template prints can be no YAML, which shows only when all is put together.
    return { text, problems: problems.length > 0 ? problems : [error.message] };
  }
}

/**
 * What some templates of a release print, whatever the others do, and whatever a schema has to say of the values.
 *
 * @throws {HelmError} for what is wrong before the first template is rendered
 */
export function renderParts(
  world: World,
  release: EvaluatedRelease,
  values: GoMap,
  chart: LoadedChart,
  { templates, ...options }: ReleaseRenderOptions & { readonly templates: ReadonlySet<string> | undefined },
): string {
  const renderOptions = renderOptionsOf(world, release, values, options);
  return printParts(renderChartTolerantly(chart, { ...renderOptions, skipSchemaValidation: true, only: templates }))
    .text;
}

function renderOptionsOf(
  world: World,
  release: EvaluatedRelease,
  values: GoMap,
  options: ReleaseRenderOptions,
): RenderOptions {
  const { helmArguments: given } = release;
  return {
    releaseName: release.name,
    namespace: release.namespace || given.namespace,
    values,
    kubeVersion: options.kubeVersion ?? release.kubeVersion ?? given.kubeVersion,
    apiVersions: [...release.apiVersions, ...given.apiVersions],
    isUpgrade: given.isUpgrade,
    skipSchemaValidation: release.skipSchemaValidation || given.skipSchemaValidation,
    environment: world.clock,
    limits: { time: { milliseconds: options.timeLimit, now: () => performance.now() } },
  };
}

function printParts(results: readonly TemplateResult[]): RenderedManifests {
  const parts: string[] = [];
  const problems: string[] = [];
  for (const result of results) {
    if ("error" in result) problems.push(result.error.message);
    else if (result.output.trim() !== "") parts.push(`---\n# Source: ${result.template}\n${result.output.trim()}\n`);
  }
  return { text: parts.join(""), problems };
}

/**
 * The values that helm would merge from what a release is given.
 *
 * @throws {HelmError} for a file that is no YAML or an assignment that is none
 */
export function mergeInputs(world: World, release: EvaluatedRelease, inputs: ReleaseInputs): GoMap {
  const { helmArguments: given, folder } = release;
  const fileAt = (path: string): ValuesFile => ({ name: path, read: () => readText(world, folder.absolute(path)) });
  return mergeValueOptions({
    // The arguments of the state file come last on helm's command line.
    files: [...inputs.values.map(toValuesFile), ...given.valuesFiles.map(fileAt)],
    setJson: given.setJson,
    set: [...inputs.set, ...given.set],
    setString: [...inputs.setString, ...given.setString],
    setFile: [...inputs.setFile, ...given.setFile],
    setLiteral: given.setLiteral,
    readFile: (path) => readText(world, folder.absolute(path)),
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

/** An element of `values:` as helm reads it. */
export function toValuesFile(values: ReleaseInputs["values"][number]): ValuesFile {
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

function readText(world: World, path: string): string {
  return bytesToText(world.files.read(path));
}
