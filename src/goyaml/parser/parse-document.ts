import { GoError } from "../../govalue/function.ts";
import { readInput } from "../scanner/input.ts";
import type { Node } from "./node.ts";
import { Parser } from "./parser.ts";

/** How many characters libyaml looks ahead at most. */
const lookahead = 4;

/**
 * The tree of the first document of a text, `undefined` where there is none. A byte that YAML does not allow is an error
 * only if the text is read so far: what comes after the first document may be anything.
 */
export function parseDocument(source: string): Node | undefined {
  const { text, problem } = readInput(source);
  const parser = new Parser(text);
  if (problem === undefined) return parser.parseDocument();
  const reachesProblem = (): boolean => parser.position + lookahead > text.length;
  let document: Node | undefined;
  try {
    document = parser.parseDocument();
  } catch (error) {
    if (!reachesProblem()) throw error;
  }
  if (reachesProblem()) throw new GoError(`yaml: ${problem}`);
  return document;
}
