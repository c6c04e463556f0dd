import type { RE2JS } from "re2js";
import { spend } from "../../govalue/allowance.ts";
import { GoError } from "../../govalue/function.ts";
import { canBackquote, quote } from "../../govalue/strconv.ts";
import { bytesToText, textToBytes } from "../../govalue/text.ts";
import { orPanic } from "../errors.ts";
import { LruCache } from "../lru-cache.ts";
import { expandedSize } from "./expanded-size.ts";
import { type Aliases, renameRepeatedGroups } from "./group-names.ts";
import { MeteredText } from "./metered-text.ts";
import { re2 } from "./re2.ts";

/** A match and its groups, as texts; a group that took no part is `undefined`. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/**
 * Go's regexp.Regexp, on RE2JS, whose syntax and errors are those of Go's regexp/syntax. Positions count in the text's
 * own units: UTF-16, or bytes where the text is not valid UTF-8.
 */
export class Regexp {
  readonly expression: string;
  private readonly compiled: RE2JS;
  /** The numbers of the groups of each name. */
  private readonly names = new Map<string, number[]>();

  private constructor(expression: string) {
    this.expression = expression;
    const { compiled, aliases } = compileOrThrow(expression);
    this.compiled = compiled;
    for (const [name, group] of Object.entries(compiled.namedGroups())) {
      const original = aliases.get(name) ?? name;
      this.names.set(
        original,
        [...(this.names.get(original) ?? []), group].sort((a, b) => a - b),
      );
    }
  }

  private static readonly cache = new LruCache<Regexp>(64);

  /**
   * `regexp.Compile`
   *
   * @throws GoError in Go's words
   */
  static compile(expression: string): Regexp {
    return Regexp.cache.get(expression, (key) => new Regexp(key));
  }

  /** `regexp.MustCompile` */
  static mustCompile(expression: string): Regexp {
    return orPanic(
      () => Regexp.compile(expression),
      (error) => {
        const quoted = canBackquote(expression) ? `\`${expression}\`` : quote(expression);
        return `regexp: Compile(${quoted}): ${error.message}`;
      },
    );
  }

  matches(text: string): boolean {
    return this.compiled.test(this.metered(new Subject(text).input));
  }

  /** What of a subject an expression may look at. */
  private metered(input: string | Uint8Array): string | Uint8Array {
    const size = this.compiled.programSize();
    if (typeof input !== "string") {
      spend(input.length * size);
      return input;
    }
    // RE2JS takes objects of this kind for texts, which is not among its types.
    return new MeteredText(input, size) as unknown as string;
  }

  /** The first matches, all where the limit is negative. An empty one right after another match does not count. */
  *findAll(subject: Subject, limit: number): Generator<Match> {
    const matcher = this.compiled.matcher(this.metered(subject.input));
    const groupCount = this.compiled.groupCount();
    let previousEnd = -1;
    for (let found = 0; found !== limit && matcher.find(); ) {
      spend(matchCost * (1 + groupCount));
      const start = matcher.start();
      const end = matcher.end();
      const isRepeated = start === end && start === previousEnd;
      previousEnd = end;
      if (isRepeated) continue;
      found += 1;
      const groups = Array.from({ length: groupCount + 1 }, (_, group) => {
        const from = matcher.start(group);
        return from < 0 ? undefined : subject.slice(from, matcher.end(group));
      });
      yield { start, end, groups };
    }
  }

  /** The text of the first group of that name that took part in a match. */
  groupNamed(name: string, { groups }: Match): string | undefined {
    const number = this.names.get(name)?.find((group) => groups[group] !== undefined);
    return number === undefined ? undefined : groups[number];
  }
}

/** A text to search, in characters if it is valid UTF-8, else in bytes. */
export class Subject {
  readonly input: string | Uint8Array;

  constructor(text: string) {
    this.input = text.isWellFormed() ? text : textToBytes(text);
  }

  get length(): number {
    return this.input.length;
  }

  slice(start: number, end: number): string {
    if (typeof this.input !== "string") spend(byteSliceCost);
    return typeof this.input === "string" ? this.input.slice(start, end) : bytesToText(this.input.subarray(start, end));
  }
}

/** What it takes to compile an expression, by its length and by what it becomes. */
const characterCost = 300;
const instructionCost = 200;
/** What a match and each of its groups takes apart from looking for it. */
const matchCost = 60;
const byteSliceCost = 100;

const invalidByte = /(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function compileOrThrow(expression: string): { compiled: RE2JS; aliases: Aliases } {
  // RE2JS would take a byte that is no valid UTF-8 for a character.
  const invalid = expression.search(invalidByte);
  if (invalid >= 0) throw new GoError(`error parsing regexp: invalid UTF-8: \`${expression.slice(invalid)}\``);
  spend(characterCost * expression.length + instructionCost * expandedSize(expression));
  const { RE2JS, RE2JSSyntaxException } = re2();
  const renamed = renameRepeatedGroups(expression);
  try {
    return { compiled: RE2JS.compile(renamed.expression), aliases: renamed.aliases };
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    // Go names an empty expression in the one message for which RE2JS names none.
    const message = error.getPattern() === null ? `${error.message}: \`\`` : error.message;
    throw new GoError(withOriginalNames(message, renamed.aliases));
  }
}

/** A message quotes the expression, or a part of it. */
function withOriginalNames(message: string, aliases: Aliases): string {
  return [...aliases].reduce((text, [alias, name]) => text.replaceAll(`<${alias}>`, `<${name}>`), message);
}
