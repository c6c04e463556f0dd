import { GoError } from "../govalue/function.ts";

/** A float64 as encoding/json writes it: the shortest digits, an exponent below 1e-6 and from 1e21, as ECMAScript does. */
export function formatJsonNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  const name = Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  throw new GoError(`json: unsupported value: ${name}`);
}
