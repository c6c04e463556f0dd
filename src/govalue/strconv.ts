/** Go's strconv: literals and numbers as text, and back. Errors in Go's own words. */

export type { FloatFormat } from "./strconv/format-float.ts";
export { formatFloat } from "./strconv/format-float.ts";
export { formatFloat32 } from "./strconv/format-float32.ts";
export { atoi, parseBool, parseInteger, parseUnsigned } from "./strconv/parse.ts";
export { parseFloat64 } from "./strconv/parse-float.ts";
export { canBackquote, isPrint, quote, quoteRune, quoteRuneToASCII, quoteToASCII } from "./strconv/quote.ts";
export { readCharacter, unquote } from "./strconv/unquote.ts";
