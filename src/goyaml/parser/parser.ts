import { GoError } from "../../govalue/function.ts";
import { ScanError } from "../scanner/scan-error.ts";
import { Scanner } from "../scanner/scanner.ts";
import type { Token, TokenType } from "../scanner/token.ts";
import type { Grammar } from "./grammar.ts";
import type { AliasNode, Node, ScalarNode } from "./node.ts";

/** Where a node stands decides what it may be. */
type Context = "block" | "block-or-indentless-sequence" | "flow";

/**
 * Builds the trees of the documents: libyaml's grammar (`parserc.go`) and go-yaml's composer (`parser` in
 * decode.go) in one, by recursive descent. The scanner limits the depth.
 */
export class Parser {
  private readonly scanner: Scanner;
  private readonly anchors = new Map<string, Exclude<Node, AliasNode>>();
  private readonly tagPrefixes = new Map<string, string>();

  private isFirst = true;

  private readonly grammar: Grammar;

  constructor(text: string, grammar: Grammar) {
    this.grammar = grammar;
    this.scanner = new Scanner(text, grammar);
  }

  /** How far the text has been read. */
  get position(): number {
    return this.scanner.position;
  }

  /** The next document, `undefined` where there is none. What follows it is not read. */
  parseDocument(): Node | undefined {
    if (!this.grammar.keepsAnchors) this.anchors.clear();
    this.tagPrefixes.clear();
    const { isFirst } = this;
    this.isFirst = false;
    while (!isFirst && this.at("document-end")) this.scanner.take();
    if (this.at("stream-end")) return undefined;
    const explicit = !isFirst || this.at("version-directive", "tag-directive", "document-start");
    this.parseDirectives();
    let root: Node;
    if (explicit) {
      const token = this.scanner.peek();
      if (token.type !== "document-start") fail("did not find expected <document start>", token);
      this.scanner.take();
      root = this.at("version-directive", "tag-directive", "document-start", "document-end", "stream-end")
        ? this.emptyScalar(this.scanner.peek().line)
        : this.parseNode("block");
    } else {
      root = this.parseNode("block");
    }
    // The end of the document is looked for, and an error there is an error of the document.
    this.scanner.peek();
    return root;
  }

  private at(...types: readonly TokenType[]): boolean {
    return types.includes(this.scanner.peek().type);
  }

  private parseDirectives(): void {
    let hasVersion = false;
    for (;;) {
      const token = this.scanner.peek();
      if (token.type === "version-directive") {
        if (hasVersion) fail("found duplicate %YAML directive", token);
        if (token.value !== "1.1") fail("found incompatible YAML document", token);
        hasVersion = true;
      } else if (token.type === "tag-directive") {
        if (this.tagPrefixes.has(token.value)) fail("found duplicate %TAG directive", token);
        this.tagPrefixes.set(token.value, token.detail);
      } else {
        break;
      }
      this.scanner.take();
    }
    if (!this.tagPrefixes.has("!")) this.tagPrefixes.set("!", "!");
    if (!this.tagPrefixes.has("!!")) this.tagPrefixes.set("!!", "tag:yaml.org,2002:");
  }

  private parseNode(context: Context): Node {
    let token = this.scanner.peek();
    if (token.type === "alias") return this.parseAlias();

    const { line } = token;
    let anchor: string | undefined;
    let tagToken: Token | undefined;
    if (token.type === "anchor") {
      anchor = this.scanner.take().value;
      if (this.at("tag")) tagToken = this.scanner.take();
    } else if (token.type === "tag") {
      tagToken = this.scanner.take();
      if (this.at("anchor")) anchor = this.scanner.take().value;
    }
    token = this.scanner.peek();
    const tag = tagToken === undefined ? "" : this.resolveTag(tagToken, line);
    switch (token.type) {
      case "scalar": {
        this.scanner.take();
        const implicit = (tag === "" && token.plain) || tag === "!";
        return this.define(anchor, { kind: "scalar", line, tag, value: token.value, plain: token.plain, implicit });
      }
      case "flow-sequence-start":
        return this.parseFlowSequence(line, tag, anchor);
      case "flow-mapping-start":
        return this.parseFlowMapping(line, tag, anchor);
      case "block-entry":
        if (context === "block-or-indentless-sequence") return this.parseIndentlessSequence(line, tag, anchor);
        break;
      case "block-sequence-start":
        if (context !== "flow") return this.parseBlockSequence(line, tag, anchor);
        break;
      case "block-mapping-start":
        if (context !== "flow") return this.parseBlockMapping(line, tag, anchor);
        break;
    }
    if (anchor !== undefined || tag !== "") {
      return this.define(anchor, { kind: "scalar", line, tag, value: "", plain: true, implicit: tag === "" });
    }
    return fail("did not find expected node content", token, line);
  }

  /** An anchor is known as soon as its node begins, so that the node can (wrongly) contain itself. */
  private define<T extends Exclude<Node, AliasNode>>(anchor: string | undefined, node: T): T {
    if (anchor !== undefined) this.anchors.set(anchor, node);
    return node;
  }

  private parseAlias(): Node {
    const { line, value } = this.scanner.take();
    const target = this.anchors.get(value);
    if (target === undefined) throw new GoError(`yaml: unknown anchor '${value}' referenced`);
    return { kind: "alias", line, tag: "", name: value, target };
  }

  private resolveTag(token: Token, line: number): string {
    if (token.value === "") return token.detail;
    const prefix = this.tagPrefixes.get(token.value);
    return prefix === undefined ? fail("found undefined tag handle", token, line) : prefix + token.detail;
  }

  private emptyScalar(line: number): ScalarNode {
    return { kind: "scalar", line, tag: "", value: "", plain: true, implicit: true };
  }

  private parseBlockSequence(line: number, tag: string, anchor: string | undefined): Node {
    const items: Node[] = [];
    const node = this.define(anchor, { kind: "sequence", line, tag, items });
    const start = this.scanner.take();
    for (;;) {
      const token = this.scanner.take();
      if (token.type === "block-end") return node;
      if (token.type !== "block-entry") fail("did not find expected '-' indicator", token, start.line);
      const isEmpty = this.at("block-entry", "block-end");
      items.push(isEmpty ? this.emptyScalar(token.line) : this.parseNode("block"));
    }
  }

  /** A sequence whose dashes stand at the indentation of the mapping that it is a value of. */
  private parseIndentlessSequence(line: number, tag: string, anchor: string | undefined): Node {
    const items: Node[] = [];
    const node = this.define(anchor, { kind: "sequence", line, tag, items });
    while (this.at("block-entry")) {
      const token = this.scanner.take();
      const isEmpty = this.at("block-entry", "key", "value", "block-end");
      items.push(isEmpty ? this.emptyScalar(token.line) : this.parseNode("block"));
    }
    return node;
  }

  private parseBlockMapping(line: number, tag: string, anchor: string | undefined): Node {
    const entries: Node[] = [];
    const node = this.define(anchor, { kind: "mapping", line, tag, entries });
    const start = this.scanner.take();
    for (;;) {
      const token = this.scanner.peek();
      if (token.type === "block-end") {
        this.scanner.take();
        return node;
      }
      if (token.type !== "key") fail("did not find expected key", token, start.line);
      entries.push(this.parseBlockMappingPart());
      entries.push(this.at("value") ? this.parseBlockMappingPart() : this.emptyScalar(this.scanner.peek().line));
    }
  }

  /** What follows a `key` or `value` token. */
  private parseBlockMappingPart(): Node {
    const { line } = this.scanner.take();
    const isEmpty = this.at("key", "value", "block-end");
    return isEmpty ? this.emptyScalar(line) : this.parseNode("block-or-indentless-sequence");
  }

  private parseFlowSequence(line: number, tag: string, anchor: string | undefined): Node {
    const items: Node[] = [];
    const node = this.define(anchor, { kind: "sequence", line, tag, items });
    const start = this.scanner.take();
    for (let isFirst = true; ; isFirst = false) {
      if (!isFirst && !this.at("flow-sequence-end")) this.takeSeparator("did not find expected ',' or ']'", start.line);
      const token = this.scanner.peek();
      if (token.type === "flow-sequence-end") {
        this.scanner.take();
        return node;
      }
      items.push(token.type === "key" ? this.parseFlowPair() : this.parseNode("flow"));
    }
  }

  private takeSeparator(problem: string, contextLine: number): void {
    const token = this.scanner.peek();
    if (token.type !== "flow-entry") fail(problem, token, contextLine);
    this.scanner.take();
  }

  /** `[key: value]`: a mapping of one entry within a flow sequence. */
  private parseFlowPair(): Node {
    const { line } = this.scanner.take();
    const entries: Node[] = [];
    if (this.at("value", "flow-entry", "flow-sequence-end")) {
      // libyaml takes this token as well, so that `[? : x]` fails later on.
      entries.push(this.emptyScalar(this.scanner.take().line));
    } else {
      entries.push(this.parseNode("flow"));
    }
    entries.push(this.parseFlowValue("flow-sequence-end"));
    return { kind: "mapping", line, tag: "", entries };
  }

  private parseFlowValue(end: TokenType): Node {
    const token = this.scanner.peek();
    if (token.type !== "value") return this.emptyScalar(token.line);
    this.scanner.take();
    if (this.at("flow-entry", end)) {
      return this.emptyScalar(end === "flow-sequence-end" ? token.line : this.scanner.peek().line);
    }
    return this.parseNode("flow");
  }

  private parseFlowMapping(line: number, tag: string, anchor: string | undefined): Node {
    const entries: Node[] = [];
    const node = this.define(anchor, { kind: "mapping", line, tag, entries });
    const start = this.scanner.take();
    for (let isFirst = true; ; isFirst = false) {
      if (!isFirst && !this.at("flow-mapping-end")) this.takeSeparator("did not find expected ',' or '}'", start.line);
      const token = this.scanner.peek();
      if (token.type === "flow-mapping-end") {
        this.scanner.take();
        return node;
      }
      if (token.type === "key") {
        this.scanner.take();
        const isEmpty = this.at("value", "flow-entry", "flow-mapping-end");
        entries.push(isEmpty ? this.emptyScalar(this.scanner.peek().line) : this.parseNode("flow"));
        entries.push(this.parseFlowValue("flow-mapping-end"));
      } else {
        entries.push(this.parseNode("flow"), this.emptyScalar(this.scanner.peek().line));
      }
    }
  }
}

/** @param contextLine the line on which the collection began, or the node */
function fail(problem: string, token: Token, contextLine = 0): never {
  throw new ScanError(problem, { line: token.line, contextLine, byScanner: false });
}
