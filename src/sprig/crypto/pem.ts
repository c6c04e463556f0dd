import { spend } from "../../govalue/allowance.ts";

/** Package encoding/pem of Go, without headers. */
export interface PemBlock {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** `pem.EncodeToMemory` */
export function encodePem({ type, bytes }: PemBlock): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ""].join("\n");
}

const beginning = /(?:^|\n)-----BEGIN ([^\n]*?)-----[ \t]*\r?\n/g;

/** `pem.Decode`: the first block in a text, or `undefined` */
export function decodePem(text: string): PemBlock | undefined {
  for (const match of text.matchAll(beginning)) {
    const [start, type = ""] = match;
    const body = text.slice(match.index + start.length);
    spend(20 + body.length / 8);
    const end = `-----END ${type}-----`;
    const length = body.startsWith(end) ? 0 : body.indexOf(`\n${end}`);
    if (length < 0) continue;
    const digits = body.slice(0, length).replace(/[ \t\r\n]/g, "");
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(digits) || digits.length % 4 !== 0) continue;
    return { type, bytes: Buffer.from(digits, "base64") };
  }
  return undefined;
}
