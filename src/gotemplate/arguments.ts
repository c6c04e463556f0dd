import type { GoType } from "../govalue/value.ts";
import { GoInt, wrapInteger } from "../govalue/value.ts";
import type { BoolNode, Node, NumberNode, StringNode } from "./ast.ts";
import { nodeText } from "./node-text.ts";
import type { Operand } from "./operand.ts";
import { typeName, zeroValue } from "./operand.ts";
import { canBeNil, isAny, isAssignable, reflectValue } from "./signature.ts";

/** Reports what is wrong with an argument, at the node at hand. */
export type Fail = (problem: string) => never;

/**
 * A value as an argument for a parameter: `validateType` of Go's text/template/exec.go. An integer arrives as a
 * `bigint`, whatever its type.
 */
export function convertArgument(value: Operand, type: GoType, fail: Fail): Operand {
  if (type === reflectValue) return value;
  if (value === undefined) return canBeNil(type) ? zeroValue(type) : fail(`invalid value; expected ${type.name}`);
  if (isAny(type)) return value;
  if (value === null || !isAssignable(value, type)) {
    return fail(`wrong type for value; expected ${type.name}; got ${typeName(value)}`);
  }
  return value instanceof GoInt ? value.value : value;
}

/** `nil` as an argument. */
export function nilArgument(type: GoType, fail: Fail): Operand {
  if (type === reflectValue) return undefined;
  return canBeNil(type) ? zeroValue(type) : fail(`cannot assign nil to ${type.name}`);
}

/** A constant as an argument: the parameter decides what type it has, if it can have it. */
export function constantArgument(node: BoolNode | NumberNode | StringNode, type: GoType, fail: Fail): Operand {
  if (isAny(type) || type === reflectValue) return constantValue(node, fail);
  const expected = (what: string): never => fail(`expected ${what}; found ${nodeText(node)}`);
  switch (type.kind) {
    case "bool":
      return node.type === "bool" ? node.value : expected("bool");
    case "string":
      return node.type === "string" ? node.text : expected("string");
    case "float32":
    case "float64":
      return (node.type === "number" ? node.float : undefined) ?? expected("float");
    case "int":
    case "int8":
    case "int16":
    case "int32":
    case "int64": {
      const value = node.type === "number" ? node.int : undefined;
      return value === undefined ? expected("integer") : wrapInteger(value, type.kind);
    }
    case "uint":
    case "uint8":
    case "uint16":
    case "uint32":
    case "uint64": {
      const value = node.type === "number" ? node.uint : undefined;
      return value === undefined ? expected("unsigned integer") : wrapInteger(value, type.kind);
    }
    default:
      return fail(`can't handle ${nodeText(node)} for arg of type ${type.name}`);
  }
}

/** A constant where nothing asks for a type. */
export function constantValue(node: BoolNode | NumberNode | StringNode, fail: Fail): Operand {
  if (node.type === "bool") return node.value;
  if (node.type === "string") return node.text;
  return node.ideal ?? fail(`${node.text} overflows int`);
}

/** Whether the parameter takes exactly this node's type of constants; everything else is evaluated first. */
export function isConstant(node: Node): node is BoolNode | NumberNode | StringNode {
  return node.type === "bool" || node.type === "number" || node.type === "string";
}
