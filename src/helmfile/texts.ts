import { bytesToText } from "../govalue/text.ts";
import { readMap, type YamlMap } from "../goyaml/index.ts";

/*
 * Many helmfiles read the same files. Whoever gives out their bytes gives out the same array for the same content, so that
 * what is made of it is made once.
 */

const texts = new WeakMap<Uint8Array, string>();
const maps = { v2: new WeakMap<Uint8Array, YamlMap>(), v3: new WeakMap<Uint8Array, YamlMap>() };

/** The text of a file. */
export function textOf(bytes: Uint8Array): string {
  let text = texts.get(bytes);
  if (text === undefined) {
    text = bytesToText(bytes);
    texts.set(bytes, text);
  }
  return text;
}

/** A file read as YAML; not to be changed. */
export function readMapOf(bytes: Uint8Array, library: "v2" | "v3"): YamlMap {
  let map = maps[library].get(bytes);
  if (map === undefined) {
    map = readMap(textOf(bytes), { library });
    maps[library].set(bytes, map);
  }
  return map;
}
