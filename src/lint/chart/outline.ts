import { Lexer } from "../../gotemplate/lexer.ts";
import { unquote } from "../../govalue/strconv.ts";

/** What encloses a part of a template: `{{ if }}`, `{{ with }}`, `{{ range }}`, `{{ define }}` or `{{ block }}`. */
export interface Frame {
  readonly kind: "if" | "with" | "range" | "define" | "block";
  readonly parent: Frame | undefined;
  /** Where the action starts that opens it: of what follows an `else`, the `else`. */
  readonly start: number;
  /** The template that is defined. */
  readonly name: string | undefined;
}

/** A line of a template, as YAML sees it. */
export interface Line {
  readonly index: number;
  readonly start: number;
  /** Before its terminator. */
  readonly end: number;
  /** `text` is YAML, `output` only what actions give, `control` only actions that give nothing, or comments. */
  readonly kind: "text" | "output" | "control" | "comment" | "blank";
  /** The column, from 0, of the first character of the text; of output, the one that it is indented to, if any. */
  readonly indent: number;
  /** The text, with a character of nobody for each that actions give. */
  readonly content: string;
  /** What encloses the text or the output; of others, the start of the line. */
  readonly frame: Frame | undefined;
}

/** A template in lines, with what encloses them. */
export interface Outline {
  readonly text: string;
  readonly lines: readonly Line[];
  /** What encloses an offset. */
  frameAt(offset: number): Frame | undefined;
  /** The definitions in it, by name. */
  readonly definitions: ReadonlyMap<string, Frame>;
  /** Whether the text could be read to its end. */
  readonly isWhole: boolean;
}

/** Stands for what an action gives. */
export const outputMark = "\x01";
/** Stands for an action that gives nothing. */
const controlMark = "\x02";

interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: "output" | "control";
}

/** Reads a template as lines. It runs nothing. */
export function outlineOf(text: string): Outline {
  const { spans, changes, isWhole } = readActions(text);
  const frameAt = (offset: number): Frame | undefined => {
    let [first, end] = [0, changes.length];
    while (first < end) {
      const middle = (first + end) >> 1;
      if ((changes[middle]?.at ?? 0) <= offset) first = middle + 1;
      else end = middle;
    }
    return changes[first - 1]?.frame;
  };
  const masked = maskSpans(text, spans);
  const lines: Line[] = [];
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    if (start < text.length || lines.length === 0)
      lines.push(readLine(lines.length, text.slice(start, end), start, masked, frameAt));
    start = end + 1;
  }
  const defined = changes.flatMap(({ frame }) => (frame?.name === undefined ? [] : [[frame.name, frame] as const]));
  return { text, lines, frameAt, definitions: new Map(defined), isWhole };
}

function readLine(
  index: number,
  raw: string,
  start: number,
  masked: string,
  frameAt: (offset: number) => Frame | undefined,
): Line {
  const end = start + raw.length;
  const marked = masked.slice(start, end).replace(/\r$/, "");
  const content = marked.replaceAll(controlMark, " ");
  const indent = content.search(/[^ \t]/);
  const base = { index, start, end, content };
  if (indent < 0) {
    const kind = marked.includes(controlMark) ? "control" : "blank";
    return { ...base, kind, indent: 0, frame: frameAt(start) };
  }
  const frame = frameAt(start + indent);
  if (content[indent] === "#") return { ...base, kind: "comment", indent, frame };
  const isText = content.replaceAll(outputMark, "").trim() !== "";
  if (isText) return { ...base, kind: "text", indent, frame };
  const columns = /\bn?indent\s+(\d+)/.exec(raw)?.[1];
  return { ...base, kind: "output", indent: columns === undefined ? indent : Number(columns), frame };
}

/** The text with a mark for each character of an action: another for those that give nothing. */
function maskSpans(text: string, spans: readonly Span[]): string {
  let masked = "";
  let at = 0;
  for (const { start, end, kind } of spans) {
    const mark = kind === "output" ? outputMark : controlMark;
    masked += text.slice(at, start) + text.slice(start, end).replaceAll(/[^\n]/g, mark);
    at = end;
  }
  return masked + text.slice(at);
}

interface Actions {
  readonly spans: readonly Span[];
  /** What encloses the text from an offset on. */
  readonly changes: readonly { readonly at: number; readonly frame: Frame | undefined }[];
  readonly isWhole: boolean;
}

function readActions(text: string): Actions {
  const lexer = new Lexer(text, { breakKeyword: true, continueKeyword: true });
  const spans: Span[] = [];
  const changes: { at: number; frame: Frame | undefined }[] = [];
  let frame: Frame | undefined;
  let action: { start: number; words: { type: string; value: string }[] } | undefined;
  for (let token = lexer.next(); ; token = lexer.next()) {
    if (token.type === "eof" || token.type === "error") {
      return { spans: withComments(text, spans), changes, isWhole: token.type === "eof" };
    }
    if (token.type === "leftDelim") {
      action = { start: token.pos, words: [] };
    } else if (token.type === "rightDelim" && action !== undefined) {
      const end = text.indexOf("}}", token.pos) + 2;
      const [first, second] = action.words;
      spans.push({ start: action.start, end, kind: givesText(action.words) ? "output" : "control" });
      switch (first?.type) {
        case "if":
        case "with":
        case "range":
        case "define":
        case "block": {
          const isNamed = first.type === "define" || first.type === "block";
          const name = isNamed && second !== undefined ? nameOf(second.value) : undefined;
          frame = { kind: first.type, parent: frame, start: action.start, name };
          changes.push({ at: end, frame });
          break;
        }
        case "else":
          if (frame !== undefined) frame = { ...frame, start: action.start };
          changes.push({ at: end, frame });
          break;
        case "end":
          frame = frame?.parent;
          changes.push({ at: end, frame });
          break;
      }
      action = undefined;
    } else if (action !== undefined && token.type !== "space") {
      action.words.push({ type: token.type, value: token.value });
    }
  }
}

function givesText(words: readonly { readonly type: string }[]): boolean {
  const [first, second] = words;
  if (first === undefined) return false;
  if (["if", "with", "range", "define", "block", "else", "end", "break", "continue"].includes(first.type)) return false;
  return !(first.type === "variable" && (second?.type === "declare" || second?.type === "assign"));
}

function nameOf(quoted: string): string | undefined {
  try {
    return unquote(quoted);
  } catch {
    return undefined;
  }
}

/** The lexer passes comments over. */
function withComments(text: string, spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  let at = 0;
  for (const span of [...spans, { start: text.length, end: text.length, kind: "control" as const }]) {
    for (const comment of text.slice(at, span.start).matchAll(/\{\{(?:- ?)?\/\*[\s\S]*?\*\/(?: ?-)?\}\}/g)) {
      const start = at + comment.index;
      all.push({ start, end: start + comment[0].length, kind: "control" });
    }
    if (span.end > span.start) all.push(span);
    at = span.end;
  }
  return all;
}

/** Whether a frame is another one, or lies in it. */
export function isWithin(frame: Frame | undefined, outer: Frame | undefined): boolean {
  for (let each = frame; each !== undefined; each = each.parent) if (each === outer) return true;
  return outer === undefined;
}

/** The definition that a frame lies in. */
export function definitionOf(frame: Frame | undefined): Frame | undefined {
  for (let each = frame; each !== undefined; each = each.parent) if (each.kind === "define") return each;
  return undefined;
}
