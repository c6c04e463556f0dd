import { describe, expect, test } from "vitest";
import type { FloatFormat } from "../../src/govalue/strconv.ts";
import {
  atoi,
  formatFloat,
  parseBool,
  parseFloat64,
  parseInteger,
  parseUnsigned,
  quote,
  quoteToASCII,
  unquote,
} from "../../src/govalue/strconv.ts";
import type { Tagged } from "../support/tagged.ts";
import { decode, encode } from "../support/tagged.ts";
import { answerOf, readVectors } from "../support/vectors.ts";

interface Request {
  readonly op: string;
  readonly text?: Tagged;
  readonly float?: string;
  readonly format?: FloatFormat;
  readonly precision?: number;
  readonly base?: number;
  readonly bits?: number;
}

function run(request: Request): Tagged {
  const { float = "0", format = "g", precision = -1, base = 10, bits = 64 } = request;
  const text = String(decode(request.text ?? ""));
  switch (request.op) {
    case "strconv.quote":
      return encode(quote(text));
    case "strconv.quoteToASCII":
      return encode(quoteToASCII(text));
    case "strconv.unquote":
      return encode(unquote(text));
    case "strconv.atoi":
      return String(atoi(text));
    case "strconv.parseInt":
      return String(parseInteger(text, base, bits));
    case "strconv.parseUint":
      return String(parseUnsigned(text, base, bits));
    case "strconv.parseFloat":
      return { float64: formatFloat(parseFloat64(text), "g", -1) };
    case "strconv.formatFloat":
      return formatFloat(parseFloat64(float), format, precision);
    case "strconv.parseBool":
      return parseBool(text);
  }
  throw new Error(`unknown op ${request.op}`);
}

describe("strconv converts as Go does", () => {
  test.each(readVectors<Request>("govalue/strconv").map((vector) => [JSON.stringify(vector.request), vector] as const))(
    "%s",
    (_, { request, answer }) => {
      expect(answerOf(() => run(request))).toEqual(answer);
    },
  );
});
