/** A document's tree: what the text says before any scalar is resolved (`node` in decode.go). */
export type Node = ScalarNode | SequenceNode | MappingNode | AliasNode;

interface NodeBase {
  /** The line it starts on, from 0. */
  readonly line: number;
  /** The tag in full, `tag:yaml.org,2002:int`; "" where none is given. */
  readonly tag: string;
}

export interface ScalarNode extends NodeBase {
  readonly kind: "scalar";
  readonly value: string;
  /** Whether it is neither quoted nor a block. */
  readonly plain: boolean;
  /** Whether the schema decides what the text means: it is plain and has no tag, or the tag `!`. */
  readonly implicit: boolean;
}

export interface SequenceNode extends NodeBase {
  readonly kind: "sequence";
  readonly items: Node[];
}

export interface MappingNode extends NodeBase {
  readonly kind: "mapping";
  /** Keys and values in turn. */
  readonly entries: Node[];
}

export interface AliasNode extends NodeBase {
  readonly kind: "alias";
  readonly name: string;
  readonly target: Exclude<Node, AliasNode>;
}
