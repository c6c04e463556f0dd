/** `html`, `js` and `urlquery`, as in Go's text/template/funcs.go and net/url. */
import { spend } from "../../govalue/allowance.ts";
import { sprint } from "../../govalue/fmt.ts";
import { isPrint } from "../../govalue/strconv.ts";
import { textToBytes } from "../../govalue/text.ts";
import type { Operand } from "../operand.ts";
import { printable } from "../print.ts";
import type { Builtin } from "./builtin.ts";

/** The arguments as one text: as `print` does, but each as an action would print it. */
function joined(args: readonly Operand[]): string {
  return sprint(args.map((arg) => printable(arg ?? undefined)));
}

/** What it takes to look closer at a character. */
const escapeCost = 15;

const htmlEscapes: Readonly<Record<string, string>> = {
  "\0": "\ufffd",
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

function escapeHtml(text: string): string {
  return text.replace(/[\0"'&<>]/g, (character) => {
    spend(escapeCost);
    return htmlEscapes[character] ?? character;
  });
}

function escapeScript(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are escaped
  return text.replace(/[\\'"<>&=\x00-\x1f]|[^\x00-\x7f]/gu, (character) => {
    spend(escapeCost);
    const rune = character.codePointAt(0) ?? 0;
    if (character === "\\" || character === "'" || character === '"') return `\\${character}`;
    // A byte that is no UTF-8 stays as it is.
    if (rune >= 0x80 && (isPrint(rune) || (rune >= 0xd800 && rune <= 0xdfff))) return character;
    return `\\u${rune.toString(16).toUpperCase().padStart(4, "0")}`;
  });
}

/** url.QueryEscape. */
function escapeQuery(text: string): string {
  spend(escapeCost * text.length);
  let escaped = "";
  for (const byte of textToBytes(text)) {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9_.~-]/.test(character)) escaped += character;
    else escaped += character === " " ? "+" : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return escaped;
}

const signature = "func(...interface {}) string";

export const escapers: readonly (readonly [string, Builtin])[] = [
  ["html", { signature, call: (...args) => escapeHtml(joined(args)) }],
  ["js", { signature, call: (...args) => escapeScript(joined(args)) }],
  ["urlquery", { signature, call: (...args) => escapeQuery(joined(args)) }],
];
