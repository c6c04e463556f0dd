import { type Limits, TemplateError, TemplateSet } from "../../gotemplate/index.ts";
import type { Chart } from "../chart/chart.ts";
import type { RenderError } from "../errors.ts";
import { changesSoFar, forgetOwn, looksSoFar } from "./effects.ts";
import { bindEngineFunctions, engineFunctions } from "./engine-functions.ts";
import { isolatedEnvironment, type TemplateEnvironment } from "./environment.ts";
import { PrintedBefore } from "./printed-before.ts";
import { type ChartScope, type ReleaseScope, scopesOf } from "./scope.ts";
import { areIndependent, DotUse, type TemplateDot } from "./template-dot.ts";
import { describeExecutionError } from "./template-errors.ts";
import { type ExecutedTemplate, TemplateLibrary } from "./template-library.ts";
import { valuesOf } from "./values-view.ts";
import type { WatchedValues } from "./watched-values.ts";

export interface EngineOptions {
  /** The clock and the source of random bytes that templates see; by default a fixed clock, and bytes that repeat. */
  readonly environment?: TemplateEnvironment | undefined;
  /** Bounds on what the templates of one render may do, all together. */
  readonly limits?: Partial<Limits> | undefined;
  /** Templates by their paths: only these are executed. All are parsed, and can be included. Default: all. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Whether digests are left out, and with them all that is made only to calculate them; they are printed as `0`. */
  readonly withoutDigests?: boolean | undefined;
}

/** What became of one template. */
export type TemplateResult =
  | { readonly template: string; readonly output: string }
  | { readonly template: string; readonly error: RenderError };

/** Renders the templates of a chart and its subcharts, without the partials: helm's `Engine.Render`. */
export function renderTemplates(chart: Chart, release: ReleaseScope, options: EngineOptions): Map<string, string> {
  const rendered = new Map<string, string>();
  for (const result of new Engine(chart, release, options).run()) {
    if ("error" in result) throw result.error;
    rendered.set(result.template, result.output);
  }
  return rendered;
}

/** Renders the templates that render. One that does not parse is missing for those that include it. */
export function renderTemplatesTolerantly(
  chart: Chart,
  release: ReleaseScope,
  options: EngineOptions,
): TemplateResult[] {
  return [...new Engine(chart, release, options).run()];
}

/**
 * Renders the templates with watched values, and those that have looked at what becomes different again with the others,
 * which leave the rest as it is.
 *
 * @param release - its values are the watched ones
 * @returns with both; `after` is `undefined` where templates do more than print, or one fails with the others
 * @throws {RenderError} where a template fails
 */
export function renderTemplatesTwice(
  chart: Chart,
  release: ReleaseScope,
  options: EngineOptions,
  watched: WatchedValues,
): { readonly before: Map<string, string>; readonly after: Map<string, string> | undefined } {
  const engine = new Engine(chart, release, options, watched);
  const effects = () => changesSoFar() + looksSoFar();
  const effectsBefore = effects();
  const areIsolated = () => effects() === effectsBefore && areIndependent(engine.uses);
  const before = new Map<string, string>();
  const looking = new Set<string>();
  let { looks } = watched;
  for (const result of engine.run()) {
    if ("error" in result) throw result.error;
    before.set(result.template, result.output);
    if (watched.looks > looks) looking.add(result.template);
    looks = watched.looks;
  }
  if (!areIsolated()) return { before, after: undefined };
  watched.switch();
  const after = new Map(before);
  for (const result of engine.run(looking)) {
    if ("error" in result) return { before, after: undefined };
    after.set(result.template, result.output);
  }
  return { before, after: areIsolated() ? after : undefined };
}

class Engine {
  /** What each template has done to its dot, where values are watched. */
  readonly uses: DotUse[] = [];
  readonly #scopes: readonly ChartScope[];
  readonly #library: TemplateLibrary;
  readonly #set: TemplateSet;
  readonly #printed: PrintedBefore;
  readonly #only: ReadonlySet<string> | undefined;
  readonly #isWatching: boolean;

  constructor(chart: Chart, release: ReleaseScope, options: EngineOptions, watched?: WatchedValues) {
    const { environment = isolatedEnvironment(), limits, only, withoutDigests = false } = options;
    this.#only = only;
    this.#isWatching = watched !== undefined;
    this.#scopes = scopesOf(chart, release);
    const functions = engineFunctions(environment);
    this.#set = new TemplateSet({ functions, missingKey: "zero", limits: { ...engineLimits, ...limits } });
    this.#printed = new PrintedBefore(this.#set.budget, watched);
    bindEngineFunctions(this.#set, this.#printed);
    const charts = this.#scopes.map((scope) => scope.chart);
    this.#library = TemplateLibrary.of(charts, { has: (name) => this.#set.function(name) !== undefined });
    this.#set.share(withoutDigests ? this.#library.treesWithoutDigests : this.#library.trees);
  }

  /**
   * All templates are parsed before the first is executed.
   *
   * @param only - the paths of those that are executed
   */
  *run(only = this.#only): Generator<TemplateResult> {
    yield* this.#library.broken;
    try {
      for (const template of this.#library.executed) {
        if (only === undefined || only.has(template.path)) yield this.#execute(template);
      }
    } finally {
      forgetOwn();
    }
  }

  #execute({ path, basePath, chart }: ExecutedTemplate): TemplateResult {
    const { dot } = this.#scopes[chart] as ChartScope;
    dot.enter(
      valuesOf([
        ["Name", path],
        ["BasePath", basePath],
      ]),
    );
    if (this.#isWatching) {
      dot.use = new DotUse();
      this.uses.push(dot.use);
    }
    try {
      const output = this.#print(path, dot);
      // With `missingkey=zero` text/template still prints this for what is absent in an `interface {}`.
      return { template: path, output: output.replaceAll("<no value>", "") };
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return { template: path, error: describeExecutionError(path, error) };
    }
  }

  #print(template: string, dot: TemplateDot): string {
    const tree = this.#set.lookup(template);
    const print = () => this.#set.execute(tree ?? template, dot);
    this.#printed.start(dot);
    return tree === undefined ? print() : this.#printed.execute(tree, dot, print);
  }
}

/** The biggest charts take a fraction of a second, unless they make certificates. */
const engineLimits: Partial<Limits> = {
  time: { milliseconds: 60_000, now: () => performance.now() },
};
