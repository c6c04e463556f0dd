import { spend } from "../govalue/allowance.ts";
import type { GoFunction } from "../govalue/function.ts";
import { checkTextLength, type SprigLimits } from "./environment.ts";
import { fromByteString, toByteString } from "./runes.ts";

/** Functions of goutils that count a text's bytes, by sprig's names: `wrap`, `wrapWith`, `abbrev`, `abbrevboth`. */
export function wrapFunctions(limits: SprigLimits): Record<string, GoFunction> {
  /** `goutils.WrapCustom` */
  function wrapText(text: string, width: bigint, separator: string, breaksWords: boolean): string {
    const line = toByteString(text);
    const newLine = toByteString(separator === "" ? "\n" : separator);
    const columns = width < 1n ? 1 : Number(width);
    checkTextLength("wrap", line.length + newLine.length * Math.ceil(line.length / columns), limits);
    spend(10 * line.length + newLine.length * Math.ceil(line.length / columns));
    let wrapped = "";
    let start = 0;
    while (line.length - start > columns) {
      if (line[start] === " ") {
        start += 1;
        continue;
      }
      // Only as far back as the line begins, which would take ever longer to the start of the text.
      const space = start + line.slice(start, start + columns + 1).lastIndexOf(" ");
      if (space >= start) {
        wrapped += line.slice(start, space) + newLine;
        start = space + 1;
      } else if (breaksWords) {
        wrapped += line.slice(start, start + columns) + newLine;
        start += columns;
      } else {
        const next = line.indexOf(" ", start + columns);
        if (next < 0) break;
        wrapped += line.slice(start, next) + newLine;
        start = next + 1;
      }
    }
    return fromByteString(wrapped + line.slice(start));
  }

  return {
    wrap: {
      signature: "func(int, string) string",
      call: (width: bigint, text: string) => wrapText(text, width, "", false),
    },
    wrapWith: {
      signature: "func(int, string, string) string",
      call: (width: bigint, separator: string, text: string) => wrapText(text, width, separator, true),
    },
    abbrev: {
      signature: "func(int, string) string",
      call: (width: bigint, text: string) => (width < 4n ? text : abbreviate(text, 0n, width)),
    },
    abbrevboth: {
      signature: "func(int, int, string) string",
      call: (left: bigint, right: bigint, text: string) =>
        right < 4n || (left > 0n && right < 7n) ? text : abbreviate(text, left, right),
    },
  };
}

function abbreviate(text: string, offset: bigint, width: bigint): string {
  return fromByteString(abbreviateBytes(toByteString(text), offset, width));
}

/** `goutils.AbbreviateFull`. Where that returns an error, sprig shows the empty text that comes with it. */
function abbreviateBytes(bytes: string, offset: bigint, width: bigint): string {
  if (bytes === "" || width < 4n) return "";
  if (BigInt(bytes.length) <= width) return bytes;
  const marker = "...";
  const kept = Number(width) - marker.length;
  const limited = offset > bytes.length ? bytes.length : Number(offset);
  const start = bytes.length - limited < kept ? bytes.length - kept : limited;
  if (start <= 4) return bytes.slice(0, kept) + marker;
  if (width < 7n) return "";
  if (start + kept < bytes.length) return marker + abbreviateBytes(bytes.slice(start), 0n, BigInt(kept));
  return marker + bytes.slice(bytes.length - kept);
}
