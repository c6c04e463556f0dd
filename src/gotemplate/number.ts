import { GoError } from "../govalue/function.ts";
import { parseFloat64, parseInteger, parseUnsigned, quote, readCharacter } from "../govalue/strconv.ts";
import type { NumberNode } from "./ast.ts";
import type { TokenType } from "./token.ts";

const complexProblem = "complex constants are not supported";

/**
 * The node of a numeric or character constant: `newNumber` of Go's text/template/parse/node.go.
 *
 * @throws GoError for what is no constant, and for a complex one, which no value of ours can hold
 */
export function numberNode(pos: number, text: string, type: TokenType): NumberNode {
  if (type === "charConstant") return characterNode(pos, text);
  if (type === "complex" || (text.endsWith("i") && attempt(() => parseFloat64(text.slice(0, -1))) !== undefined)) {
    throw new GoError(`${complexProblem}: ${quote(text)}`);
  }
  let int = attempt(() => parseInteger(text, 0, 64));
  let uint = attempt(() => parseUnsigned(text, 0, 64));
  // -0 is the one signed text that an unsigned type can hold.
  if (int === 0n) uint = 0n;
  let float = int !== undefined ? Number(int) : uint !== undefined ? Number(uint) : undefined;
  if (float === undefined) {
    float = attempt(() => parseFloat64(text));
    if (float === undefined) throw new GoError(`illegal number syntax: ${quote(text)}`);
    if (!/[.eEpP]/.test(text)) throw new GoError(`integer overflow: ${quote(text)}`);
    if (Number.isInteger(float)) {
      if (float >= -(2 ** 63) && float < 2 ** 63) int = BigInt(float);
      if (float >= 0 && float < 2 ** 64) uint = BigInt(float);
    }
  }
  const isHexInt = /^0[xX]./.test(text) && !/[pP]/.test(text);
  const ideal = !isHexInt && /[.eEpP]/.test(text) ? float : int;
  return { type: "number", pos, text, int, uint, float, ideal };
}

function characterNode(pos: number, text: string): NumberNode {
  const content = text.slice(1);
  const { value, end } = readCharacter(content, 0, "'");
  if (content.slice(end) !== "'") throw new GoError(`malformed character constant: ${text}`);
  const int = BigInt(value);
  return { type: "number", pos, text, int, uint: int, float: value, ideal: int };
}

function attempt<T>(convert: () => T): T | undefined {
  try {
    return convert();
  } catch (error) {
    if (error instanceof GoError) return undefined;
    throw error;
  }
}
