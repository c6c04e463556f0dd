import type { GoMap } from "../../govalue/value.ts";
import { parseValuesFile } from "./options.ts";

/*
 * Releases and environments have many values files in common. Whoever gives out their bytes gives out the same array for the
 * same content, so that it is read once.
 */

const known = new WeakMap<Uint8Array, GoMap>();
const shortcuts = new WeakMap<Uint8Array, () => GoMap>();

/**
 * The values in a file, which are not to be changed.
 *
 * @param text - that of the bytes
 * @throws {HelmError} for what is no YAML, or no map
 */
export function valuesOf(bytes: Uint8Array, text: string): GoMap {
  let values = known.get(bytes);
  if (values === undefined) {
    values = shortcuts.get(bytes)?.() ?? parseValuesFile(text);
    known.set(bytes, values);
  }
  return values;
}

/**
 * Tells of a way to the values in a file that is shorter than to read it.
 *
 * @param find - gives what reading it would
 */
export function addShortcut(bytes: Uint8Array, find: () => GoMap): void {
  shortcuts.set(bytes, find);
}
