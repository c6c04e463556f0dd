import { posix } from "node:path";
import { isExhausted, spend } from "../../govalue/allowance.ts";
import { bytesToText } from "../../govalue/text.ts";
import type { GoMap, GoValue } from "../../govalue/value.ts";
import {
  HelmError,
  type Release as HelmRelease,
  type LoadedChart,
  mergeValueOptions,
  type PrintOptions,
  printedHooks,
  printRelease,
  RenderError,
  type RenderOptions,
  renderChart,
  renderChartTolerantly,
  type TemplateResult,
  type ValuesFile,
} from "../../helm/index.ts";
import { renderChartTwice } from "../../helm/render.ts";
import { valuesOf } from "../../helm/values/file-values.ts";
import type { EvaluatedRelease, ReleaseInputs, World } from "../../helmfile/index.ts";
import type { ComparableRelease } from "../compare-targets.ts";
import { findImages, findPrintedImages, imageOf, type PrintedImage } from "../images.ts";
import type { Release } from "../renderer.ts";

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
  /** What the manifests run, in their order. */
  images(): readonly PrintedImage[];
}

/** A release with what it is rendered to, to be compared. */
export function comparable(release: Release, { text, problems, images }: RenderedManifests): ComparableRelease {
  return { release, text, problems, images: () => images().map(({ image }) => image) };
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
    return printWhole(renderChart(chart, renderOptions), printOptionsOf(release));
  } catch (error) {
    // Where there is nothing left to spend, the other templates cannot be rendered either.
    if (!options.isTolerant || !(error instanceof RenderError) || isExhausted(error)) throw error;
    const parts = printParts(renderChartTolerantly(chart, renderOptions));
    // What a template prints can be no YAML, which shows only when all is put together.
    return parts.problems.length > 0 ? parts : { ...parts, problems: [error.message] };
  }
}

/**
 * Renders a release with some values and with others, each as {@link renderRelease} does.
 *
 * @returns `undefined`, and so may be `after`, where that has to be found out by rendering in full
 */
export function renderReleaseTwice(
  world: World,
  release: EvaluatedRelease,
  [values, others]: readonly [GoMap, GoMap],
  chart: LoadedChart,
  options: ReleaseRenderOptions,
): { readonly before: RenderedManifests; readonly after: RenderedManifests | undefined } | undefined {
  const twice = renderChartTwice(chart, renderOptionsOf(world, release, values, options), others);
  const print = (rendered: HelmRelease) => printWhole(rendered, printOptionsOf(release));
  try {
    return twice && { before: print(twice.before), after: twice.after && print(twice.after) };
  } catch (error) {
    if (error instanceof HelmError) return undefined;
    throw error;
  }
}

/**
 * What some templates of a release print, whatever the others do, and whatever a schema has to say of the values. Where only
 * some are wanted, digests are left out.
 *
 * @throws {HelmError} for what is wrong before the first template is rendered
 */
export function renderParts(
  world: World,
  release: EvaluatedRelease,
  values: GoMap,
  chart: LoadedChart,
  { templates, ...options }: ReleaseRenderOptions & { readonly templates: ReadonlySet<string> | undefined },
): RenderedManifests {
  const renderOptions = renderOptionsOf(world, release, values, options);
  const partOptions = { skipSchemaValidation: true, only: templates, withoutDigests: templates !== undefined };
  return printParts(renderChartTolerantly(chart, { ...renderOptions, ...partOptions }));
}

function renderOptionsOf(
  world: World,
  release: EvaluatedRelease,
  values: GoMap,
  options: ReleaseRenderOptions,
): RenderOptions {
  const { before, after } = release.helmArguments();
  return {
    releaseName: release.name,
    namespace: after.namespace ?? (release.namespace || before.namespace),
    values,
    kubeVersion: after.kubeVersion ?? before.kubeVersion ?? options.kubeVersion ?? release.kubeVersion,
    apiVersions: [...release.apiVersions, ...before.apiVersions, ...after.apiVersions],
    isUpgrade: before.isUpgrade || after.isUpgrade,
    skipSchemaValidation: release.skipSchemaValidation || before.skipSchemaValidation || after.skipSchemaValidation,
    environment: world.clock,
    limits: { time: { milliseconds: options.timeLimit, now: () => performance.now() } },
  };
}

function printOptionsOf(release: EvaluatedRelease): PrintOptions {
  const { before, after } = release.helmArguments();
  return {
    includeCrds: before.includeCrds || after.includeCrds,
    noHooks: before.noHooks || after.noHooks,
    skipTests: before.skipTests || after.skipTests,
    showOnly: [...before.showOnly, ...after.showOnly],
  };
}

function printWhole(release: HelmRelease, options: PrintOptions): RenderedManifests {
  const { includeCrds, showOnly = [] } = options;
  // The files of CRDs have not been read, and what is shown only in part is known by its text.
  if ((includeCrds && release.crds.length > 0) || showOnly.length > 0) {
    const text = printRelease(release, options);
    return { text, problems: [], images: () => findPrintedImages(text) };
  }
  let text: string | undefined;
  return {
    get text() {
      text ??= printRelease(release, options);
      return text;
    },
    problems: [],
    images: () =>
      [...release.manifests, ...printedHooks(release, options)].flatMap(({ path, containers }) =>
        containers.map((container) => ({ image: imageOf(container), template: path })),
      ),
  };
}

function printParts(results: readonly TemplateResult[]): RenderedManifests {
  const parts: { readonly template: string; readonly output: string }[] = [];
  const problems: string[] = [];
  for (const result of results) {
    if ("error" in result) problems.push(result.error.message);
    else if (result.output.trim() !== "") parts.push({ template: result.template, output: result.output.trim() });
  }
  return {
    text: parts.map(({ template, output }) => `---\n# Source: ${template}\n${output}\n`).join(""),
    problems,
    images: () => parts.flatMap(({ template, output }) => findImages(output).map((image) => ({ image, template }))),
  };
}

/**
 * The values that helm would merge from what a release is given.
 *
 * @throws {HelmError} for a file that is no YAML or an assignment that is none
 */
export function mergeInputs(release: EvaluatedRelease, inputs: ReleaseInputs): GoMap {
  const { before, after } = release.helmArguments();
  const readText = (path: string) => bytesToText(release.read(path));
  const fileAt = (path: string): ValuesFile => ({ name: path, read: () => readText(path) });
  return mergeValueOptions({
    files: [...before.valuesFiles.map(fileAt), ...inputs.values.map(toValuesFile), ...after.valuesFiles.map(fileAt)],
    setJson: [...before.setJson, ...after.setJson],
    set: [...before.set, ...inputs.set, ...after.set],
    setString: [...before.setString, ...inputs.setString, ...after.setString],
    setFile: [...before.setFile, ...inputs.setFile, ...after.setFile],
    setLiteral: [...before.setLiteral, ...after.setLiteral],
    readFile: readText,
  });
}

/** Values as helm reads them from YAML, by way of JSON: every number is a float, and has to be one. */
function asRead(value: GoValue): GoValue {
  spend(20);
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number" && !Number.isFinite(value)) {
    const number = Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    throw new HelmError(`failed to parse values: error converting YAML to JSON: json: unsupported value: ${number}`);
  }
  if (value instanceof Map) return new Map(Array.from(value, ([key, item]) => [key, asRead(item)]));
  return Array.isArray(value) ? value.map(asRead) : value;
}

/** An element of `values:` as helm reads it. */
export function toValuesFile(values: ReleaseInputs["values"][number]): ValuesFile {
  if (values.kind === "inline") {
    const { text, values: map } = values;
    return text === undefined ? { name: "values", values: asRead(map) as GoMap } : { name: "values", read: () => text };
  }
  const name = posix.basename(values.path);
  const { bytes, text } = values;
  if (bytes === undefined) return { name, read: () => text };
  try {
    return { name, values: valuesOf(bytes, text) };
  } catch {
    // Merging reports it, with the name.
    return { name, read: () => text };
  }
}
