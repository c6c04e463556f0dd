import { spend } from "../govalue/allowance.ts";
import { GoError } from "../govalue/function.ts";
import { quote } from "../govalue/strconv.ts";
import type { GoMethod, GoType, GoValue } from "../govalue/value.ts";
import { GoObject, typeOf } from "../govalue/value.ts";
import { constantArgument, constantValue, convertArgument, nilArgument } from "./arguments.ts";
import type { ChainNode, CommandNode, ExpressionNode, IdentifierNode, Node, PipeNode, VariableNode } from "./ast.ts";
import type { Builtin } from "./builtins/index.ts";
import { andFunction, builtins, callFunction, callValue, InterfaceValue, orFunction } from "./builtins/index.ts";
import { TemplateError } from "./error.ts";
import { EvaluationState } from "./evaluation-state.ts";
import { nodeText } from "./node-text.ts";
import type { Operand } from "./operand.ts";
import { isTrue, typeName, zeroValue } from "./operand.ts";
import type { Signature } from "./signature.ts";
import { parseSignature, reflectValue, typedResult } from "./signature.ts";

/** In place of the value that a command gets from the one before it: there is none. */
const absent = Symbol("absent");

/** What the command before leaves as the last argument. */
type Final = Operand | typeof absent;

/** The operands of a command; the first is the function or the value itself. */
type Operands = readonly ExpressionNode[];

const none: Operands = [];

/** Evaluates pipelines: the `eval` functions of Go's text/template/exec.go. */
export abstract class ExpressionEvaluator extends EvaluationState {
  private readonly failArgument = (problem: string): never => this.fail(problem);

  /** Evaluates a pipeline and declares its variables. A nil in an interface is no value any more. */
  protected evalPipeline(dot: Operand, pipe: PipeNode): Operand {
    this.node = pipe;
    const { commands, declarations } = pipe;
    let value: Operand;
    for (let i = 0; i < commands.length; i++) {
      value = this.evalCommand(dot, commands[i] as CommandNode, i === 0 ? absent : value) ?? undefined;
    }
    for (let i = 0; i < declarations.length; i++) {
      const { name } = declarations[i] as VariableNode;
      if (pipe.isAssign) this.setVariable(name, value, false);
      else this.declareVariable(name, value);
    }
    this.isInterface = false;
    return value;
  }

  private evalCommand(dot: Operand, command: CommandNode, final: Final): Operand {
    const { args } = command;
    const first = args[0];
    switch (first.type) {
      case "field":
        this.node = first;
        return this.evalFieldChain(dot, dot, this.dotIsInterface, first, first.names, args, final);
      case "chain":
        return this.evalChain(dot, first, args, final);
      case "identifier":
        return this.evalFunction(dot, first, command, args, final);
      case "pipe":
        this.rejectArguments(args, final);
        return this.evalPipeline(dot, first);
      case "variable":
        return this.evalVariable(dot, first, args, final);
    }
    this.node = first;
    this.rejectArguments(args, final);
    if (first.type === "nil") this.fail("nil is not a command");
    return first.type === "dot" ? dot : constantValue(first, this.failArgument);
  }

  private rejectArguments(args: Operands, final: Final): void {
    const first = args[0];
    if (first && (args.length > 1 || final !== absent)) {
      this.fail(`can't give argument to non-function ${nodeText(first)}`);
    }
  }

  private evalVariable(dot: Operand, node: VariableNode, args: Operands, final: Final): Operand {
    this.node = node;
    const { value, isInterface } = this.findVariable(node.name);
    if (node.fields.length > 0) return this.evalFieldChain(dot, value, isInterface, node, node.fields, args, final);
    this.rejectArguments(args, final);
    this.isInterface = isInterface;
    return value;
  }

  private evalChain(dot: Operand, chain: ChainNode, args: Operands, final: Final): Operand {
    const { node } = chain;
    this.node = chain;
    if (node.type === "nil") this.fail(`indirection through explicit nil in ${nodeText(chain)}`);
    const receiver = this.evalArgument(dot, reflectValue, node);
    return this.evalFieldChain(dot, receiver, this.isInterface, chain, chain.fields, args, final);
  }

  /** Evaluates `.x.y.z`; what stands behind it are arguments of a method at its end. */
  private evalFieldChain(
    dot: Operand,
    receiver: Operand,
    isInterface: boolean,
    node: Node,
    names: readonly string[],
    args: Operands,
    final: Final,
  ): Operand {
    const last = names.length - 1;
    let value = receiver;
    this.isInterface = isInterface;
    for (let i = 0; i < last; i++) value = this.evalField(dot, names[i] ?? "", node, none, absent, value);
    return last < 0 ? value : this.evalField(dot, names[last] ?? "", node, args, final, value);
  }

  private evalField(dot: Operand, name: string, node: Node, args: Operands, final: Final, receiver: Operand): Operand {
    if (receiver === undefined) {
      if (this.templates.missingKey === "error") this.fail(`nil data; no entry for key ${quote(name)}`);
      return undefined;
    }
    if (receiver === null) this.fail(`nil pointer evaluating interface {}.${name}`);
    const type = typeOf(receiver);
    const method = type.methods?.get(name);
    if (method) return this.evalMethod(dot, receiver, method, name, node, args, final);
    const hasArguments = args.length > 1 || final !== absent;
    if (receiver instanceof Map) {
      if (hasArguments) this.fail(`${name} is not a method but has arguments`);
      this.isInterface = type.element?.kind === "interface";
      const found = receiver.get(name);
      return found === undefined ? this.missingEntry(type, name) : found;
    }
    const field = receiver instanceof GoObject ? receiver.field(name) : undefined;
    if (field === undefined) {
      this.fail(`can't evaluate field ${name} in type ${this.isInterface ? "interface {}" : type.name}`);
    }
    if (hasArguments) this.fail(`${name} has arguments but cannot be invoked as function`);
    this.isInterface = false;
    return field;
  }

  private missingEntry(type: GoType, name: string): Operand {
    switch (this.templates.missingKey) {
      case "default":
        return undefined;
      case "zero":
        return type.element ? zeroValue(type.element) : null;
      case "error":
        return this.fail(`map has no entry for key ${quote(name)}`);
    }
  }

  private evalMethod(
    dot: Operand,
    receiver: GoValue,
    method: GoMethod,
    name: string,
    node: Node,
    args: Operands,
    final: Final,
  ): Operand {
    const signature = parseSignature(method.signature);
    const values = this.evalArguments(dot, signature, name, args, final);
    try {
      spendOnCall(values);
      return this.called(method.call(receiver, ...present(values)), signature);
    } catch (error) {
      return this.callFailed(error, name, node);
    }
  }

  /** @param node the whole command, or the name where the function is an argument itself */
  private evalFunction(dot: Operand, identifier: IdentifierNode, node: Node, args: Operands, final: Final): Operand {
    this.node = identifier;
    const { name } = identifier;
    const own = this.templates.function(name);
    if (own) {
      const signature = parseSignature(own.signature);
      const values = this.evalArguments(dot, signature, name, args, final);
      try {
        spendOnCall(values);
        return this.called(own.call(...present(values)), signature);
      } catch (error) {
        return this.callFailed(error, name, node);
      }
    }
    const builtin = builtins.get(name);
    return builtin
      ? this.evalBuiltin(dot, builtin, name, node, args, final)
      : this.fail(`${quote(name)} is not a defined function`);
  }

  private evalBuiltin(dot: Operand, builtin: Builtin, name: string, node: Node, args: Operands, final: Final): Operand {
    const signature = parseSignature(builtin.signature);
    if (builtin === andFunction || builtin === orFunction) {
      this.checkCount(signature, name, args, final);
      return this.evalLogic(dot, builtin === orFunction, args, final);
    }
    const values = this.evalArguments(dot, signature, name, args, final, builtin.tellsInterfaces);
    try {
      spendOnCall(values);
      if (builtin === callFunction) callValue(args[1] ? nodeText(args[1]) : reflectText(values[0]), values[0]);
      return this.called(builtin.call(...values), signature);
    } catch (error) {
      return this.callFailed(error, name, node);
    }
  }

  /** `and` and `or` evaluate no more arguments than they need. */
  private evalLogic(dot: Operand, isOr: boolean, args: Operands, final: Final): Operand {
    let value: Operand;
    for (let i = 1; i < args.length; i++) {
      value = this.evalArgument(dot, reflectValue, args[i] as ExpressionNode);
      if (isTrue(value) === isOr) return value;
    }
    return final === absent ? value : final;
  }

  private checkCount({ parameters, variadic }: Signature, name: string, args: Operands, final: Final): void {
    const written = Math.max(args.length - 1, 0);
    const count = final === absent ? written : written + 1;
    const wanted = parameters.length;
    if (variadic) {
      if (count < wanted) this.fail(`wrong number of args for ${name}: want at least ${wanted} got ${written}`);
    } else if (count !== wanted) {
      this.fail(`wrong number of args for ${name}: want ${wanted} got ${count}`);
    }
  }

  private evalArguments(
    dot: Operand,
    signature: Signature,
    name: string,
    args: Operands,
    final: Final,
    tellsInterfaces = false,
  ): Operand[] {
    this.checkCount(signature, name, args, final);
    const values: Operand[] = [];
    for (let i = 1; i < args.length; i++) {
      const value = this.evalArgument(dot, parameterType(signature, i - 1), args[i] as ExpressionNode);
      const isHeld = tellsInterfaces && i > 1 && value !== undefined && this.isInterface;
      values.push(isHeld ? new InterfaceValue() : value);
    }
    if (final !== absent) {
      values.push(convertArgument(final, parameterType(signature, values.length), this.failArgument));
    }
    return values;
  }

  private evalArgument(dot: Operand, type: GoType, node: ExpressionNode): Operand {
    this.node = node;
    switch (node.type) {
      case "dot":
        this.isInterface = this.dotIsInterface;
        return convertArgument(dot, type, this.failArgument);
      case "nil":
        this.isInterface = false;
        return nilArgument(type, this.failArgument);
      case "field": {
        const value = this.evalFieldChain(dot, dot, this.dotIsInterface, node, node.names, none, absent);
        return convertArgument(value, type, this.failArgument);
      }
      case "variable":
        return convertArgument(this.evalVariable(dot, node, none, absent), type, this.failArgument);
      case "pipe":
        return convertArgument(this.evalPipeline(dot, node), type, this.failArgument);
      case "identifier":
        return convertArgument(this.evalFunction(dot, node, node, none, absent), type, this.failArgument);
      case "chain":
        return convertArgument(this.evalChain(dot, node, none, absent), type, this.failArgument);
      default:
        this.isInterface = false;
        return constantArgument(node, type, this.failArgument);
    }
  }

  private called(value: Operand, { result }: Signature): Operand {
    this.isInterface = result.kind === "interface";
    if (typeof value === "string") spend(value.length / charactersPerUnit);
    return typeof value === "bigint" ? typedResult(value, result) : value;
  }

  /** The error of a function becomes one of the template. */
  private callFailed(error: unknown, name: string, node: Node): never {
    if (!(error instanceof GoError || error instanceof TemplateError)) throw error;
    this.node = node;
    return this.fail(`error calling ${name}: ${error.message}`, error);
  }
}

/**
 * What a function takes that looks at each character of the texts that it gets, as most do. Those that take more, or work
 * in proportion to lists and maps, spend that themselves; the text that a function gives is paid for as well.
 */
function spendOnCall(values: readonly Operand[]): void {
  let units = callCost;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === "string") units += value.length / charactersPerUnit;
  }
  spend(units);
}

const callCost = 10;
const charactersPerUnit = 4;

/** Arguments for a function that is not built in; none of its parameters takes no value. */
function present(values: Operand[]): GoValue[] {
  return values.includes(undefined) ? values.filter((value) => value !== undefined) : (values as GoValue[]);
}

function parameterType({ parameters, variadic }: Signature, i: number): GoType {
  return parameters[i] ?? variadic ?? reflectValue;
}

/** A value as reflect.Value's `String()` names it. */
function reflectText(value: Operand): string {
  if (typeof value === "string") return value;
  return value === undefined ? "<invalid Value>" : `<${typeName(value)} Value>`;
}
