import { type FunctionNames, type Limits, TemplateError, TemplateSet } from "../../gotemplate/index.ts";
import { compareText } from "../../govalue/text.ts";
import type { Chart } from "../chart/chart.ts";
import type { RenderError } from "../errors.ts";
import { base } from "../path.ts";
import { changesSoFar, forgetOwn, looksSoFar } from "./effects.ts";
import { bindEngineFunctions, engineFunctions } from "./engine-functions.ts";
import { isolatedEnvironment, type TemplateEnvironment } from "./environment.ts";
import { parseOnce } from "./parsed-templates.ts";
import { PrintedBefore } from "./printed-before.ts";
import { collectTemplates, type ReleaseScope, type ScopedTemplate } from "./scope.ts";
import { areIndependent, DotUse, type TemplateDot } from "./template-dot.ts";
import { describeExecutionError, describeParseError } from "./template-errors.ts";
import { valuesOf } from "./values-view.ts";
import type { WatchedValues } from "./watched-values.ts";
import { withoutDigests } from "./without-digests.ts";

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
  readonly #templates: ReadonlyMap<string, ScopedTemplate>;
  readonly #paths: readonly string[];
  readonly #known: FunctionNames;
  readonly #set: TemplateSet;
  readonly #printed: PrintedBefore;
  readonly #only: ReadonlySet<string> | undefined;
  readonly #withoutDigests: boolean;
  readonly #isWatching: boolean;

  constructor(chart: Chart, release: ReleaseScope, options: EngineOptions, watched?: WatchedValues) {
    const { environment = isolatedEnvironment(), limits, only, withoutDigests = false } = options;
    this.#only = only;
    this.#withoutDigests = withoutDigests;
    this.#isWatching = watched !== undefined;
    this.#templates = collectTemplates(chart, release);
    this.#paths = [...this.#templates.keys()].sort(deepestFirst);
    const functions = engineFunctions(environment);
    this.#set = new TemplateSet({ functions, missingKey: "zero", limits: { ...engineLimits, ...limits } });
    this.#printed = new PrintedBefore(this.#set.budget, watched);
    bindEngineFunctions(this.#set, this.#printed);
    this.#known = { has: (name) => this.#set.function(name) !== undefined };
  }

  /**
   * All templates are parsed before the first is executed, each in the order of {@link deepestFirst}.
   *
   * @param only - the paths of those that are executed
   */
  *run(only = this.#only): Generator<TemplateResult> {
    const broken = new Set<string>();
    for (const [template, { file }] of this.#inOrder()) {
      try {
        const parsed = parseOnce(template, file, this.#known);
        this.#set.add(this.#withoutDigests ? withoutDigests(parsed) : parsed);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        broken.add(template);
        yield { template, error: describeParseError(template, error) };
      }
    }
    try {
      for (const [template, scoped] of this.#inOrder()) {
        if (broken.has(template) || base(template).startsWith("_") || only?.has(template) === false) continue;
        yield this.#execute(template, scoped);
      }
    } finally {
      forgetOwn();
    }
  }

  *#inOrder(): Generator<[string, ScopedTemplate]> {
    for (const path of this.#paths) {
      const scoped = this.#templates.get(path);
      if (scoped !== undefined) yield [path, scoped];
    }
  }

  #execute(template: string, { scope, basePath }: ScopedTemplate): TemplateResult {
    scope.enter(
      valuesOf([
        ["Name", template],
        ["BasePath", basePath],
      ]),
    );
    if (this.#isWatching) {
      scope.use = new DotUse();
      this.uses.push(scope.use);
    }
    try {
      const output = this.#print(template, scope);
      // With `missingkey=zero` text/template still prints this for what is absent in an `interface {}`.
      return { template, output: output.replaceAll("<no value>", "") };
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return { template, error: describeExecutionError(template, error) };
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
