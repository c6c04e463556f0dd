/** Helm charts rendered as `helm template` of helm v3.19.5 prints them, without helm. */

export { type KubeVersion, parseKubeVersion } from "./capabilities.ts";
export type { LoadedChart } from "./chart.ts";
export { ChartFile } from "./chart-file.ts";
export { type ChartFiles, FileError, type FileStat, nodeFiles } from "./chart-files.ts";
export type { EngineOptions, TemplateResult } from "./engine.ts";
export { isolatedEnvironment, systemEnvironment, type TemplateEnvironment } from "./environment.ts";
export { HelmError, RenderError, type Warn } from "./errors.ts";
export { type LoadOptions, loadChart, loadChartArchive } from "./load.ts";
export type { Hook, Manifest } from "./manifests.ts";
export type { Metadata } from "./metadata.ts";
export { type PrintOptions, printRelease } from "./print.ts";
export { type Release, type RenderOptions, renderChart, renderChartTolerantly } from "./render.ts";
export { mergeValueOptions, type ValueOptions, type ValuesFile } from "./values-options.ts";
