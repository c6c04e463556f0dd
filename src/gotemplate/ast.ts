import type { GoValue } from "../govalue/value.ts";

/**
 * The nodes of a parsed template; those of Go's text/template/parse/node.go without its comments, which nothing reads.
 * `pos` is an index into the text of the template, in UTF-16 units.
 */
export type Node = StatementNode | ListNode | ExpressionNode | CommandNode;

/** What a list holds. */
export type StatementNode =
  | TextNode
  | ActionNode
  | IfNode
  | WithNode
  | RangeNode
  | TemplateNode
  | BreakNode
  | ContinueNode;

/** What a command is made of. */
export type ExpressionNode =
  | BoolNode
  | ChainNode
  | DotNode
  | FieldNode
  | IdentifierNode
  | NilNode
  | NumberNode
  | PipeNode
  | StringNode
  | VariableNode;

export interface ListNode {
  readonly type: "list";
  readonly pos: number;
  readonly nodes: readonly StatementNode[];
}

export interface TextNode {
  readonly type: "text";
  readonly pos: number;
  readonly text: string;
}

export interface ActionNode {
  readonly type: "action";
  readonly pos: number;
  readonly pipe: PipeNode;
}

interface BranchNode {
  readonly pos: number;
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList: ListNode | undefined;
}

export interface IfNode extends BranchNode {
  readonly type: "if";
}

export interface WithNode extends BranchNode {
  readonly type: "with";
}

export interface RangeNode extends BranchNode {
  readonly type: "range";
}

export interface TemplateNode {
  readonly type: "template";
  readonly pos: number;
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

export interface BreakNode {
  readonly type: "break";
  readonly pos: number;
}

export interface ContinueNode {
  readonly type: "continue";
  readonly pos: number;
}

export interface PipeNode {
  readonly type: "pipe";
  readonly pos: number;
  /** Whether the variables are assigned (`=`), not declared (`:=`). */
  readonly isAssign: boolean;
  readonly declarations: readonly VariableNode[];
  readonly commands: readonly CommandNode[];
}

export interface CommandNode {
  readonly type: "command";
  readonly pos: number;
  /** At least one. */
  readonly args: readonly [ExpressionNode, ...ExpressionNode[]];
}

export interface BoolNode {
  readonly type: "bool";
  readonly pos: number;
  readonly value: boolean;
}

/** A term and fields of its value: `(pipeline).x.y`. */
export interface ChainNode {
  readonly type: "chain";
  readonly pos: number;
  readonly node: ExpressionNode;
  readonly fields: readonly string[];
}

export interface DotNode {
  readonly type: "dot";
  readonly pos: number;
}

/** `.x.y`: the names without the dots. */
export interface FieldNode {
  readonly type: "field";
  readonly pos: number;
  readonly names: readonly string[];
}

/** The name of a function. */
export interface IdentifierNode {
  readonly type: "identifier";
  readonly pos: number;
  readonly name: string;
}

export interface NilNode {
  readonly type: "nil";
  readonly pos: number;
}

/** A constant, with each of the types that can hold it. */
export interface NumberNode {
  readonly type: "number";
  readonly pos: number;
  readonly text: string;
  readonly int: bigint | undefined;
  readonly uint: bigint | undefined;
  readonly float: number | undefined;
  /** Its value where nothing asks for a type; `undefined` where an int cannot hold it. */
  readonly ideal: GoValue | undefined;
}

export interface StringNode {
  readonly type: "string";
  readonly pos: number;
  /** As it stands in the template, with its quotes. */
  readonly quoted: string;
  readonly text: string;
}

/** `$x.y.z`: the variable with its dollar sign, and the fields. */
export interface VariableNode {
  readonly type: "variable";
  readonly pos: number;
  readonly name: string;
  readonly fields: readonly string[];
}
