import { spend } from "../govalue/allowance.ts";

/** Keys as BurntSushi/toml writes them (`meta.go`): quoted unless they are bare. */

export type Key = readonly string[];

const bare = /^[A-Za-z0-9_-]+$/;

/** One part of a key. */
export function formatKeyPart(part: string): string {
  return bare.test(part) ? part : quoteToml(part);
}

/** A dotted key. */
export function formatKey(key: Key): string {
  spend(10 * key.length);
  return key.map(formatKeyPart).join(".");
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\b", "\\b"],
  ["\t", "\\t"],
  ["\n", "\\n"],
  ["\f", "\\f"],
  ["\r", "\\r"],
]);

/** A basic string; only controls, quotes and backslashes are escaped. */
export function quoteToml(text: string): string {
  spend(text.length);
  return `"${text.replace(/["\\]|\p{Cc}/gu, escapeCharacter)}"`;
}

function escapeCharacter(character: string): string {
  spend(10);
  const code = character.charCodeAt(0);
  if (code >= 0x80) return character;
  return shortEscapes.get(character) ?? `\\u${code.toString(16).padStart(4, "0")}`;
}
