import type { GoFunction } from "../govalue/function.ts";
import { quote } from "../govalue/strconv.ts";
import type { Node } from "./ast.ts";
import { TemplateError } from "./error.ts";
import type { Budget } from "./limits.ts";
import { nodeText } from "./node-text.ts";
import type { Operand } from "./operand.ts";
import type { Tree } from "./tree.ts";
import { placeOf } from "./tree.ts";

/** What the key of a map gives that is not there: no value, the zero value of the element type, or an error. */
export type MissingKey = "default" | "zero" | "error";

/** What an evaluation needs of the set that its template belongs to. */
export interface Templates {
  readonly missingKey: MissingKey;
  lookup(name: string): Tree | undefined;
  function(name: string): GoFunction | undefined;
}

export interface Variable {
  readonly name: string;
  value: Operand;
  /** Whether Go would hold the value as an `interface {}`; see {@link EvaluationState.isInterface}. */
  isInterface: boolean;
}

/** Of a node as an error shows it, in characters. Go has no such limit, but in every template around it is another one. */
const longestContext = 2000;

/** Where an evaluation stands: the `state` of Go's text/template/exec.go. */
export abstract class EvaluationState {
  protected readonly templates: Templates;
  protected readonly budget: Budget;
  /** The template that is executed at the moment. */
  protected template: Tree;
  /** The node at hand, which an error names. */
  protected node: Node;
  protected variables: Variable[] = [];
  /** Whether Go would hold the dot as an `interface {}`, as the element of a list in a loop. */
  protected dotIsInterface = false;
  /**
   * Whether Go would hold the value that was evaluated last as an `interface {}`. Little depends on it: the type that an
   * error names when a field of the value is asked for, and whether `slice` takes it as an index.
   */
  protected isInterface = false;

  constructor(templates: Templates, budget: Budget, template: Tree) {
    this.templates = templates;
    this.budget = budget;
    this.template = template;
    this.node = template.root;
  }

  protected fail(problem: string, cause?: unknown): never {
    const { name, source } = this.template;
    const place = placeOf(source, this.node);
    const location = `${place.template}:${place.line}:${place.column}`;
    const shown = nodeText(this.node);
    const context = shown.length > longestContext ? `${shown.slice(0, longestContext)}...` : shown;
    const message = `template: ${location}: executing ${quote(name)} at <${context}>: ${problem}`;
    throw new TemplateError(message, place, cause === undefined ? undefined : { cause });
  }

  /** The variable of that name that was declared last. */
  protected findVariable(name: string): Variable {
    for (let i = this.variables.length - 1; i >= 0; i--) {
      const variable = this.variables[i];
      if (variable?.name === name) return variable;
    }
    return this.fail(`undefined variable: ${name}`);
  }

  protected setVariable(name: string, value: Operand, isInterface: boolean): void {
    const variable = this.findVariable(name);
    variable.value = value;
    variable.isInterface = isInterface;
  }

  /** Forgets the variables that were declared when there were so many already. To set the length takes V8 much longer. */
  protected leaveScope(count: number): void {
    while (this.variables.length > count) this.variables.pop();
  }

  protected declareVariable(name: string, value: Operand): void {
    this.variables.push({ name, value, isInterface: false });
  }
}
