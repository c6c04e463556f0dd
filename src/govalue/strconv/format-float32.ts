import { formatFloat } from "./format-float.ts";

/** strconv.FormatFloat with the format `g`, the fewest digits and 32 bits: as many digits as tell a float32 apart. */
export function formatFloat32(value: number): string {
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return formatFloat(single, "g", -1);
  let digits = 1;
  while (Math.fround(Number(single.toPrecision(digits))) !== single) digits += 1;
  return formatFloat(Number(single.toPrecision(digits)), "g", -1);
}
