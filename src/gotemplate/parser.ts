import { spend } from "../govalue/allowance.ts";
import { quote, unquote } from "../govalue/strconv.ts";
import type { ListNode, PipeNode, StatementNode } from "./ast.ts";
import { builtins } from "./builtins/index.ts";
import { isStackOverflow, TemplateError } from "./error.ts";
import type { FunctionNames } from "./expression-parser.ts";
import { ExpressionParser } from "./expression-parser.ts";
import { Lexer } from "./lexer.ts";
import type { Token } from "./token.ts";
import { TokenBuffer } from "./token-buffer.ts";
import type { ParsedTemplate, Source, Tree } from "./tree.ts";
import { isEmptyTree } from "./tree.ts";

/**
 * Parses a template text: Go's `parse.Parse`.
 *
 * @throws TemplateError
 */
export function parseTemplate(name: string, text: string, functions: FunctionNames): ParsedTemplate {
  spend(text.length / 8);
  const known = { has: (word: string) => functions.has(word) || builtins.has(word) };
  const lexer = new Lexer(text, { breakKeyword: !known.has("break"), continueKeyword: !known.has("continue") });
  const source = { name, text };
  try {
    return parseSource(source, new TokenBuffer(lexer), known);
  } catch (error) {
    if (isStackOverflow(error)) throw new TemplateError(`template: ${name}: nested too deeply`, { template: name });
    throw error;
  }
}

function parseSource(source: Source, tokens: TokenBuffer, functions: FunctionNames): ParsedTemplate {
  const trees = new Map<string, Tree>();
  const parser = new Parser(source, tokens, functions, trees);
  const main = { name: source.name, source, root: parser.parseText() };
  parser.add(main);
  return { main, trees };
}

/** What ends a list. */
type ListEnd = { readonly type: "end"; readonly pos: number } | { readonly type: "else"; readonly pos: number };

/** One template: the tree that Go's text/template/parse/parse.go builds. A definition has a parser of its own. */
class Parser extends ExpressionParser {
  private readonly source: Source;
  private readonly trees: Map<string, Tree>;
  private rangeDepth = 0;

  constructor(source: Source, tokens: TokenBuffer, functions: FunctionNames, trees: Map<string, Tree>) {
    super(source.name, tokens, functions);
    this.source = source;
    this.trees = trees;
  }

  /** A second definition of the same name is a mistake, unless one of the two is empty. */
  add(tree: Tree): void {
    const existing = this.trees.get(tree.name);
    if (existing === undefined || isEmptyTree(existing.root)) this.trees.set(tree.name, tree);
    else if (!isEmptyTree(tree.root)) this.fail(`template: multiple definition of template ${quote(tree.name)}`);
  }

  /** The whole text, where alone `define` may stand. */
  parseText(): ListNode {
    const { tokens } = this;
    const { pos } = tokens.peek();
    const nodes: StatementNode[] = [];
    while (tokens.peek().type !== "eof") {
      if (tokens.peek().type === "leftDelim") {
        const delim = tokens.next();
        const first = tokens.nextNonSpace();
        if (first.type === "define") {
          this.nested().parseDefinition();
          continue;
        }
        tokens.backup(first, delim);
      }
      const node = this.textOrAction();
      if (node.type === "end" || node.type === "else") this.fail(`unexpected {{${node.type}}}`);
      nodes.push(node);
    }
    return { type: "list", pos, nodes };
  }

  private nested(): Parser {
    return new Parser(this.source, this.tokens, this.functions, this.trees);
  }

  private parseDefinition(): void {
    const context = "define clause";
    const name = this.templateName(this.tokens.nextNonSpace(), context);
    this.expect("rightDelim", context);
    this.parseBody(name, context);
  }

  /** @param line where an `else` that ends it is reported, if not where it stands */
  private parseBody(name: string, context: string, line?: number): void {
    const [root, end] = this.itemList();
    if (end.type !== "end") this.fail(`unexpected {{${end.type}}} in ${context}`, line);
    this.add({ name, source: this.source, root });
  }

  private templateName(token: Token, context: string): string {
    if (token.type !== "string" && token.type !== "rawString") this.unexpected(token, context);
    return this.check(() => unquote(token.value));
  }

  private itemList(): [ListNode, ListEnd] {
    const { pos } = this.tokens.peekNonSpace();
    const nodes: StatementNode[] = [];
    while (this.tokens.peekNonSpace().type !== "eof") {
      const node = this.textOrAction();
      if (node.type === "end" || node.type === "else") return [{ type: "list", pos, nodes }, node];
      nodes.push(node);
    }
    return this.fail("unexpected EOF");
  }

  private textOrAction(): StatementNode | ListEnd {
    const token = this.tokens.nextNonSpace();
    if (token.type === "text") return { type: "text", pos: token.pos, text: token.value };
    if (token.type !== "leftDelim") return this.unexpected(token, "input");
    this.actionLine = token.line;
    const node = this.action();
    this.actionLine = 0;
    return node;
  }

  private action(): StatementNode | ListEnd {
    const token = this.tokens.nextNonSpace();
    switch (token.type) {
      case "block":
        return this.blockControl();
      case "break":
      case "continue":
        return this.loopControl(token, token.type);
      case "else":
        return this.elseControl();
      case "end":
        return { type: "end", pos: this.expect("rightDelim", "end").pos };
      case "if":
      case "range":
      case "with":
        return this.branch(token.type);
      case "template":
        return this.templateControl();
    }
    this.tokens.backup(token);
    return { type: "action", pos: token.pos, pipe: this.pipeline("command", "rightDelim") };
  }

  private loopControl(token: Token, type: "break" | "continue"): StatementNode {
    const end = this.tokens.nextNonSpace();
    if (end.type !== "rightDelim") this.unexpected(end, `{{${type}}}`);
    if (this.rangeDepth === 0) this.fail(`{{${type}}} outside {{range}}`);
    return { type, pos: token.pos };
  }

  private branch(type: "if" | "range" | "with"): StatementNode {
    const scope = this.variables.length;
    const pipe = this.pipeline(type, "rightDelim");
    if (type === "range") this.rangeDepth += 1;
    const [list, next] = this.itemList();
    if (type === "range") this.rangeDepth -= 1;
    const elseList = next.type === "else" ? this.elseList(type, next) : undefined;
    this.variables.length = scope;
    return { type, pos: pipe.pos, pipe, list, elseList };
  }

  /** What follows `else`: a list and `end`, or after `else if` another branch that brings the `end` for both. */
  private elseList(type: "if" | "range" | "with", { pos }: ListEnd): ListNode {
    const { tokens } = this;
    if ((type === "if" || type === "with") && tokens.peek().type === type) {
      tokens.next();
      return { type: "list", pos, nodes: [this.branch(type)] };
    }
    const [list, end] = this.itemList();
    if (end.type !== "end") this.fail(`expected end; found {{${end.type}}}`);
    return list;
  }

  private elseControl(): ListEnd {
    const next = this.tokens.peekNonSpace();
    // The branch that this belongs to finds the `if` or `with` still waiting.
    if (next.type === "if" || next.type === "with") return { type: "else", pos: next.pos };
    return { type: "else", pos: this.expect("rightDelim", "else").pos };
  }

  private blockControl(): StatementNode {
    const context = "block clause";
    const token = this.tokens.nextNonSpace();
    const name = this.templateName(token, context);
    const pipe = this.pipeline(context, "rightDelim");
    this.nested().parseBody(name, context, this.tokens.line);
    return { type: "template", pos: token.pos, name, pipe };
  }

  private templateControl(): StatementNode {
    const context = "template clause";
    const token = this.tokens.nextNonSpace();
    const name = this.templateName(token, context);
    const next = this.tokens.nextNonSpace();
    let pipe: PipeNode | undefined;
    if (next.type !== "rightDelim") {
      this.tokens.backup(next);
      pipe = this.pipeline(context, "rightDelim");
    }
    return { type: "template", pos: token.pos, name, pipe };
  }
}
