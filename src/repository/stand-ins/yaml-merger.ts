import { GoError } from "../../govalue/function.ts";
import { bytesToText } from "../../govalue/text.ts";
import type { GoMap, GoValue } from "../../govalue/value.ts";
import { marshal, unmarshal } from "../../goyaml/index.ts";
import { HelmError, parseValuesFile } from "../../helm/index.ts";
import { addShortcut } from "../../helm/values/file-values.ts";
import { deepMerge } from "./deep-merge.ts";

/** A file that takes part in a merge. */
export interface YamlFile {
  /** Its path; of two contents of one path the last is remembered. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Merges YAML files. What is the same again is neither parsed, merged nor printed again, and comes as the same object, so
 * that whoever reads the result can remember it, too.
 */
export class YamlMerger {
  readonly #contents = new Map<string, Content>();
  readonly #merged = new Map<string, Uint8Array>();
  readonly #entries = new WeakMap<object, Entry>();
  #count = 0;

  /**
   * The merged text: that of the file itself where there is one only.
   *
   * @throws HelmError naming the file that is no YAML
   */
  merge(files: readonly YamlFile[]): Uint8Array {
    const contents = files.map((file) => this.#contentOf(file));
    const [first] = contents;
    if (first !== undefined && contents.length === 1) return first.bytes;
    const key = contents.map(({ id }) => id).join();
    const known = this.#merged.get(key);
    if (known) return known;
    const values = contents.map((content) => content.value()).filter((value) => value !== null);
    const merged = this.#print(values.reduce<GoValue>(deepMerge, new Map()));
    this.#merged.set(key, merged);
    return merged;
  }

  #contentOf({ path, bytes }: YamlFile): Content {
    const known = this.#contents.get(path);
    if (known && (known.bytes === bytes || Buffer.compare(known.bytes, bytes) === 0)) return known;
    const content = new Content(this.#count++, path, bytes);
    this.#contents.set(path, content);
    return content;
  }

  #print(value: GoValue): Uint8Array {
    if (!(value instanceof Map) || value.size === 0) return Buffer.from(marshal(value));
    const entries = [...value].map((entry) => this.#entry(...entry));
    const bytes = Buffer.from(entries.map(({ text }) => text).join(""));
    addShortcut(bytes, () => new Map(entries.flatMap((entry) => [...entry.read()])));
    return bytes;
  }

  /** Most files share most of their top-level values, which merging leaves as they are. */
  #entry(key: string, value: GoValue): Entry {
    if (typeof value !== "object" || value === null) return new Entry(key, value);
    let entry = this.#entries.get(value);
    if (entry?.key !== key) {
      entry = new Entry(key, value);
      this.#entries.set(value, entry);
    }
    return entry;
  }
}

/** A top-level entry of a map, which is printed and read on its own, once. */
class Entry {
  readonly key: string;
  readonly text: string;
  #values: GoMap | undefined;

  constructor(key: string, value: GoValue) {
    this.key = key;
    this.text = marshal(new Map([[key, value]]) satisfies GoMap);
  }

  /** What helm reads it as: printing brings keys in order, and numbers become floats. */
  read(): GoMap {
    this.#values ??= parseValuesFile(this.text);
    return this.#values;
  }
}

class Content {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly #path: string;
  #value: GoValue | undefined;

  constructor(id: number, path: string, bytes: Uint8Array) {
    this.id = id;
    this.bytes = bytes;
    this.#path = path;
  }

  /** What the file holds; null where it is empty. */
  value(): GoValue {
    if (this.#value !== undefined) return this.#value;
    try {
      // Ruby keeps integers as they are; a float64 would not.
      this.#value = unmarshal(bytesToText(this.bytes), { keepIntegers: true });
      return this.#value;
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      throw new HelmError(`failed to read ${this.#path}: ${error.message}`, { cause: error });
    }
  }
}
