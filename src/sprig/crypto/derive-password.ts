import { createHmac, scryptSync } from "node:crypto";
import { spend } from "../../govalue/allowance.ts";

/** The algorithm of Master Password (version 3), as sprig's derivePassword has it. */

const seedPrefix = Buffer.from("com.lyndir.masterpassword");

/** By the kind of a password, the patterns of which one is chosen. A letter stands for one of {@link characters}. */
const templates: ReadonlyMap<string, readonly string[]> = new Map([
  ["maximum", ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"]],
  [
    "long",
    (
      "CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv " +
      "CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv " +
      "CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno"
    ).split(" "),
  ],
  ["medium", ["CvcnoCvc", "CvcCvcno"]],
  ["short", ["Cvcn"]],
  ["basic", ["aaanaaan", "aannaaan", "aaannaaa"]],
  ["pin", ["nnnn"]],
]);

const characters: ReadonlyMap<string, string> = new Map([
  ["V", "AEIOU"],
  ["C", "BCDFGHJKLMNPQRSTVWXYZ"],
  ["v", "aeiou"],
  ["c", "bcdfghjklmnpqrstvwxyz"],
  ["A", "AEIOUBCDFGHJKLMNPQRSTVWXYZ"],
  ["a", "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"],
  ["n", "0123456789"],
  ["o", "@&%?,=[]_:-+*$#!'^~;()/."],
  ["x", "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()"],
]);

const scryptCost = 16_000_000;
const cost = { N: 32_768, r: 8, p: 2, maxmem: 64 * 1024 * 1024 };

export function derivePassword(
  counter: bigint,
  type: string,
  password: Uint8Array,
  user: Uint8Array,
  site: Uint8Array,
): string {
  const candidates = templates.get(type);
  if (candidates === undefined) return `cannot find password template ${type}`;
  spend(scryptCost);
  const salt = Buffer.concat([seedPrefix, uint32(BigInt(user.length)), user]);
  const key = scryptSync(password, salt, 64, cost);
  const seed = createHmac("sha256", key)
    .update(Buffer.concat([seedPrefix, uint32(BigInt(site.length)), site, uint32(counter)]))
    .digest();
  const template = candidates[(seed[0] ?? 0) % candidates.length] ?? "";
  return Array.from(template, (letter, index) => {
    const alphabet = characters.get(letter) ?? "";
    return alphabet[(seed[index + 1] ?? 0) % alphabet.length];
  }).join("");
}

function uint32(value: bigint): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(Number(BigInt.asUintN(32, value)));
  return bytes;
}
