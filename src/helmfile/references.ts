import { spend } from "../govalue/allowance.ts";
import type { GoValue } from "../govalue/value.ts";
import { noteCost, type World } from "./world.ts";

/** Whether a text may hold a reference, which is where helmfile reads a values file before helm does. */
export function mayRefer(text: string): boolean {
  // Few texts have a plus, which is found much sooner than words with an r.
  return text.includes("+") && text.includes("ref+");
}

/** What it takes to look at a value. */
const valueCost = 10;

/** The whole, and what is looked up: `vault://path#/key`. */
const reference = /(?:secret)?ref\+([^+:]*:\/\/[^+\n ]+[^+\n ",])\+?/g;

/**
 * Values with what their references refer to, `ref+PROVIDER://PATH`, which helmfile has looked up (`Eval` of
 * github.com/helmfile/vals). Those to `echo` need nothing but themselves. All others are secrets: they stay as they are, and
 * are noted.
 *
 * @returns the same value where there is no reference in it
 */
export function expandReferences(value: GoValue, world: World): GoValue {
  spend(valueCost);
  if (typeof value === "string") return mayRefer(value) ? expandText(value, world) : value;
  if (Array.isArray(value)) {
    const items = value.map((item) => expandReferences(item, world));
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  if (!(value instanceof Map)) return value;
  const entries = Array.from(value, ([key, item]) => [key, expandReferences(item, world)] as const);
  return entries.some(([key, item]) => item !== value.get(key)) ? new Map(entries) : value;
}

function expandText(text: string, world: World): string {
  spend(text.length);
  return text.replace(reference, (written: string, target: string) => {
    const echoed = /^echo:\/\/([^?#]*)(?:\?[^#]*)?$/.exec(target)?.[1];
    if (echoed !== undefined) return withoutSlashes(echoed);
    spend(noteCost + written.length);
    const message = `a secret is not known, and the reference to it stays in its place: ${written}`;
    world.note({ kind: "warning", message });
    return written;
  });
}

function withoutSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === "/") end -= 1;
  return text.slice(0, end);
}
