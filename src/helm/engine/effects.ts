import type { GoMap, GoValue } from "../../govalue/value.ts";

/**
 * What templates do beside printing, as far as others can notice it: without any of that, what has been printed once need not
 * be printed again.
 */
let changes = 0;
let looks = 0;
/** Maps that templates have made for themselves. */
const own = new Set<GoValue>();

/** How often something has been changed that other templates may see. It only grows. */
export function changesSoFar(): number {
  return changes;
}

/** How often the clock was read, or random bytes were. It only grows. */
export function looksSoFar(): number {
  return looks;
}

/** Something is changed that other templates may see, and through it, maybe, they see what was a template's own. */
export function noteChange(): void {
  changes += 1;
  own.clear();
}

export function noteLook(): void {
  looks += 1;
}

export function noteOwn(map: GoMap): void {
  own.add(map);
}

/** Whether no other template sees the map. What is in it may be seen. */
export function isOwn(map: GoValue): boolean {
  return own.has(map);
}

/** At the end of a render, of which nothing is left to change. */
export function forgetOwn(): void {
  own.clear();
}
