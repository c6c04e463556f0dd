import { posix } from "node:path";
import type { SurveyedRelease } from "../../bump/survey.ts";
import type { Config } from "../../config/schema.ts";
import { EditError } from "../../edit/edit-error.ts";
import { readValues } from "../../edit/helm-values.ts";
import { Allowance, defaultUnits, ExhaustedError } from "../../govalue/allowance.ts";
import { bytesToText } from "../../govalue/text.ts";
import { ifReadable } from "../../helm/chart/files.ts";
import { locateValue } from "../../provenance/locate.ts";
import type { Site } from "../../provenance/origin.ts";
import { type ChartRepositories, chartFolder } from "../../repository/chart-folder.ts";
import type { RepositoryFiles } from "../../repository/files.ts";
import { pathFromFolder } from "../../repository/path-from-folder.ts";
import { standInRules } from "../../repository/stand-ins/preset.ts";
import { StandIns } from "../../repository/stand-ins/stand-ins.ts";
import type { ReleaseLayer, ReleaseValues } from "../rule.ts";

/** Reads what the values of releases are merged from, each file once. */
export class LayersReader {
  readonly #root: string;
  readonly #charts: ChartRepositories;
  readonly #files: RepositoryFiles;
  readonly #standIns: StandIns;
  readonly #texts = new Map<string, string | undefined>();
  readonly #values = new Map<string, unknown>();

  /** @param config - which says where charts lie, and what stands in for files of the deployment host */
  constructor(root: string, files: RepositoryFiles, config: Config) {
    this.#root = root;
    this.#charts = config.charts;
    this.#files = files;
    this.#standIns = new StandIns(root, standInRules(config, root));
  }

  /** What is not YAML as it stands, such as a template, is left out: see `isOpen`. */
  read({ release, target, files }: SurveyedRelease): ReleaseValues {
    const layers: ReleaseLayer[] = [];
    const chart = posix.join(chartFolder(release.chart, this.#charts) ?? release.chart, "values.yaml");
    if (this.#text(chart) !== undefined) layers.push(this.#layer("chart", -1, chart, [chart]));
    let isOpen = false;
    let knowsHost = true;
    for (const [index, source] of release.values.entries()) {
      if (source.kind === "inline") {
        layers.push(inlineLayer(index, target.helmfile, source.values));
        continue;
      }
      const { path, exists } = source;
      if (!exists) continue;
      const file = files[index];
      if (file) layers.push(this.#layer(file.isOwn ? "own" : "shared", index, path, [path]));
      else if (posix.isAbsolute(path)) {
        const behind = this.#behind(path, target.source.folder);
        const [own, shared] = [true, false].map((is) =>
          behind.filter((each) => (pathFromFolder(each, target.source.folder) !== undefined) === is),
        );
        layers.push(this.#layer("host", index, path, shared ?? []), this.#layer("fixture", index, path, own ?? []));
        knowsHost &&= shared?.some((each) => isOfEnvironment(each, target.environment)) ?? false;
      } else isOpen = true;
    }
    return { layers, isOpen, knowsHost };
  }

  #layer(kind: ReleaseLayer["kind"], index: number, file: string, paths: readonly string[]): ReleaseLayer {
    return {
      kind,
      index,
      file,
      at: (path) => {
        const values = paths.map((each) => this.#at(each, path)).filter((value) => value !== undefined);
        // What stands in for a file is merged of several: maps key by key, of all else the last counts.
        return values.every((value) => value instanceof Map) && values.length > 1
          ? new Map(values.flatMap((value) => [...(value as Map<unknown, unknown>)]))
          : values.at(-1);
      },
      find: (ending) => paths.flatMap((each) => this.#find(each, ending)),
      site: (path) => {
        const sites = paths.map((each) => within(() => locateValue(this.#text(each) ?? "", each, path)));
        return sites.findLast((site): site is Site => site !== undefined);
      },
    };
  }

  #at(file: string, path: readonly string[]): unknown {
    // Most files say nothing of what is asked for: then there is no need to parse them.
    return this.#text(file)?.includes(path.at(-1) ?? "") ? at(this.#valuesOf(file), path) : undefined;
  }

  #find(file: string, ending: readonly string[]): string[][] {
    return this.#text(file)?.includes(ending.at(-1) ?? "") ? [...pathsTo(this.#valuesOf(file), ending)] : [];
  }

  #valuesOf(file: string): unknown {
    if (!this.#values.has(file)) this.#values.set(file, valuesIn(this.#text(file) ?? ""));
    return this.#values.get(file);
  }

  #text(path: string): string | undefined {
    if (!this.#texts.has(path)) this.#texts.set(path, this.#read(path));
    return this.#texts.get(path);
  }

  #read(path: string): string | undefined {
    return ifReadable(() => bytesToText(this.#files.read(posix.resolve(this.#root, path))));
  }

  /** Relative to the root. */
  #behind(path: string, folder: string): string[] {
    const behind = this.#standIns.filesBehind(path, this.#files, posix.join(this.#root, folder));
    return behind.map((each) => posix.relative(this.#root, each));
  }
}

/** Whether what stands in for a file of the host is of this environment, and not what all make do with. */
function isOfEnvironment(file: string, environment: string | undefined): boolean {
  return environment !== undefined && posix.basename(file).includes(environment);
}

function inlineLayer(index: number, file: string, values: unknown): ReleaseLayer {
  return {
    kind: "inline",
    index,
    file,
    at: (path) => at(values, path),
    find: (ending) => [...pathsTo(values, ending)],
    site: () => undefined,
  };
}

/** A file that is no YAML, or takes too much to read, says nothing. */
function valuesIn(text: string): unknown {
  try {
    return within(() => readValues(text));
  } catch (error) {
    if (error instanceof EditError) return undefined;
    throw error;
  }
}

function within<T>(action: () => T): T | undefined {
  try {
    return new Allowance(defaultUnits).run(action);
  } catch (error) {
    if (error instanceof ExhaustedError) return undefined;
    throw error;
  }
}

function at(values: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => entriesOf(value)?.get(key), values);
}

/** The paths of the values below some keys, wherever these stand; lists are not entered. */
function* pathsTo(values: unknown, ending: readonly string[], path: readonly string[] = []): Iterable<string[]> {
  if (ending.every((key, i) => key === path[path.length - ending.length + i])) yield [...path];
  for (const [key, value] of entriesOf(values) ?? []) yield* pathsTo(value, ending, [...path, key]);
}

/** The entries of a map, be it one of values or of plain data. */
function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value instanceof Map) return value;
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? new Map(Object.entries(value)) : undefined;
}
