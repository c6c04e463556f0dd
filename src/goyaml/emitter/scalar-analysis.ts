/** Which styles a scalar's text allows in block context (`yaml_emitter_analyze_scalar` in emitterc.go). */
export interface ScalarAnalysis {
  readonly multiline: boolean;
  readonly plainAllowed: boolean;
  readonly singleQuotedAllowed: boolean;
  readonly blockAllowed: boolean;
}

const space = 0x20;
const tab = 0x09;

const startIndicators = codes("#,[]{}&*!|>'\"%@`");
const [question = 0, colon = 0, dash = 0, hash = 0] = Array.from("?:-#", (c) => c.charCodeAt(0));

function codes(characters: string): ReadonlySet<number> {
  return new Set(Array.from(characters, (c) => c.charCodeAt(0)));
}

/** The breaks that the emitter's `is_break` knows; CR and NEL among them, which are not printable. */
export function isBreak(c: number): boolean {
  return c === 0x0a || c === 0x0d || c === 0x85 || c === 0x2028 || c === 0x2029;
}

/** go-yaml's `is_printable`: it leaves out tabs, and characters beyond U+FFFF. */
export function isPrintable(c: number): boolean {
  if (c <= 0x7e) return c >= space || c === 0x0a;
  return c >= 0xa0 && (c < 0xd800 || (c > 0xdfff && c < 0xfffe && c !== 0xfeff));
}

/** @param tabsInBlocks whether tabs are no hindrance to a block scalar: yaml v3 keeps them, v2 does not */
export function analyzeScalar(text: string, tabsInBlocks: boolean): ScalarAnalysis {
  if (text === "") return { multiline: false, plainAllowed: true, singleQuotedAllowed: true, blockAllowed: false };
  let indicators = text.startsWith("---") || text.startsWith("...");
  let special = false;
  let tabs = false;
  let breaks = false;
  let spaceBreak = false;
  let breakSpace = false;
  let previous = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (isIndicator(c, i, previous, text)) indicators = true;
    if (c === tab && tabsInBlocks) tabs = true;
    else if (!isPrintable(c)) special = true;
    if (c === space) {
      if (i > 0 && isBreak(previous)) breakSpace = true;
    } else if (isBreak(c)) {
      breaks = true;
      if (previous === space) spaceBreak = true;
    }
    previous = c;
  }
  const first = text.charCodeAt(0);
  const hasOuterSpace = first === space || previous === space || isBreak(first) || isBreak(previous);
  const singleQuotedAllowed = !breakSpace && !spaceBreak && !special && !tabs;
  return {
    multiline: breaks,
    plainAllowed: singleQuotedAllowed && !hasOuterSpace && !breaks && !indicators,
    singleQuotedAllowed,
    blockAllowed: previous !== space && !spaceBreak && !special,
  };
}

/** Whether a character means something else than itself at this place of a plain scalar. */
function isIndicator(c: number, i: number, previous: number, text: string): boolean {
  const followedByBlank = (): boolean => {
    const next = i + 1 < text.length ? text.charCodeAt(i + 1) : space;
    return next === space || next === tab;
  };
  if (c === colon) return followedByBlank();
  if (i === 0) return startIndicators.has(c) || ((c === question || c === dash) && followedByBlank());
  return c === hash && (previous === space || previous === tab || isBreak(previous));
}
