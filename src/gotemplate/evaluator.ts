import { ExhaustedError, spend } from "../govalue/allowance.ts";
import { GoError } from "../govalue/function.ts";
import { quote } from "../govalue/strconv.ts";
import type { GoValue } from "../govalue/value.ts";
import type { ActionNode, IfNode, ListNode, RangeNode, StatementNode, TemplateNode, WithNode } from "./ast.ts";
import { ExpressionEvaluator } from "./expression-evaluator.ts";
import type { Operand } from "./operand.ts";
import { isTrue } from "./operand.ts";
import { printText } from "./print.ts";
import type { Iteration } from "./range.ts";
import { iterate } from "./range.ts";
import type { Tree } from "./tree.ts";

/** How a list of statements ended. */
type Ending = "done" | "break" | "continue";

/** Executes a template: the `walk` functions of Go's text/template/exec.go. */
export class Evaluator extends ExpressionEvaluator {
  private text = "";

  /** Executes the template; see {@link output}. */
  run(data: GoValue): void {
    try {
      this.enter(this.template, data ?? undefined);
    } catch (error) {
      // Not within a function, of which the place would be known.
      if (error instanceof ExhaustedError) this.fail(error.message, error);
      throw error;
    }
  }

  /** What the template has printed so far. */
  get output(): string {
    return this.text;
  }

  /** Walks a template with no variable declared but `$`. */
  private enter(tree: Tree, data: Operand): void {
    const { budget, dotIsInterface, template, variables } = this;
    const { depth } = budget.limits;
    if (budget.depth >= depth) this.fail(`exceeded maximum template depth (${depth})`);
    budget.depth += 1;
    if (budget.depth > budget.deepest) budget.deepest = budget.depth;
    this.template = tree;
    this.variables = [];
    this.declareVariable("$", data);
    this.dotIsInterface = false;
    try {
      this.walkList(data, tree.root);
    } finally {
      budget.depth -= 1;
    }
    this.template = template;
    this.variables = variables;
    this.dotIsInterface = dotIsInterface;
  }

  private step(): void {
    const problem = this.budget.step();
    if (problem !== undefined) this.fail(problem);
  }

  private write(text: string): void {
    spend(text.length / 2);
    this.text += text;
  }

  private walkList(dot: Operand, list: ListNode): Ending {
    const { nodes } = list;
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i] as StatementNode;
      this.node = node;
      this.step();
      let ending: Ending = "done";
      switch (node.type) {
        case "text":
          this.write(node.text);
          break;
        case "action":
          this.walkAction(dot, node);
          break;
        case "if":
        case "with":
          ending = this.walkBranch(dot, node);
          break;
        case "range":
          ending = this.walkRange(dot, node);
          break;
        case "template":
          this.walkTemplate(dot, node);
          break;
        default:
          ending = node.type;
      }
      if (ending !== "done") return ending;
    }
    return "done";
  }

  private walkAction(dot: Operand, node: ActionNode): void {
    const value = this.evalPipeline(dot, node.pipe);
    if (node.pipe.declarations.length > 0) return;
    this.node = node;
    this.write(typeof value === "string" ? value : this.printed(value));
  }

  private printed(value: Operand): string {
    try {
      return printText(value);
    } catch (error) {
      if (error instanceof GoError) this.fail(error.message, error);
      throw error;
    }
  }

  private walkBranch(dot: Operand, node: IfNode | WithNode): Ending {
    const scope = this.variables.length;
    const value = this.evalPipeline(dot, node.pipe);
    let ending: Ending = "done";
    if (!isTrue(value)) {
      if (node.elseList) ending = this.walkList(dot, node.elseList);
    } else if (node.type === "if") {
      ending = this.walkList(dot, node.list);
    } else {
      const { dotIsInterface } = this;
      this.dotIsInterface = false;
      ending = this.walkList(value, node.list);
      this.dotIsInterface = dotIsInterface;
    }
    this.leaveScope(scope);
    return ending;
  }

  private walkTemplate(dot: Operand, node: TemplateNode): void {
    const tree = this.templates.lookup(node.name);
    if (!tree) this.fail(`template ${quote(node.name)} not defined`);
    const data = node.pipe ? this.evalPipeline(dot, node.pipe) : undefined;
    this.enter(tree, data);
  }

  private walkRange(dot: Operand, node: RangeNode): Ending {
    const scope = this.variables.length;
    const value = this.evalPipeline(dot, node.pipe);
    const inner = this.variables.length;
    const { dotIsInterface } = this;
    let isEmpty = true;
    for (const iteration of iterate(value, node.pipe.declarations.length, (problem) => this.fail(problem))) {
      isEmpty = false;
      this.step();
      this.setLoopVariables(node, iteration);
      this.dotIsInterface = iteration.isInterface;
      const ending = this.walkList(iteration.element, node.list);
      this.leaveScope(inner);
      if (ending === "break") break;
    }
    this.dotIsInterface = dotIsInterface;
    const ending = isEmpty && node.elseList ? this.walkList(dot, node.elseList) : "done";
    this.leaveScope(scope);
    // In the branch for no elements, `break` means this loop, but `continue` the one around it.
    return ending === "break" ? "done" : ending;
  }

  /** Of two variables the first is the key; one alone is the element. */
  private setLoopVariables({ pipe }: RangeNode, { key, element, isInterface }: Iteration): void {
    const first = pipe.declarations[0];
    const second = pipe.declarations[1];
    if (!first) return;
    if (second) this.setVariable(first.name, key, false);
    this.setVariable((second ?? first).name, element, isInterface);
  }
}
