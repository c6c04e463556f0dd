import { spend } from "../../govalue/allowance.ts";
import { GoError } from "../../govalue/function.ts";
import { quote } from "../../govalue/strconv.ts";
import { fromByteString } from "../runes.ts";

/** Percent encoding as Go's net/url has it, over texts of one character a byte. */

/** The part of a URL, on which it depends what characters stand for themselves. */
export type UrlPart = "path" | "host" | "zone" | "userinfo" | "fragment";

const hostCharacter = /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/;

const unescaped: Readonly<Record<UrlPart, RegExp>> = {
  path: /[A-Za-z0-9\-_.~$&+,/:;=@]/,
  host: hostCharacter,
  zone: hostCharacter,
  userinfo: /[A-Za-z0-9\-_.~$&+,;=]/,
  fragment: /[A-Za-z0-9\-_.~$&+,/:;=?@!()*]/,
};

/** `escape` */
export function escapeUrl(text: string, part: UrlPart): string {
  spend(20 * text.length);
  const plain = unescaped[part];
  const escaped = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  return Array.from(text, (character) => (plain.test(character) ? character : escaped(character))).join("");
}

/**
 * `unescape`
 *
 * @throws GoError where a percent sign does not begin an escape, or one that the part does not allow
 */
export function unescapeUrl(text: string, part: UrlPart): string {
  spend(20 * text.length);
  checkEscapes(text, part);
  return text.replace(/%(..)/gs, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

function checkEscapes(text: string, part: UrlPart): void {
  const inHost = part === "host" || part === "zone";
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === "%") {
      const sequence = text.slice(at, at + 3);
      if (!/^%[0-9A-Fa-f]{2}$/.test(sequence) || (inHost && !isAllowedInHost(sequence, part))) {
        throw new GoError(`invalid URL escape ${quote(fromByteString(sequence))}`);
      }
      at += 2;
    } else if (inHost && character < "\x80" && !hostCharacter.test(character)) {
      throw new GoError(`invalid character ${quote(character)} in host name`);
    }
  }
}

/** In a host only bytes beyond ASCII may be escaped; in a zone also what could stand there itself, and spaces. */
function isAllowedInHost(sequence: string, part: UrlPart): boolean {
  if (sequence === "%25") return true;
  const byte = Number.parseInt(sequence.slice(1), 16);
  if (part === "host") return byte >= 0x80;
  const character = String.fromCharCode(byte);
  return character === " " || hostCharacter.test(character);
}
