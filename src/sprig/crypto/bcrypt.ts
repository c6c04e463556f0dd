import { spend } from "../../govalue/allowance.ts";
import { GoError } from "../../govalue/function.ts";
import { Blowfish } from "./blowfish.ts";

const alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const standardAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const plaintext = Buffer.from("OrpheanBeholderScryDoubt");
const noSalt = new Uint8Array();

/** What one of the rounds takes that a cost of one doubles. */
const roundCost = 9000;

/** Bytes of salt that a hash needs. */
export const bcryptSaltLength = 16;

/**
 * `bcrypt.GenerateFromPassword` of golang.org/x/crypto, with a salt that is given.
 *
 * @throws GoError where the password is longer than what bcrypt looks at
 */
export function bcryptHash(password: Uint8Array, salt: Uint8Array, cost: number): string {
  if (password.length > 72) throw new GoError("bcrypt: password length exceeds 72 bytes");
  spend(roundCost * 2 ** cost);
  const key = Buffer.concat([password, Buffer.of(0)]);
  const cipher = new Blowfish();
  cipher.expandKey(key, salt);
  for (let i = 0; i < 2 ** cost; i++) {
    cipher.expandKey(key, noSalt);
    cipher.expandKey(salt, noSalt);
  }
  const digest = Buffer.alloc(plaintext.length);
  for (let start = 0; start < plaintext.length; start += 8) {
    const block = Uint32Array.of(plaintext.readUInt32BE(start), plaintext.readUInt32BE(start + 4));
    for (let i = 0; i < 64; i++) cipher.encrypt(block);
    block.forEach((word, index) => {
      digest.writeUInt32BE(word, start + 4 * index);
    });
  }
  // The last byte has never been part of a hash.
  return `$2a$${String(cost).padStart(2, "0")}$${encode(salt)}${encode(digest.subarray(0, -1))}`;
}

/** Base64 without padding, in an alphabet of its own. */
function encode(bytes: Uint8Array): string {
  const digits = Buffer.from(bytes).toString("base64").replace(/=+$/, "");
  return Array.from(digits, (digit) => alphabet[standardAlphabet.indexOf(digit)]).join("");
}
