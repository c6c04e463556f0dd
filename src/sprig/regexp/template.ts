import { runeOf } from "../runes.ts";
import { isDigit, isLetter } from "../unicode.ts";
import type { Match, Regexp } from "./regexp.ts";

/** `Regexp.Expand`: a replacement with `$1`, `${name}` and `$$` filled in from a match. */
export function expandTemplate(template: string, match: Match, regexp: Regexp): string {
  let expanded = "";
  let rest = template;
  for (let dollar = rest.indexOf("$"); dollar >= 0; dollar = rest.indexOf("$")) {
    expanded += rest.slice(0, dollar);
    rest = rest.slice(dollar + 1);
    if (rest.startsWith("$")) {
      expanded += "$";
      rest = rest.slice(1);
      continue;
    }
    const reference = readReference(rest);
    if (reference === undefined) {
      expanded += "$";
      continue;
    }
    const number = groupNumber(reference.name);
    const group = number === undefined ? regexp.groupNamed(reference.name, match) : match.groups[number];
    expanded += group ?? "";
    rest = rest.slice(reference.length);
  }
  return expanded + rest;
}

/** `extract`: the longest name after a dollar, in braces or not */
function readReference(text: string): { name: string; length: number } | undefined {
  const inBraces = text.startsWith("{");
  let name = "";
  for (const character of inBraces ? text.slice(1) : text) {
    const rune = runeOf(character);
    if (!(isLetter(rune) || isDigit(rune) || character === "_")) break;
    name += character;
  }
  if (name === "") return undefined;
  if (!inBraces) return { name, length: name.length };
  return text[name.length + 1] === "}" ? { name, length: name.length + 2 } : undefined;
}

/** A name of digits without a leading zero is the number of a group, and so large that it has none beyond nine digits. */
function groupNumber(name: string): number | undefined {
  return /^(?:0|[1-9][0-9]{0,8})$/.test(name) ? Number(name) : undefined;
}
