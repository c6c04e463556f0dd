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

/** Templates that can call each other: Go's `*template.Template` with those associated with it. */
export class TemplateSet implements Templates {
  readonly name: string;
  readonly missingKey: MissingKey;
  private readonly functions: GoFunctions;
  /** Functions that are bound to this set, before those that it shares with others. */
  private bound: GoFunctions = new Map();
  private readonly budget: Budget;
  private trees = new Map<string, Tree>();
  /** Whether a clone has the same map; it is copied before it changes. */
  private treesAreShared = false;

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
      if (this.trees.has(name) && isEmptyTree(tree.root)) continue;
      if (this.treesAreShared) {
        this.trees = new Map(this.trees);
        this.treesAreShared = false;
      }
      this.trees.set(name, tree);
    }
  }

  lookup(name: string): Tree | undefined {
    return this.trees.get(name);
  }

  names(): string[] {
    return [...this.trees.keys()];
  }

  /** Binds functions to this set alone, in place of others of the same names. A clone starts with the same ones. */
  bind(functions: GoFunctions): void {
    this.bound = new Map([...this.bound, ...functions]);
  }

  function(name: string): GoFunction | undefined {
    return this.bound.get(name) ?? this.functions.get(name);
  }

  /** A set that starts with the same templates and functions and goes on its own. The budget is one for both. */
  clone(): TemplateSet {
    const { functions, missingKey, name } = this;
    const copy = new TemplateSet({ functions, missingKey, name }, this.budget);
    copy.bound = this.bound;
    copy.trees = this.trees;
    copy.treesAreShared = true;
    this.treesAreShared = true;
    return copy;
  }

  /**
   * Executes a template, found by its name or given: one that was parsed is executed even where the set has kept
   * another of its name, because it is empty.
   *
   * @throws TemplateError
   */
  execute(template: string | Tree, data: GoValue): string {
    const tree = typeof template === "string" ? this.lookup(template) : template;
    if (!tree) {
      const missing = String(template);
      const message = `template: no template ${quote(missing)} associated with template ${quote(this.name)}`;
      throw new TemplateError(message, { template: missing });
    }
    const { depth } = this.budget;
    try {
      return new Evaluator(this, this.budget, tree).run(data);
    } catch (error) {
      if (depth > 0 || !isStackOverflow(error)) throw error;
      throw new TemplateError(`template: ${tree.source.name}: exceeded the depth that the stack allows`, {
        template: tree.source.name,
      });
    }
  }
}
