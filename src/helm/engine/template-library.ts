import { type FunctionNames, TemplateError, TemplateSet, type Tree } from "../../gotemplate/index.ts";
import { spend } from "../../govalue/allowance.ts";
import { compareText } from "../../govalue/text.ts";
import type { Chart, LoadedChart } from "../chart/chart.ts";
import type { ChartFile } from "../chart/file.ts";
import type { RenderError } from "../errors.ts";
import { base, join } from "../path.ts";
import { parseCost, parseOnce } from "./parsed-templates.ts";
import { describeParseError } from "./template-errors.ts";
import { withoutDigests } from "./without-digests.ts";

/** A template that is executed. */
export interface ExecutedTemplate {
  readonly path: string;
  readonly basePath: string;
  /** Which of the charts it belongs to. */
  readonly chart: number;
}

interface FoundTemplate extends ExecutedTemplate {
  readonly file: ChartFile;
}

/** The templates of a chart and its subcharts, parsed: helm's `allTemplates`, without what differs between renders. */
export class TemplateLibrary {
  /** Those that parse, without the partials, in helm's order. */
  readonly executed: readonly ExecutedTemplate[];
  /** Those that do not parse, in the same order. */
  readonly broken: readonly { readonly template: string; readonly error: RenderError }[];
  /** All that is defined, by name. */
  readonly trees: ReadonlyMap<string, Tree>;
  readonly #charts: readonly { readonly loaded: LoadedChart; readonly fullPath: string }[];
  readonly #units: number;
  #treesWithoutDigests: ReadonlyMap<string, Tree> | undefined;

  private constructor(charts: readonly Chart[], functions: FunctionNames) {
    const found = findTemplates(charts);
    this.#charts = charts.map(({ loaded, fullPath }) => ({ loaded, fullPath }));
    this.#units = found.reduce((sum, { file }) => sum + parseCost(file), 0);
    spend(this.#units);
    const executed: ExecutedTemplate[] = [];
    const broken: { template: string; error: RenderError }[] = [];
    const set = new TemplateSet({ functions: new Map() });
    for (const template of found) {
      try {
        set.add(parseOnce(template.path, template.file, functions));
        if (!base(template.path).startsWith("_")) executed.push(template);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        broken.push({ template: template.path, error: describeParseError(template.path, error) });
      }
    }
    this.executed = executed;
    this.broken = broken;
    this.trees = set.trees();
  }

  /**
   * That of some charts. It is kept with the outermost one, as most renders have the same subcharts.
   *
   * @param charts - subcharts before their parents, so that of two templates with one path the parent's counts
   * @param functions - that templates may name; always the same ones
   */
  static of(charts: readonly Chart[], functions: FunctionNames): TemplateLibrary {
    const root = (charts.at(-1) as Chart).loaded;
    let library = libraries.get(root);
    if (library?.isOf(charts)) {
      spend(library.#units);
    } else {
      library = new TemplateLibrary(charts, functions);
      libraries.set(root, library);
    }
    return library;
  }

  /** The same with `0` for every digest. */
  get treesWithoutDigests(): ReadonlyMap<string, Tree> {
    this.#treesWithoutDigests ??= new Map([...this.trees].map(([name, tree]) => [name, withoutDigests(tree)]));
    return this.#treesWithoutDigests;
  }

  private isOf(charts: readonly Chart[]): boolean {
    return (
      charts.length === this.#charts.length &&
      this.#charts.every(({ loaded, fullPath }, i) => charts[i]?.loaded === loaded && charts[i]?.fullPath === fullPath)
    );
  }
}

const libraries = new WeakMap<LoadedChart, TemplateLibrary>();

/** In the order in which helm parses and executes them. */
function findTemplates(charts: readonly Chart[]): FoundTemplate[] {
  const found = new Map<string, FoundTemplate>();
  for (const [i, { fullPath, isLibrary, loaded }] of charts.entries()) {
    const basePath = join(fullPath, "templates");
    for (const file of loaded.templates) {
      if (isLibrary && !base(file.name).startsWith("_")) continue;
      const path = join(fullPath, file.name);
      found.set(path, { path, basePath, chart: i, file });
    }
  }
  return [...found.values()].sort((a, b) => deepestFirst(a.path, b.path));
}

/**
 * The order in which helm parses and executes templates: those deeper in the tree first, so that a chart's definitions
 * replace those of its subcharts, and of the same depth the last by name first.
 */
function deepestFirst(a: string, b: string): number {
  return countSlashes(b) - countSlashes(a) || compareText(b, a);
}

function countSlashes(path: string): number {
  let count = 0;
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) count += 1;
  return count;
}
