import { GoError } from "../../govalue/function.ts";
import { readInput } from "../scanner/input.ts";
import type { Node } from "./node.ts";
import { Parser } from "./parser.ts";

/** How many characters libyaml looks ahead at most. */
const lookahead = 4;

/**
 * The documents of a text. A byte that YAML does not allow is an error only if the text is read so far: what comes after
 * the document that is asked for may be anything.
 */
export class DocumentStream {
  private readonly parser: Parser;
  private readonly length: number;
  private readonly problem: string | undefined;

  constructor(source: string) {
    const { text, problem } = readInput(source);
    this.parser = new Parser(text);
    this.length = text.length;
    this.problem = problem;
  }

  /** The tree of the next document, `undefined` where there is none. */
  next(): Node | undefined {
    if (this.problem === undefined) return this.parser.parseDocument();
    let document: Node | undefined;
    try {
      document = this.parser.parseDocument();
    } catch (error) {
      if (!this.reachesProblem) throw error;
    }
    if (this.reachesProblem) throw new GoError(`yaml: ${this.problem}`);
    return document;
  }

  private get reachesProblem(): boolean {
    return this.parser.position + lookahead > this.length;
  }
}
