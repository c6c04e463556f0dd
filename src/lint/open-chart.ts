import { posix } from "node:path";
import type { Config } from "../config/schema.ts";
import { GoError } from "../govalue/function.ts";
import { bytesToText } from "../govalue/text.ts";
import { unmarshal } from "../goyaml/index.ts";
import { ifReadable } from "../helm/chart/files.ts";
import { HelmError, type LoadedChart, loadChart, mergeValueOptions, renderChartTolerantly } from "../helm/index.ts";
import type { ChartDependency, ChartSource, SourceFile } from "../layouts/chart-source.ts";
import type { Layout } from "../layouts/layout.ts";
import { plainValueOf, readLeniently } from "../lenient-yaml.ts";
import type { RepositoryFiles } from "../repository/files.ts";
import type { ChartContext, RenderedChart } from "./rule.ts";

/** Where a chart lies, and what it is looked at with. */
export interface ChartPlace {
  /** The root of the repository, absolute, links resolved. */
  readonly root: string;
  /** The folder of the chart, absolute. */
  readonly folder: string;
  readonly files: RepositoryFiles;
  readonly config: Config;
  readonly layouts: readonly Layout[];
}

/** Reads a chart for the rules. What keeps helm from loading it is the answer of every render. */
export function openChart({ config, layouts, ...place }: ChartPlace): ChartContext {
  const source = readChart(place);
  let loaded: Promise<LoadedChart | string> | undefined;
  const rendered = new Map<string, Promise<RenderedChart>>();
  return {
    ...source,
    config,
    layout: layouts.find((layout) => layout.detect(source)),
    render(...values) {
      const key = JSON.stringify(values);
      loaded ??= load(source);
      const answer = rendered.get(key) ?? loaded.then((chart) => render(chart, values));
      rendered.set(key, answer);
      return answer;
    },
  };
}

/** The chart as helm loads it, or why it does not. */
async function load({ folder, files }: ChartSource): Promise<LoadedChart | string> {
  try {
    return await loadChart(folder, { files, localDependencies: true });
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    return error.message;
  }
}

/** Reads a chart in source. */
export function readChart({ root, folder, files }: Pick<ChartPlace, "root" | "folder" | "files">): ChartSource {
  const read = (name: string): SourceFile | undefined => readSource(files, posix.join(folder, name), folder);
  const below = (name: string): SourceFile[] => namesBelow(files, folder, name).flatMap((each) => read(each) ?? []);
  const fields = readFields(read("Chart.yaml")?.text ?? "");
  return {
    root,
    folder,
    files,
    metadata: metadataOf(fields),
    dependencies: [...dependenciesOf(fields), ...readDependencies(read("requirements.yaml")?.text ?? "")],
    templates: below("templates"),
    values: read("values.yaml"),
    fixtures: below(".fixtures").filter(({ name }) => /^\.fixtures\/[^/]+\.ya?ml$/.test(name)),
    read,
  };
}

/** A file by its absolute path; `undefined` where there is none that can be read. */
export function readSource(files: RepositoryFiles, path: string, folder: string): SourceFile | undefined {
  return ifReadable(() => ({ path, name: posix.relative(folder, path), text: bytesToText(files.read(path)) }));
}

/** The names of the files below a folder of the chart, sorted. Links to folders count as what they lead to. */
function namesBelow(files: RepositoryFiles, folder: string, name: string): string[] {
  const path = posix.join(folder, name);
  const names = ifReadable(() => {
    const { kind } = files.stat(files.realpath(path));
    if (kind === "file") return [name];
    if (kind !== "directory") return [];
    return files
      .list(path)
      .sort()
      .flatMap((each) => namesBelow(files, folder, `${name}/${each}`));
  });
  return names ?? [];
}

function metadataOf(fields: unknown): ChartSource["metadata"] {
  return { name: textAt(fields, "name"), version: textAt(fields, "version"), type: textAt(fields, "type") };
}

/** What the text of a Chart.yaml or a requirements.yaml says that the chart depends on. */
export function readDependencies(text: string): ChartDependency[] {
  return dependenciesOf(readFields(text));
}

function dependenciesOf(fields: unknown): ChartDependency[] {
  const list: unknown = fields instanceof Map ? fields.get("dependencies") : undefined;
  if (!Array.isArray(list)) return [];
  return list.map((entry) => ({ name: textAt(entry, "name"), repository: textAt(entry, "repository") }));
}

/** What a field says; what is missing or no text is empty. */
function textAt(fields: unknown, key: string): string {
  const value: unknown = fields instanceof Map ? fields.get(key) : undefined;
  return value === undefined || value === null || typeof value === "object" ? "" : String(value);
}

/** As helm reads them, or else what can be made of them. */
function readFields(text: string): unknown {
  try {
    return unmarshal(text);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    const [document] = readLeniently(text) ?? [];
    return document && plainValueOf(document);
  }
}

function render(chart: LoadedChart | string, values: readonly string[]): RenderedChart {
  if (typeof chart === "string") return { templates: [], failure: chart };
  try {
    const merged = mergeValueOptions({
      files: values.map((text, i) => ({ name: `values ${i + 1}`, read: () => text })),
    });
    const results = renderChartTolerantly(chart, { values: merged });
    return {
      templates: results.map((result) => ({
        name: result.template.slice(result.template.indexOf("/") + 1),
        text: "output" in result ? result.output : "",
        failure: "error" in result ? result.error.message : undefined,
      })),
      failure: undefined,
    };
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    return { templates: [], failure: error.message };
  }
}
