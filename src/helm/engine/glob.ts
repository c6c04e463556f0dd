import { RE2JS } from "re2js";

/**
 * The patterns of `.Files.Glob`, as github.com/gobwas/glob reads them with `/` as its separator: `*` and `?` stop at a
 * slash, `**` does not, `[abc]`, `[!abc]` and `[a-z]` are classes, `{a,b}` are alternatives, `\` escapes.
 *
 * @returns the matcher, or `undefined` where the pattern is malformed
 */
export function compileGlob(pattern: string): ((name: string) => boolean) | undefined {
  const source = new GlobTranslator(pattern).translate();
  if (source === undefined) return undefined;
  const compiled = RE2JS.compile(source, RE2JS.DOTALL);
  return (name) => compiled.matches(name);
}

class GlobTranslator {
  readonly #characters: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(pattern: string) {
    this.#characters = Array.from(pattern);
  }

  translate(): string | undefined {
    let source = "";
    while (this.#at < this.#characters.length) {
      const part = this.#next();
      if (part === undefined) return undefined;
      source += part;
    }
    // An alternative that is never closed ends with the pattern.
    return source + ")".repeat(this.#depth);
  }

  #next(): string | undefined {
    const character = this.#characters[this.#at++] ?? "";
    switch (character) {
      case "*":
        if (this.#characters[this.#at] !== "*") return "[^/]*";
        this.#at += 1;
        return ".*";
      case "?":
        return "[^/]";
      case "[":
        return this.#characterClass();
      case "{":
        this.#depth += 1;
        return "(?:";
      case "}":
        if (this.#depth === 0) return "\\}";
        this.#depth -= 1;
        return ")";
      case ",":
        return this.#depth > 0 ? "|" : ",";
      case "\\":
        return RE2JS.quote(this.#characters[this.#at++] ?? "");
      default:
        return RE2JS.quote(character);
    }
  }

  /** A class is either one range or a list of characters; the two do not mix. */
  #characterClass(): string | undefined {
    const negated = this.#characters[this.#at] === "!";
    if (negated) this.#at += 1;
    const open = negated ? "[^" : "[";
    const [low, dash, high, close] = this.#characters.slice(this.#at, this.#at + 4);
    if (dash === "-" && low !== undefined) {
      if (high === undefined || close !== "]" || high < low) return undefined;
      this.#at += 4;
      return `${open}${RE2JS.quote(low)}-${RE2JS.quote(high)}]`;
    }
    let list = "";
    for (;;) {
      let character = this.#characters[this.#at++];
      if (character === "]") break;
      if (character === "\\") character = this.#characters[this.#at++];
      if (character === undefined) return undefined;
      list += RE2JS.quote(character);
    }
    return list === "" ? undefined : `${open}${list}]`;
  }
}
