import { GoError } from "../govalue/function.ts";
import { quote, unquote } from "../govalue/strconv.ts";
import type { CommandNode, ExpressionNode, PipeNode, VariableNode } from "./ast.ts";
import { TemplateError } from "./error.ts";
import { nodeText } from "./node-text.ts";
import { numberNode } from "./number.ts";
import type { Token, TokenType } from "./token.ts";
import { describe } from "./token.ts";
import type { TokenBuffer } from "./token-buffer.ts";

/** The names of the functions that a template may call. */
export interface FunctionNames {
  has(name: string): boolean;
}

/** Go allows 10,000, which would exhaust JavaScript's stack. */
const deepestParentheses = 1000;

/** Parses what stands between the delimiters: pipelines of commands of operands. */
export class ExpressionParser {
  protected readonly tokens: TokenBuffer;
  protected readonly functions: FunctionNames;
  /** The variables that are declared at the moment. */
  protected readonly variables = ["$"];
  /** The line in which the action at hand starts; 0 outside one. */
  protected actionLine = 0;
  private readonly sourceName: string;
  private parentheses = 0;

  constructor(sourceName: string, tokens: TokenBuffer, functions: FunctionNames) {
    this.sourceName = sourceName;
    this.tokens = tokens;
    this.functions = functions;
  }

  protected fail(problem: string, line = this.tokens.line): never {
    throw new TemplateError(`template: ${this.sourceName}:${line}: ${problem}`, { template: this.sourceName, line });
  }

  /** Runs a conversion; what it throws of Go's errors is an error of the template. */
  protected check<T>(convert: () => T): T {
    try {
      return convert();
    } catch (error) {
      if (error instanceof GoError) this.fail(error.message);
      throw error;
    }
  }

  protected expect(type: TokenType, context: string): Token {
    const token = this.tokens.nextNonSpace();
    return token.type === type ? token : this.unexpected(token, context);
  }

  protected unexpected(token: Token, context: string): never {
    if (token.type !== "error") this.fail(`unexpected ${describe(token)} in ${context}`);
    if (this.actionLine === 0 || this.actionLine === token.line) this.fail(token.value);
    const started = `started at ${this.sourceName}:${this.actionLine}`;
    this.fail(`${token.value}${token.value.endsWith(" action") ? "" : " in action"} ${started}`);
  }

  /** `declarations? command ('|' command)*` */
  protected pipeline(context: string, end: TokenType): PipeNode {
    const { pos } = this.tokens.peekNonSpace();
    const declarations: VariableNode[] = [];
    const isAssign = this.declarations(context, declarations);
    const commands: CommandNode[] = [];
    for (;;) {
      const token = this.tokens.nextNonSpace();
      if (token.type === end) break;
      if (!startsOperand(token.type)) this.unexpected(token, context);
      this.tokens.backup(token);
      commands.push(this.command());
    }
    if (commands.length === 0) this.fail(`missing value for ${context}`);
    commands.forEach(({ args: [first] }, i) => {
      if (i > 0 && !isExecutable(first)) this.fail(`non executable command in pipeline stage ${i + 1}`);
    });
    return { type: "pipe", pos, isAssign, declarations, commands };
  }

  /**
   * The variables before `:=` or `=`, of which `range` takes two. Whether a variable is declared shows only behind it,
   * beyond the space that separates arguments.
   *
   * @returns whether they are assigned
   */
  private declarations(context: string, declared: VariableNode[]): boolean {
    const { tokens } = this;
    while (tokens.peekNonSpace().type === "variable") {
      const variable = tokens.next();
      const afterVariable = tokens.next();
      const next = afterVariable.type === "space" ? tokens.nextNonSpace() : afterVariable;
      const isComma = next.type === "char" && next.value === ",";
      if (next.type !== "assign" && next.type !== "declare" && !isComma) {
        if (next === afterVariable) tokens.backup(next, variable);
        else tokens.backup(next, afterVariable, variable);
        return false;
      }
      declared.push(variableNode(variable.pos, variable.value));
      this.variables.push(variable.value);
      if (!isComma) return next.type === "assign";
      if (context !== "range" || declared.length > 1) this.fail(`too many declarations in ${context}`);
      const { type } = tokens.peekNonSpace();
      if (type !== "variable" && type !== "rightDelim" && type !== "rightParen") {
        this.fail("range can only initialize variables");
      }
    }
    return false;
  }

  /** `operand (space operand)*`, up to a pipe symbol, which it takes, or a delimiter. */
  private command(): CommandNode {
    const { pos } = this.tokens.peekNonSpace();
    const args: ExpressionNode[] = [];
    for (;;) {
      this.tokens.peekNonSpace();
      const operand = this.operand();
      if (operand) args.push(operand);
      const token = this.tokens.next();
      if (token.type === "space") continue;
      if (token.type === "rightDelim" || token.type === "rightParen") this.tokens.backup(token);
      else if (token.type !== "pipe") this.unexpected(token, "operand");
      break;
    }
    const [first, ...rest] = args;
    return first ? { type: "command", pos, args: [first, ...rest] } : this.fail("empty command");
  }

  /** A term, and the fields of its value. */
  private operand(): ExpressionNode | undefined {
    const node = this.term();
    if (!node || this.tokens.peek().type !== "field") return node;
    const { pos } = this.tokens.peek();
    const fields: string[] = [];
    while (this.tokens.peek().type === "field") fields.push(this.tokens.next().value.slice(1));
    switch (node.type) {
      case "field":
        return { type: "field", pos, names: [...node.names, ...fields] };
      case "variable":
        return { type: "variable", pos, name: node.name, fields: [...node.fields, ...fields] };
      case "bool":
      case "string":
      case "number":
      case "nil":
      case "dot":
        return this.fail(`unexpected . after term ${quote(nodeText(node))}`);
      default:
        return { type: "chain", pos, node, fields };
    }
  }

  private term(): ExpressionNode | undefined {
    const token = this.tokens.nextNonSpace();
    const { type, pos, value } = token;
    switch (type) {
      case "identifier":
        if (!this.functions.has(value)) this.fail(`function ${quote(value)} not defined`);
        return { type, pos, name: value };
      case "dot":
      case "nil":
        return { type, pos };
      case "variable":
        if (!this.variables.includes(value)) this.fail(`undefined variable ${quote(value)}`);
        return variableNode(pos, value);
      case "field":
        return { type, pos, names: [value.slice(1)] };
      case "bool":
        return { type, pos, value: value === "true" };
      case "charConstant":
      case "complex":
      case "number":
        return this.check(() => numberNode(pos, value, type));
      case "leftParen":
        return this.parenthesized();
      case "string":
      case "rawString":
        return this.check(() => ({ type: "string", pos, quoted: value, text: unquote(value) }));
    }
    this.tokens.backup(token);
    return undefined;
  }

  private parenthesized(): PipeNode {
    if (this.parentheses >= deepestParentheses) this.fail("max expression depth exceeded");
    this.parentheses += 1;
    const pipe = this.pipeline("parenthesized pipeline", "rightParen");
    this.parentheses -= 1;
    return pipe;
  }
}

function variableNode(pos: number, name: string): VariableNode {
  return { type: "variable", pos, name, fields: [] };
}

function startsOperand(type: TokenType): boolean {
  switch (type) {
    case "bool":
    case "charConstant":
    case "complex":
    case "dot":
    case "field":
    case "identifier":
    case "number":
    case "nil":
    case "rawString":
    case "string":
    case "variable":
    case "leftParen":
      return true;
    default:
      return false;
  }
}

/** Whether a command can take the value of the one before it. */
function isExecutable({ type }: ExpressionNode): boolean {
  return type !== "bool" && type !== "dot" && type !== "nil" && type !== "number" && type !== "string";
}
