import { spend } from "../../govalue/allowance.ts";
import { textToBytes } from "../../govalue/text.ts";

/** Package time's own `quote` (time/format.go): all that is not printable ASCII byte by byte. */
export function quoteTimeText(text: string): string {
  spend(50 * text.length);
  const quoted = Array.from(text, (character) => {
    if (character === '"' || character === "\\") return `\\${character}`;
    if (character >= " " && character < "\x80") return character;
    spend(200);
    return Array.from(textToBytes(character), (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
  });
  return `"${quoted.join("")}"`;
}
