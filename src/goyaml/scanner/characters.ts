/**
 * The character classes of libyaml (`yamlprivateh.go`), on UTF-16 code units. The text is followed by characters that
 * cannot occur within it; "OrEnd" stands for libyaml's `z`.
 */

const end = 0xffff;

export const isBlank = (c: number): boolean => c === 0x20 || c === 0x09;

/** LF, CR, NEL, LS and PS: YAML 1.1 has five line breaks. */
export const isBreak = (c: number): boolean => c === 0x0a || c === 0x0d || c === 0x85 || c === 0x2028 || c === 0x2029;

export const isBreakOrEnd = (c: number): boolean => c === end || isBreak(c);

export const isBlankOrEnd = (c: number): boolean => c === 0x20 || c === 0x09 || c === end || isBreak(c);

export const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39;

export const isHexDigit = (c: number): boolean => isDigit(c) || (c >= 0x41 && c <= 0x46) || (c >= 0x61 && c <= 0x66);

/** What names of anchors, tags and directives are made of: letters, digits, `_` and `-`. */
export const isWord = (c: number): boolean =>
  (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a) || isDigit(c) || c === 0x5f || c === 0x2d;

/** The characters that the scanner tells apart, by name. */
export const char = {
  end,
  tab: 0x09,
  newline: 0x0a,
  return: 0x0d,
  space: 0x20,
  exclamation: 0x21,
  doubleQuote: 0x22,
  hash: 0x23,
  percent: 0x25,
  ampersand: 0x26,
  singleQuote: 0x27,
  asterisk: 0x2a,
  plus: 0x2b,
  comma: 0x2c,
  minus: 0x2d,
  dot: 0x2e,
  zero: 0x30,
  colon: 0x3a,
  less: 0x3c,
  greater: 0x3e,
  question: 0x3f,
  at: 0x40,
  leftBracket: 0x5b,
  backslash: 0x5c,
  rightBracket: 0x5d,
  backquote: 0x60,
  leftBrace: 0x7b,
  pipe: 0x7c,
  rightBrace: 0x7d,
  byteOrderMark: 0xfeff,
} as const;
