import { spend } from "../../govalue/allowance.ts";
import { GoError } from "../../govalue/function.ts";
import { readInput } from "../scanner/input.ts";
import { ScanError } from "../scanner/scan-error.ts";
import { parseCommonDocuments } from "./common-nodes.ts";
import type { Grammar } from "./grammar.ts";
import type { Node } from "./node.ts";
import { Parser } from "./parser.ts";

/** How many characters libyaml looks ahead at most. */
const lookahead = 4;

/**
 * The documents of a text. A byte that YAML does not allow is an error only if the text is read so far: what comes after
 * the document that is asked for may be anything.
 */
export class DocumentStream {
  private readonly grammar: Grammar;
  /** Those of a text that is read at once, as far as they have not been asked for; then there is no parser. */
  private readonly common: Node[] | undefined;
  private readonly parser: Parser | undefined;
  private readonly length: number;
  private readonly problem: string | undefined;

  constructor(source: string, grammar: Grammar) {
    this.grammar = grammar;
    spend(source.length);
    this.common = parseCommonDocuments(source, grammar);
    const { text, problem } = this.common === undefined ? readInput(source) : { text: source, problem: undefined };
    if (this.common === undefined) this.parser = new Parser(text, grammar);
    this.length = text.length;
    this.problem = problem;
  }

  /** The tree of the next document, `undefined` where there is none. Throws Go's error. */
  next(): Node | undefined {
    if (this.parser === undefined) return this.common?.shift();
    let document: Node | undefined;
    try {
      document = this.parser.parseDocument();
    } catch (error) {
      if (!this.reachesProblem) throw this.goError(error);
    }
    if (this.reachesProblem) throw new GoError(`yaml: ${this.problem}`);
    return document;
  }

  private goError(error: unknown): unknown {
    if (!(error instanceof ScanError)) return error;
    const line = this.grammar.lineOf(error.place);
    return new GoError(line === 0 ? `yaml: ${error.message}` : `yaml: line ${line}: ${error.message}`);
  }

  private get reachesProblem(): boolean {
    return this.problem !== undefined && (this.parser?.position ?? 0) + lookahead > this.length;
  }
}
