import { spend } from "../govalue/allowance.ts";
import { fromRunes, runeOf, toRunes } from "./runes.ts";
import { isLetter, isNumber, isPunctuation, isSpace, isUpper, replacementRune, toLower, toUpper } from "./unicode.ts";

/**
 * Words of identifiers, as convert.go of huandu/xstrings v1.5.0 tells them apart: `HTTPServer2xx` to `http_server_2xx`.
 */
export function toSnakeCase(text: string): string {
  return joinWords(text, "_");
}

export function toKebabCase(text: string): string {
  return joinWords(text, "-");
}

const hyphen = 0x2d;
const underscore = 0x5f;

function isConnector(rune: number): boolean {
  return rune === hyphen || rune === underscore || isSpace(rune);
}

/** `xstrings.ToPascalCase` */
export function toPascalCase(text: string): string {
  spend(20 * text.length);
  const runes = toRunes(text);
  const start = runes.findIndex((rune) => !isConnector(rune));
  // A text of connectors alone comes back with its last one doubled.
  if (start < 0) return fromRunes(runes.concat(runes.slice(-1)));
  const written = runes.slice(0, start);
  let previous = runes[start] ?? 0;
  // While a word goes on in upper case, its letters after the first become lower.
  let inUpperWord = isUpper(previous);
  previous = toUpper(previous);
  for (let rune of runes.slice(start + 1)) {
    if (isConnector(rune) && isConnector(previous)) {
      written.push(previous);
    } else if (isConnector(previous)) {
      inUpperWord = isUpper(rune);
      rune = toUpper(rune);
    } else {
      if (inUpperWord) {
        inUpperWord = isUpper(rune);
        if (inUpperWord) rune = toLower(rune);
      }
      written.push(previous);
    }
    previous = rune;
  }
  written.push(previous);
  return fromRunes(written);
}

type WordKind = "invalid" | "number" | "upper" | "letters" | "connector" | "punctuation" | "other";

interface Word {
  readonly kind: WordKind;
  readonly text: string;
}

const noWord: Word = { kind: "invalid", text: "" };

/** `camelCaseToLowerCase` of xstrings: what stands between two words depends on both of their kinds. */
function joinWords(text: string, connector: string): string {
  spend(100 * text.length);
  const words = splitWords(text);
  let at = 0;
  let result = "";

  function word(): Word {
    return words[at] ?? noWord;
  }
  function write({ kind, text }: Word): void {
    result += kind === "upper" || kind === "connector" ? lowerWord(text, connector) : text;
  }
  function advance(): void {
    at += 1;
  }
  function writeLettersAndNumbers(): void {
    while (word().kind === "letters" || word().kind === "number") {
      write(word());
      advance();
    }
  }
  function connectUnless(...kinds: WordKind[]): void {
    if (!kinds.includes(word().kind)) result += connector;
  }

  while (at < words.length - 1) {
    const previous = word();
    if (previous.kind !== "connector") write(previous);
    advance();
    switch (previous.kind) {
      case "number":
        writeLettersAndNumbers();
        connectUnless("invalid", "punctuation", "connector");
        break;
      case "connector":
        write(previous);
        break;
      case "punctuation":
        break;
      default: {
        if (word().kind !== "number") {
          connectUnless("connector", "punctuation");
          break;
        }
        if (at >= words.length - 1) break;
        const digits = word();
        advance();
        // A number belongs to the word before it (Bld4Floor), unless letters in lower case follow (HTTP2xx).
        if (word().kind !== "letters") {
          write(digits);
          connectUnless("connector", "punctuation");
          break;
        }
        result += connector;
        write(digits);
        writeLettersAndNumbers();
        connectUnless("invalid", "punctuation", "connector");
      }
    }
  }
  write(word());
  return result;
}

function lowerWord(text: string, connector: string): string {
  return Array.from(text, (character) => {
    const rune = runeOf(character);
    return isConnector(rune) ? connector : fromRunes([isUpper(rune) ? toLower(rune) : rune]);
  }).join("");
}

/** A rune and its text, which includes the invalid bytes before it. */
interface Letter {
  readonly rune: number;
  readonly text: string;
}

function splitWords(text: string): Word[] {
  const letters = readLetters(text);
  const words: Word[] = [];
  for (let start = 0; start < letters.length; ) {
    const kind = kindOf(letters[start]?.rune ?? replacementRune);
    const end = kind === "upper" ? endOfUpper(letters, start) : endOfRun(letters, start + 1, continues[kind]);
    words.push({
      kind,
      text: letters
        .slice(start, end)
        .map((letter) => letter.text)
        .join(""),
    });
    start = end;
  }
  return words;
}

/** Invalid bytes belong to the rune after them; at the end of the text they repeat the rune before them. */
function readLetters(text: string): Letter[] {
  const letters: Letter[] = [];
  let invalid = "";
  for (const character of text) {
    const rune = runeOf(character);
    if (rune === replacementRune) {
      invalid += character;
    } else {
      letters.push({ rune, text: invalid + character });
      invalid = "";
    }
  }
  if (invalid !== "") letters.push({ rune: letters.at(-1)?.rune ?? replacementRune, text: invalid });
  return letters;
}

function kindOf(rune: number): WordKind {
  if (rune === replacementRune) return "invalid";
  if (isConnector(rune)) return "connector";
  if (isPunctuation(rune)) return "punctuation";
  if (isUpper(rune)) return "upper";
  if (isAlphabet(rune)) return "letters";
  return isNumber(rune) ? "number" : "other";
}

const isLowerLetter = (rune: number) => isAlphabet(rune) && !isUpper(rune);

/** What goes on with a word of each kind; upper case has rules of its own. */
const continues: Record<Exclude<WordKind, "upper">, (rune: number) => boolean> = {
  invalid: () => true,
  connector: isConnector,
  punctuation: isPunctuation,
  letters: isLowerLetter,
  number: isNumber,
  other: (rune) => !(isConnector(rune) || isAlphabet(rune) || isNumber(rune) || isPunctuation(rune)),
};

function endOfRun(letters: readonly Letter[], start: number, goesOn: (rune: number) => boolean): number {
  let end = start;
  while (end < letters.length && goesOn(letters[end]?.rune ?? replacementRune)) end += 1;
  return end;
}

/** A capital with the small letters after it, or a run of capitals without the one that begins the next word. */
function endOfUpper(letters: readonly Letter[], start: number): number {
  const next = letters[start + 1];
  if (next === undefined) return start + 1;
  if (!isUpper(next.rune)) return isAlphabet(next.rune) ? endOfRun(letters, start + 1, isLowerLetter) : start + 1;
  const end = endOfRun(letters, start + 1, isUpper);
  const after = letters[end];
  return after !== undefined && isAlphabet(after.rune) ? end - 1 : end;
}

/** A letter that is no Chinese character */
function isAlphabet(rune: number): boolean {
  if (!isLetter(rune)) return false;
  const isCommon = rune >= 0x4e00 && rune <= 0x9fcc;
  const isRare = rune >= 0x3400 && rune <= 0x4d85;
  const isHistoric = rune >= 0x20000 && rune <= 0x2b81d;
  return !(isCommon || isRare || isHistoric);
}
