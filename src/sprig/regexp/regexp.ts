import type { RE2JS } from "re2js";
import { GoError } from "../../govalue/function.ts";
import { canBackquote, quote } from "../../govalue/strconv.ts";
import { bytesToText, textToBytes } from "../../govalue/text.ts";
import { orPanic } from "../errors.ts";
import { LruCache } from "../lru-cache.ts";
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
  private readonly names: ReadonlyMap<string, number>;

  private constructor(expression: string) {
    this.expression = expression;
    this.compiled = compileOrThrow(expression);
    this.names = new Map(Object.entries(this.compiled.namedGroups()));
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
    return this.compiled.test(text.isWellFormed() ? text : textToBytes(text));
  }

  /** The first matches, all where the limit is negative. An empty one right after another match does not count. */
  *findAll(subject: Subject, limit: number): Generator<Match> {
    const matcher = this.compiled.matcher(subject.input);
    const groupCount = this.compiled.groupCount();
    let previousEnd = -1;
    for (let found = 0; found !== limit && matcher.find(); ) {
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

  /** The number of the group of that name. */
  groupNamed(name: string): number | undefined {
    return this.names.get(name);
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
    return typeof this.input === "string" ? this.input.slice(start, end) : bytesToText(this.input.subarray(start, end));
  }
}

const invalidByte = /(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function compileOrThrow(expression: string): RE2JS {
  // RE2JS would take a byte that is no valid UTF-8 for a character.
  const invalid = expression.search(invalidByte);
  if (invalid >= 0) throw new GoError(`error parsing regexp: invalid UTF-8: \`${expression.slice(invalid)}\``);
  const { RE2JS, RE2JSSyntaxException } = re2();
  try {
    return RE2JS.compile(expression);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    // Go names an empty expression in the one message for which RE2JS names none.
    throw new GoError(error.getPattern() === null ? `${error.message}: \`\`` : error.message);
  }
}
