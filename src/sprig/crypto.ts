import { createHash } from "node:crypto";
import { spend } from "../govalue/allowance.ts";
import type { GoFunction } from "../govalue/function.ts";
import { bytesToText, textToBytes } from "../govalue/text.ts";
import { aesVectorLength, decryptAes, encryptAes } from "./crypto/aes.ts";
import { bcryptHash, bcryptSaltLength } from "./crypto/bcrypt.ts";
import { derivePassword } from "./crypto/derive-password.ts";
import { generatePrivateKey } from "./crypto/keys.ts";
import { decodeBase64, encodeBase64 } from "./encoding.ts";
import type { SprigEnvironment } from "./environment.ts";
import { orElse } from "./errors.ts";

/** `bcrypt.DefaultCost` */
const bcryptCost = 10;

/** The hashes, passwords and ciphers of sprig's crypto.go; its certificates are in `certificates.ts`. */
export function cryptoFunctions({ randomBytes }: SprigEnvironment): Record<string, GoFunction> {
  function bcrypt(password: string): string {
    return orElse(
      () => bcryptHash(textToBytes(password), randomBytes(bcryptSaltLength), bcryptCost),
      (error) => `failed to encrypt string with bcrypt: ${error.message}`,
    );
  }

  return {
    sha1sum: hashFunction("sha1"),
    sha256sum: hashFunction("sha256"),
    sha512sum: hashFunction("sha512"),
    adler32sum: { signature: "func(string) string", call: (text: string) => String(adler32(textToBytes(text))) },
    bcrypt: { signature: "func(string) string", call: bcrypt },
    htpasswd: {
      signature: "func(string, string) string",
      call: (user: string, password: string) =>
        user.includes(":") ? `invalid username: ${user}` : `${user}:${bcrypt(password)}`,
    },
    derivePassword: {
      signature: "func(uint32, string, string, string, string) string",
      call: (counter: bigint, type: string, password: string, user: string, site: string) =>
        derivePassword(counter, type, textToBytes(password), textToBytes(user), textToBytes(site)),
    },
    genPrivateKey: {
      signature: "func(string) string",
      call: (type: string) => generatePrivateKey(type, randomBytes),
    },
    encryptAES: {
      signature: "func(string, string) (string, error)",
      call: (password: string, text: string) =>
        text === ""
          ? ""
          : encodeBase64(encryptAes(textToBytes(password), textToBytes(text), randomBytes(aesVectorLength))),
    },
    decryptAES: {
      signature: "func(string, string) (string, error)",
      call: (password: string, text: string) =>
        text === "" ? "" : bytesToText(decryptAes(textToBytes(password), decodeBase64(text))),
    },
  };
}

function hashFunction(algorithm: "sha1" | "sha256" | "sha512"): GoFunction {
  return {
    signature: "func(string) string",
    call: (text: string) => createHash(algorithm).update(textToBytes(text)).digest("hex"),
  };
}

const adlerModulus = 65_521;

/** RFC 1950 */
function adler32(bytes: Uint8Array): number {
  spend(bytes.length);
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % adlerModulus;
    b = (b + a) % adlerModulus;
  }
  return b * 0x10000 + a;
}
