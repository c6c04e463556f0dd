/** Which styles a scalar's text allows in block context (`yaml_emitter_analyze_scalar` in emitterc.go). */
export interface ScalarAnalysis {
  readonly multiline: boolean;
  readonly plainAllowed: boolean;
  readonly singleQuotedAllowed: boolean;
  readonly blockAllowed: boolean;
}

/** The breaks that the emitter's `is_break` knows; CR and NEL among them, which are not printable. */
export function isBreak(c: number): boolean {
  return c === 0x0a || c === 0x0d || c === 0x85 || c === 0x2028 || c === 0x2029;
}

/** go-yaml's `is_printable`: it leaves out tabs, and characters beyond U+FFFF. */
export function isPrintable(c: number): boolean {
  if (c <= 0x7e) return c >= 0x20 || c === 0x0a;
  return c >= 0xa0 && (c < 0xd800 || (c > 0xdfff && c < 0xfffe && c !== 0xfeff));
}

/** As most scalars are: nothing in it means anything else. */
const word = /^[\w/][\w./-]*$/;
const ofWord: ScalarAnalysis = { multiline: false, plainAllowed: true, singleQuotedAllowed: true, blockAllowed: true };

/** What means something else than itself at its place in a plain scalar. */
const indicator = /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?-](?:[ \t]|$))|:(?:[ \t]|$)|[ \t\n\r\x85\u2028\u2029]#/;
const unprintable = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const unprintableButTab = /[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const lineBreak = /[\n\r\x85\u2028\u2029]/;
const breakSpace = /[\n\r\x85\u2028\u2029] /;
const spaceBreak = / [\n\r\x85\u2028\u2029]/;
const outerSpace = /^[ \n\r\x85\u2028\u2029]|[ \n\r\x85\u2028\u2029]$/;

/**
 * Regular expressions go through long texts fast from the first one on.
 *
 * @param tabsInBlocks whether tabs are no hindrance to a block scalar: yaml v3 keeps them, v2 does not
 */
export function analyzeScalar(text: string, tabsInBlocks: boolean): ScalarAnalysis {
  if (text === "") return { multiline: false, plainAllowed: true, singleQuotedAllowed: true, blockAllowed: false };
  if (word.test(text)) return ofWord;
  const special = (tabsInBlocks ? unprintableButTab : unprintable).test(text);
  const multiline = lineBreak.test(text);
  const breaksAtSpace = multiline && spaceBreak.test(text);
  const singleQuotedAllowed =
    !special && !breaksAtSpace && !(multiline && breakSpace.test(text)) && !(tabsInBlocks && text.includes("\t"));
  return {
    multiline,
    plainAllowed: singleQuotedAllowed && !multiline && !outerSpace.test(text) && !indicator.test(text),
    singleQuotedAllowed,
    blockAllowed: !text.endsWith(" ") && !breaksAtSpace && !special,
  };
}
