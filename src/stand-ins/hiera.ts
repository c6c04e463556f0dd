import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { GoError } from "../govalue/function.ts";
import type { GoList, GoMap, GoValue } from "../govalue/value.ts";
import { unmarshal } from "../goyaml/index.ts";

/** The data of a checkout of operations-puppet. Values are those of the files: nothing is looked up or interpolated. */
export class Hiera {
  readonly #checkout: string;
  readonly #files = new Map<string, GoMap>();

  constructor(checkout: string) {
    this.#checkout = checkout;
  }

  /**
   * The map under a key of a file.
   *
   * @throws UserError `puppet-incomplete` where the file, the key or a map there is missing
   */
  map(file: string, key: string): GoMap {
    return asMap(this.#value(file, key), file, key);
  }

  /** The list under a key of a file; throws as {@link map} does. */
  list(file: string, key: string): GoList {
    const value = this.#value(file, key);
    return Array.isArray(value) ? value : fail(file, `${key} is no list`);
  }

  #value(file: string, key: string): GoValue {
    const value = this.#read(file).get(key);
    return value ?? fail(file, `the key ${key} is missing`);
  }

  #read(file: string): GoMap {
    const known = this.#files.get(file);
    if (known) return known;
    const data = asMap(this.#parse(file), file, "the file");
    this.#files.set(file, data);
    return data;
  }

  #parse(file: string): GoValue {
    let text: string;
    try {
      text = readFileSync(join(this.#checkout, file), "utf8");
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return fail(file, code === "ENOENT" ? "the checkout lacks this file" : `cannot read the file: ${message}`, error);
    }
    try {
      return unmarshal(text, { keepIntegers: true });
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      return fail(file, error.message, error);
    }
  }
}

/** The value as a map; `what` names it where it is none. */
export function asMap(value: GoValue | undefined, file: string, what: string): GoMap {
  return value instanceof Map ? value : fail(file, `${what} is no map`);
}

/** @throws UserError `puppet-incomplete` */
export function fail(file: string, message: string, cause?: unknown): never {
  throw new UserError("puppet-incomplete", message, {
    place: { file },
    remedy: "name a checkout of operations-puppet with --puppet; of an old deployment-charts, one of that time",
    cause,
  });
}
