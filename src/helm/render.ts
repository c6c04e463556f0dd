import { isDeepStrictEqual } from "node:util";
import { Allowance, defaultUnits, ExhaustedError } from "../govalue/allowance.ts";
import type { GoMap } from "../govalue/value.ts";
import { Chart, type LoadedChart } from "./chart/chart.ts";
import type { ChartFile } from "./chart/file.ts";
import { isCompatibleRange } from "./compatible.ts";
import { type Capabilities, defaultCapabilities, parseKubeVersion } from "./engine/capabilities.ts";
import {
  type EngineOptions,
  renderTemplates,
  renderTemplatesTolerantly,
  renderTemplatesTwice,
  type TemplateResult,
} from "./engine/engine.ts";
import type { ReleaseScope } from "./engine/scope.ts";
import { WatchedValues } from "./engine/watched-values.ts";
import { HelmError, RenderError, type Warn } from "./errors.ts";
import { type Hook, type Manifest, sortManifests } from "./release/manifests.ts";
import { checkReleaseName } from "./release/release-name.ts";
import { coalesceValues } from "./values/coalesce.ts";
import { checkDependencies, resolveDependencies } from "./values/dependencies.ts";
import { checkSchemas } from "./values/schema.ts";
import { deepCopy } from "./values/tables.ts";

export interface RenderOptions extends EngineOptions {
  /** Default: `release-name`. */
  readonly releaseName?: string | undefined;
  /** Default: `default`. */
  readonly namespace?: string | undefined;
  /** The values of the user, which go over those of the chart; see `mergeValueOptions`. They are not changed. */
  readonly values?: GoMap | undefined;
  readonly isUpgrade?: boolean | undefined;
  /** As `--kube-version`. */
  readonly kubeVersion?: string | undefined;
  /** As `--api-versions`: what the cluster has besides the API versions that helm knows. */
  readonly apiVersions?: readonly string[] | undefined;
  readonly skipSchemaValidation?: boolean | undefined;
  readonly warn?: Warn | undefined;
  /** How much it may do, in units of about ten nanoseconds: what takes more is refused, on any machine. Default: enough. */
  readonly work?: number | undefined;
}

/** What a chart is rendered to. */
export interface Release {
  /** In the order of installation. */
  readonly manifests: readonly Manifest[];
  readonly hooks: readonly Hook[];
  /** The files of the `crds/` folders, which are no templates. */
  readonly crds: readonly { readonly path: string; readonly file: ChartFile }[];
}

/**
 * Renders a chart as `helm template` v3.19.5 does.
 *
 * @throws {RenderError} where a template fails or its text is no YAML, {@link HelmError} for what is wrong before that
 */
export function renderChart(chart: LoadedChart, options: RenderOptions = {}): Release {
  return withinAllowance(options, () => {
    const prepared = prepare(chart, options);
    try {
      checkKubeVersion(prepared);
      return releaseOf(prepared, renderTemplates(prepared.chart, prepared.scope, options));
    } catch (error) {
      if (!(error instanceof HelmError) || error instanceof RenderError) throw error;
      throw new RenderError(error.message, { cause: error });
    }
  });
}

/**
 * Renders a chart as it is rendered with some values and with others, each as {@link renderChart} does. What the templates
 * look at in both is rendered once.
 *
 * @param options - with some of the values
 * @param others - the other ones, which are not changed either
 * @returns `undefined`, and so may be `after`, where that has to be found out by rendering in full
 */
export function renderChartTwice(
  chart: LoadedChart,
  options: RenderOptions,
  others: GoMap,
): { readonly before: Release; readonly after: Release | undefined } | undefined {
  try {
    return withinAllowance(options, () => {
      const prepared = prepare(chart, options);
      const other = prepare(chart, { ...options, values: others });
      if (!isSameTree(prepared.chart, other.chart)) return undefined;
      const watched = WatchedValues.of(prepared.scope.values, other.scope.values);
      if (watched === undefined) return undefined;
      checkKubeVersion(prepared);
      const scope = { ...prepared.scope, values: watched.values };
      const { before, after } = renderTemplatesTwice(prepared.chart, scope, options, watched);
      return { before: releaseOf(prepared, before), after: after && releaseOf(prepared, after) };
    });
  } catch (error) {
    if (error instanceof HelmError) return undefined;
    throw error;
  }
}

/** Whether values have made the same of a chart and its subcharts. */
function isSameTree(a: Chart, b: Chart): boolean {
  return (
    a.loaded === b.loaded &&
    a.name === b.name &&
    isDeepStrictEqual(a.metadata, b.metadata) &&
    a.dependencies.length === b.dependencies.length &&
    a.dependencies.every((dependency, i) => isSameTree(dependency, b.dependencies[i] as Chart))
  );
}

/**
 * Renders every template of a chart that renders: a template that fails does not keep the others from being rendered.
 * Partials and notes are left out. What is wrong before the first template is rendered is thrown, as in {@link renderChart}.
 */
export function renderChartTolerantly(chart: LoadedChart, options: RenderOptions = {}): TemplateResult[] {
  return withinAllowance(options, () => {
    const prepared = prepare(chart, options);
    const results = renderTemplatesTolerantly(prepared.chart, prepared.scope, options);
    return results.filter(({ template }) => !isNotes(template));
  });
}

function withinAllowance<T>({ work = defaultUnits }: RenderOptions, action: () => T): T {
  try {
    return new Allowance(work).run(action);
  } catch (error) {
    if (error instanceof ExhaustedError) throw new HelmError(error.message, { cause: error });
    throw error;
  }
}

interface Prepared {
  readonly chart: Chart;
  readonly scope: ReleaseScope;
  readonly warn: Warn;
}

/** All that helm does before it looks at the templates. */
function prepare(loaded: LoadedChart, options: RenderOptions): Prepared {
  const warn = options.warn ?? (() => {});
  const capabilities = capabilitiesOf(options);
  const { type, deprecated } = loaded.metadata;
  if (type !== "" && type !== "application") throw new HelmError(`${type} charts are not installable`);
  if (deprecated) warn("WARNING: This chart is deprecated");

  const chart = Chart.instantiate(loaded);
  checkDependencies(chart);
  const name = options.releaseName ?? "release-name";
  checkReleaseName(name);
  const given: GoMap = options.values ?? new Map();
  resolveDependencies(chart, given, warn);
  const values = coalesceValues(chart, given, { nulls: "delete", copy: deepCopy, warn });
  if (!options.skipSchemaValidation) checkSchemas(chart, values);
  const scope = { name, namespace: options.namespace ?? "default", isUpgrade: options.isUpgrade ?? false };
  return { chart, scope: { ...scope, capabilities, values }, warn };
}

function capabilitiesOf({ kubeVersion, apiVersions = [] }: RenderOptions): Capabilities {
  return {
    kubeVersion: kubeVersion === undefined ? defaultCapabilities.kubeVersion : parseKubeVersion(kubeVersion),
    apiVersions: [...defaultCapabilities.apiVersions, ...apiVersions],
  };
}

function checkKubeVersion({ chart, scope }: Prepared): void {
  const constraint = chart.metadata.kubeVersion;
  const { version } = scope.capabilities.kubeVersion;
  if (constraint === "" || isCompatibleRange(constraint, version)) return;
  throw new HelmError(`chart requires kubeVersion: ${constraint} which is incompatible with Kubernetes ${version}`);
}

function releaseOf({ chart, warn }: Prepared, rendered: ReadonlyMap<string, string>): Release {
  return { ...sortManifests(withoutNotes(rendered), warn), crds: chart.crds() };
}

function withoutNotes(rendered: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...rendered].filter(([template]) => !isNotes(template)));
}

function isNotes(template: string): boolean {
  return template.endsWith("NOTES.txt");
}
