export type TokenType =
  | "stream-end"
  | "version-directive"
  | "tag-directive"
  | "document-start"
  | "document-end"
  | "block-sequence-start"
  | "block-mapping-start"
  | "block-end"
  | "flow-sequence-start"
  | "flow-sequence-end"
  | "flow-mapping-start"
  | "flow-mapping-end"
  | "block-entry"
  | "flow-entry"
  | "key"
  | "value"
  | "alias"
  | "anchor"
  | "tag"
  | "scalar";

export class Token {
  readonly type: TokenType;
  /** The line it starts on, from 0. */
  readonly line: number;
  /** The scalar's text, the name of an anchor or alias, the handle of a tag, the version `1.1`. */
  readonly value: string;
  /** The suffix of a tag, the prefix of a tag directive. */
  readonly detail: string;
  /** Of a scalar: whether it is neither quoted nor a block. */
  readonly plain: boolean;

  constructor(type: TokenType, line: number, value = "", detail = "", plain = false) {
    this.type = type;
    this.line = line;
    this.value = value;
    this.detail = detail;
    this.plain = plain;
  }
}
