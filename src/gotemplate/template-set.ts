import type { GoFunction, GoFunctions } from "../govalue/function.ts";
import { quote } from "../govalue/strconv.ts";
import type { GoValue } from "../govalue/value.ts";
import { isStackOverflow, TemplateError } from "./error.ts";
import type { MissingKey, Templates } from "./evaluation-state.ts";
import { Evaluator } from "./evaluator.ts";
import type { Limits } from "./limits.ts";
import { Budget, defaultLimits } from "./limits.ts";
import { parseTemplate } from "./parser.ts";
import type { ParsedTemplate, Tree } from "./tree.ts";
import { isEmptyTree } from "./tree.ts";

export interface TemplateSetOptions {
  /** The name of the set; Go's is that of the template that all others were made from. Some errors name it. */
  readonly name?: string;
  readonly functions: GoFunctions;
  readonly missingKey?: MissingKey;
  readonly limits?: Partial<Limits>;
}

/** So many layers a template is looked for in; clones of clones of clones are put into one. */
const mostLayers = 8;

/** Templates that can call each other: Go's `*template.Template` with those associated with it. */
export class TemplateSet implements Templates {
  readonly name: string;
  readonly missingKey: MissingKey;
  private readonly functions: GoFunctions;
  /** Functions that are bound to this set, before those that it shares with others: those that were bound first come last. */
  private bound: readonly GoFunctions[] = [];
  readonly budget: Budget;
  /** The templates by name; what is in a later layer replaces what is in one before it. */
  private layers: readonly ReadonlyMap<string, Tree>[] = [];
  /** The last layer, where it is this set's alone, so that it may change; a clone shares all there are. */
  private ownedLayer: Map<string, Tree> | undefined;

  constructor(options: TemplateSetOptions, budget = new Budget({ ...defaultLimits, ...options.limits })) {
    this.name = options.name ?? "";
    this.functions = options.functions;
    this.missingKey = options.missingKey ?? "default";
    this.budget = budget;
  }

  /**
   * Parses a text and adds what it defines: `t.New(name).Parse(text)`.
   *
   * @throws TemplateError
   */
  parse(name: string, text: string): ParsedTemplate {
    const parsed = parseTemplate(name, text, { has: (word) => this.function(word) !== undefined });
    this.add(parsed);
    return parsed;
  }

  /** Adds what a text defines. It replaces templates of the same names, but an empty one replaces none. */
  add(parsed: ParsedTemplate): void {
    for (const [name, tree] of parsed.trees) {
      if (isEmptyTree(tree.root) && this.lookup(name)) continue;
      this.ownLayer().set(name, tree);
    }
  }

  /** Adds templates that other sets have as well, without a copy; they replace those of the same names. */
  share(trees: ReadonlyMap<string, Tree>): void {
    this.layers = [...this.layers, trees];
    this.ownedLayer = undefined;
  }

  private ownLayer(): Map<string, Tree> {
    if (this.ownedLayer) return this.ownedLayer;
    const layer = new Map<string, Tree>();
    this.layers = this.layers.length < mostLayers ? [...this.layers, layer] : [this.trees(), layer];
    this.ownedLayer = layer;
    return layer;
  }

  /** The templates by their names, as they are now. */
  trees(): ReadonlyMap<string, Tree> {
    return new Map(this.layers.flatMap((layer) => [...layer]));
  }

  lookup(name: string): Tree | undefined {
    for (let i = this.layers.length - 1; i >= 0; i--) {
      const tree = this.layers[i]?.get(name);
      if (tree) return tree;
    }
    return undefined;
  }

  /** Binds functions to this set alone, in place of others of the same names. A clone starts with the same ones. */
  bind(functions: GoFunctions): void {
    this.bound = [functions, ...this.bound];
  }

  function(name: string): GoFunction | undefined {
    for (let i = 0; i < this.bound.length; i++) {
      const found = this.bound[i]?.get(name);
      if (found) return found;
    }
    return this.functions.get(name);
  }

  /** A set that starts with the same templates and functions and goes on its own. The budget is one for both. */
  clone(): TemplateSet {
    const { functions, missingKey, name } = this;
    const copy = new TemplateSet({ functions, missingKey, name }, this.budget);
    copy.bound = this.bound;
    copy.layers = this.layers;
    this.ownedLayer = undefined;
    return copy;
  }

  /**
   * Executes a template, found by its name or given: one that was parsed is executed even where the set has kept
   * another of its name, because it is empty.
   *
   * @throws TemplateError
   */
  execute(template: string | Tree, data: GoValue): string {
    const { output, error } = this.executeTolerantly(template, data);
    if (error !== undefined) throw error;
    return output;
  }

  /** Executes a template; where it fails, what it printed until then is not lost: Go's `Execute` into a buffer. */
  executeTolerantly(template: string | Tree, data: GoValue): { output: string; error: TemplateError | undefined } {
    const tree = typeof template === "string" ? this.lookup(template) : template;
    if (!tree) {
      const missing = String(template);
      const message = `template: no template ${quote(missing)} associated with template ${quote(this.name)}`;
      return { output: "", error: new TemplateError(message, { template: missing }) };
    }
    const { depth } = this.budget;
    const evaluator = new Evaluator(this, this.budget, tree);
    try {
      evaluator.run(data);
      return { output: evaluator.output, error: undefined };
    } catch (error) {
      if (error instanceof TemplateError) return { output: evaluator.output, error };
      if (depth > 0 || !isStackOverflow(error)) throw error;
      const message = `template: ${tree.source.name}: exceeded the depth that the stack allows`;
      return { output: evaluator.output, error: new TemplateError(message, { template: tree.source.name }) };
    }
  }
}
