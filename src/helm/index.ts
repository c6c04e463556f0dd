/**
 * Helm charts rendered as `helm template` of helm v3.19.5 prints them, without helm.
 *
 * @example
 * const chart = await loadChart("charts/example");
 * const values = mergeValueOptions({ set: ["replicas=2"] });
 * process.stdout.write(printRelease(renderChart(chart, { values })));
 */

export type { LoadedChart } from "./chart/chart.ts";
export { ChartFile } from "./chart/file.ts";
export { type ChartFiles, FileError, type FileStat, nodeFiles } from "./chart/files.ts";
export { type LoadOptions, loadChart, loadChartArchive } from "./chart/load.ts";
export type { Metadata } from "./chart/metadata.ts";
export { type KubeVersion, parseKubeVersion } from "./engine/capabilities.ts";
export type { EngineOptions, TemplateResult } from "./engine/engine.ts";
export {
  type IsolatedEnvironment,
  isolatedEnvironment,
  systemEnvironment,
  type TemplateEnvironment,
} from "./engine/environment.ts";
export { HelmError, RenderError, type TemplatePlace, type Warn } from "./errors.ts";
export { type Container, findContainers } from "./release/containers.ts";
export type { Hook, Manifest } from "./release/manifests.ts";
export { type PrintOptions, printedHooks, printRelease } from "./release/print.ts";
export { type Release, type RenderOptions, renderChart, renderChartTolerantly } from "./render.ts";
export { mergeValueOptions, parseValuesFile, type ValueOptions, type ValuesFile } from "./values/options.ts";
