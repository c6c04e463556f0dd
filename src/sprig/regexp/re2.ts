import { createRequire } from "node:module";

let loaded: typeof import("re2js") | undefined;

/**
 * The linear-time engine. It is loaded when the first expression is compiled, since that takes longer than most charts
 * take to render.
 */
export function re2(): typeof import("re2js") {
  loaded ??= createRequire(import.meta.url)("re2js") as typeof import("re2js");
  return loaded;
}
