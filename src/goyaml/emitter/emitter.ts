import { spend } from "../../govalue/allowance.ts";
import { GoError } from "../../govalue/function.ts";
import { byteLength } from "../../govalue/text.ts";
import type { Library } from "../library.ts";
import { maxDepth } from "../limits.ts";
import type { OutputNode, OutputScalar } from "./output-node.ts";
import { analyzeScalar, isBreak, isPrintable, type ScalarAnalysis } from "./scalar-analysis.ts";

/** In what yaml v2 and v3 print differently. */
export interface EmitterStyle {
  /** Lines are folded at the first space beyond this column. */
  readonly width: number;
  /** Whether a sequence that is the value of a key is indented further than the key. */
  readonly indentsSequences: boolean;
  /** Whether block scalars may hold tabs; else they become double-quoted. */
  readonly tabsInBlocks: boolean;
}

export const styles: Readonly<Record<Library, EmitterStyle>> = {
  v2: { width: 80, indentsSequences: false, tabsInBlocks: false },
  v3: { width: Number.POSITIVE_INFINITY, indentsSequences: true, tabsInBlocks: true },
};

const indentStep = 2;
/** A key that is longer, in bytes, is printed as `? key`. */
const maxSimpleKeyLength = 128;

/**
 * Prints a value as libyaml does (`emitterc.go`): the state is the column, whether the last thing written was white space,
 * and whether there was nothing but indentation on the line so far.
 */
export class Emitter {
  private readonly style: EmitterStyle;
  private out = "";
  private column = 0;
  private indent = -1;
  private whitespace = true;
  private indention = true;
  private depth = 0;

  constructor(style: EmitterStyle) {
    this.style = style;
  }

  /** The text of a document, with a newline at its end. */
  emit(root: OutputNode): string {
    this.emitNode(root, false);
    this.writeIndent();
    return this.out;
  }

  /** @param inMapping whether the node is a key or a value of a mapping */
  private emitNode(node: OutputNode, inMapping: boolean): void {
    if (node.kind === "scalar") {
      spend(2 * node.text.length);
      this.emitScalar(node, analyzeScalar(node.text, this.style.tabsInBlocks), false);
      return;
    }
    this.depth += 1;
    if (this.depth > maxDepth) throw new GoError(`yaml: exceeded max depth of ${maxDepth}`);
    if (node.kind === "sequence") this.emitSequence(node.items, inMapping);
    else this.emitMapping(node.entries);
    this.depth -= 1;
  }

  private emitSequence(items: readonly OutputNode[], inMapping: boolean): void {
    if (items.length === 0) {
      this.writeIndicator("[]", true, false);
      return;
    }
    const outer = this.indent;
    const keepsIndent = inMapping && !this.indention && !this.style.indentsSequences;
    this.indent = outer < 0 ? 0 : keepsIndent ? outer : outer + indentStep;
    for (const item of items) {
      this.writeIndent();
      this.writeIndicator("-", true, true);
      this.emitNode(item, false);
    }
    this.indent = outer;
  }

  private emitMapping(entries: readonly (readonly [OutputNode, OutputNode])[]): void {
    if (entries.length === 0) {
      this.writeIndicator("{}", true, false);
      return;
    }
    const outer = this.indent;
    this.indent = outer < 0 ? 0 : outer + indentStep;
    for (const [key, value] of entries) {
      this.writeIndent();
      if (!this.emitSimpleKey(key)) {
        this.writeIndicator("?", true, true);
        this.emitNode(key, true);
        this.writeIndent();
        this.writeIndicator(":", true, true);
      }
      this.emitNode(value, true);
    }
    this.indent = outer;
  }

  /** Prints `key:` and returns true, if the key fits on a line. */
  private emitSimpleKey(key: OutputNode): boolean {
    if (key.kind !== "scalar") return false;
    const analysis = analyzeScalar(key.text, this.style.tabsInBlocks);
    if (analysis.multiline || byteLength(key.text) + (key.tag?.length ?? 0) > maxSimpleKeyLength) return false;
    this.emitScalar(key, analysis, true);
    this.writeIndicator(":", false, false);
    return true;
  }

  private emitScalar(node: OutputScalar, analysis: ScalarAnalysis, isSimpleKey: boolean): void {
    if (node.tag !== undefined) this.writeIndicator(node.tag, true, false);
    const outer = this.indent;
    this.indent = Math.max(outer, 0) + indentStep;
    const { text } = node;
    let style: OutputScalar["style"] | "single-quoted" = node.style;
    if (style === "plain" && !analysis.plainAllowed) style = "single-quoted";
    if (style === "single-quoted" && !analysis.singleQuotedAllowed) style = "double-quoted";
    if (style === "literal" && (!analysis.blockAllowed || isSimpleKey)) style = "double-quoted";
    switch (style) {
      case "plain":
        this.writePlain(text, !isSimpleKey);
        break;
      case "single-quoted":
        this.writeSingleQuoted(text, !isSimpleKey);
        break;
      case "double-quoted":
        this.writeDoubleQuoted(text, !isSimpleKey);
        break;
      case "literal":
        this.writeLiteral(text);
        break;
    }
    this.indent = outer;
  }

  // Writing

  private write(text: string): void {
    spend(1 + text.length / 4);
    this.out += text;
    this.column += text.length;
  }

  private writeBreak(): void {
    this.out += "\n";
    this.column = 0;
  }

  /** Goes to the indentation, on a new line unless this one is still before it. */
  private writeIndent(): void {
    const indent = Math.max(this.indent, 0);
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace)) this.writeBreak();
    if (this.column < indent) this.write(" ".repeat(indent - this.column));
    this.whitespace = true;
    this.indention = true;
  }

  private writeIndicator(indicator: string, needsSpace: boolean, isIndention: boolean): void {
    if (needsSpace && !this.whitespace) this.write(" ");
    this.write(indicator);
    this.whitespace = false;
    this.indention = this.indention && isIndention;
  }

  private endScalar(): void {
    this.whitespace = false;
    this.indention = false;
  }

  private writePlain(text: string, folds: boolean): void {
    if (!this.whitespace) this.write(" ");
    this.indention = false;
    if (folds && this.column + text.length > this.style.width) this.writeFolded(text);
    else this.write(text);
    this.endScalar();
  }

  /** Breaks lines at single spaces beyond the width. */
  private writeFolded(text: string): void {
    let start = 0;
    for (let at = text.indexOf(" "); at !== -1; at = text.indexOf(" ", at + 1)) {
      const isSingle = text[at - 1] !== " " && text[at + 1] !== " ";
      if (!isSingle || this.column + at - start <= this.style.width) continue;
      this.write(text.slice(start, at));
      this.writeIndent();
      this.indention = false;
      start = at + 1;
    }
    this.write(text.slice(start));
  }

  private writeSingleQuoted(text: string, folds: boolean): void {
    this.writeIndicator("'", true, false);
    let spaces = false;
    let breaks = false;
    for (let i = 0; i < text.length; i++) {
      const c = text.charAt(i);
      if (c === " ") {
        const isInner = i > 0 && i < text.length - 1 && text[i + 1] !== " ";
        if (folds && !spaces && this.column > this.style.width && isInner) this.writeIndent();
        else this.write(c);
        spaces = true;
      } else if (isBreak(c.charCodeAt(0))) {
        // LS or PS: whatever has a line feed is no single-quoted scalar.
        this.out += c;
        this.column = 0;
        this.indention = true;
        breaks = true;
      } else {
        if (breaks) this.writeIndent();
        this.write(c === "'" ? "''" : c);
        this.indention = false;
        spaces = false;
        breaks = false;
      }
    }
    this.write("'");
    this.endScalar();
  }

  private writeDoubleQuoted(text: string, folds: boolean): void {
    this.writeIndicator('"', true, false);
    // go-yaml looks for a byte order mark at the start of the text wherever it is in it.
    const escapesAll = text.startsWith("\uFEFF");
    let spaces = false;
    let at = 0;
    const parts = escapesAll ? Array.from(text) : (text.match(wordsAndOthers) ?? []);
    for (const c of parts) {
      const code = c.codePointAt(0) ?? 0;
      const next = at + c.length;
      if (escapesAll || c === '"' || c === "\\" || !isPrintable(code) || isBreak(code)) {
        this.write(escapeCharacter(code));
      } else if (c === " " && folds && !spaces && this.column > this.style.width && at > 0 && next < text.length) {
        this.writeIndent();
        // A space at the start of the line would be lost.
        if (text[next] === " ") this.write("\\");
      } else {
        this.write(c);
      }
      spaces = c === " ";
      at = next;
    }
    this.write('"');
    this.endScalar();
  }

  private writeLiteral(text: string): void {
    this.writeIndicator(`|${blockHints(text)}`, true, false);
    this.writeBreak();
    this.whitespace = true;
    this.indention = true;
    const padding = " ".repeat(this.indent);
    for (const [line = "", end = ""] of text.matchAll(/[^\n\u2028\u2029]*([\n\u2028\u2029]|$)/g)) {
      if (line === "") continue;
      spend(20);
      const content = line.slice(0, line.length - end.length);
      if (content !== "") this.out += padding;
      this.out += line;
      this.indention = end !== "";
      this.column = end === "" ? padding.length + content.length : 0;
    }
  }
}

/** Characters that stand for themselves in double quotes, and each of the others on its own. */
const wordsAndOthers = /[!#-[\]-~]+|./gsu;

/** The indicators of a block scalar: its indentation, where its first line hides it, and how its end is chomped. */
function blockHints(text: string): string {
  const first = text.charCodeAt(0);
  const indent = first === 0x20 || isBreak(first) ? String(indentStep) : "";
  if (!isBreak(text.charCodeAt(text.length - 1))) return `${indent}-`;
  const endsInBlankLine = text.length === 1 || isBreak(text.charCodeAt(text.length - 2));
  return endsInBlankLine ? `${indent}+` : indent;
}

const namedEscapes: ReadonlyMap<number, string> = new Map([
  [0x00, "0"],
  [0x07, "a"],
  [0x08, "b"],
  [0x09, "t"],
  [0x0a, "n"],
  [0x0b, "v"],
  [0x0c, "f"],
  [0x0d, "r"],
  [0x1b, "e"],
  [0x22, '"'],
  [0x5c, "\\"],
  [0x85, "N"],
  [0xa0, "_"],
  [0x2028, "L"],
  [0x2029, "P"],
]);

function escapeCharacter(code: number): string {
  const name = namedEscapes.get(code);
  if (name !== undefined) return `\\${name}`;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
