import { createCipheriv, createDecipheriv } from "node:crypto";
import { checkSliceBounds, panic } from "../errors.ts";

const blockLength = 16;
export const aesVectorLength = blockLength;

/** sprig's encryptAES: AES-256 in CBC mode, with the vector in front. The key is the password's first 32 bytes. */
export function encryptAes(password: Uint8Array, plaintext: Uint8Array, vector: Uint8Array): Uint8Array {
  const cipher = createCipheriv("aes-256-cbc", keyOf(password), vector);
  return Buffer.concat([vector, cipher.update(plaintext), cipher.final()]);
}

/** sprig's decryptAES, which looks at no more of the padding than its last byte. */
export function decryptAes(password: Uint8Array, encrypted: Uint8Array): Uint8Array {
  if (encrypted.length < blockLength) {
    // Base64 is decoded into memory for whole groups of three bytes.
    const capacity = Math.ceil(encrypted.length / 3) * 3;
    throw panic(`runtime error: slice bounds out of range [:${blockLength}] with capacity ${capacity}`);
  }
  if (encrypted.length % blockLength !== 0) throw panic("crypto/cipher: input not full blocks");
  const decipher = createDecipheriv("aes-256-cbc", keyOf(password), encrypted.subarray(0, blockLength));
  decipher.setAutoPadding(false);
  const decrypted = Buffer.concat([decipher.update(encrypted.subarray(blockLength)), decipher.final()]);
  const padding = decrypted.at(-1);
  if (padding === undefined) throw panic("runtime error: index out of range [-1]");
  const length = decrypted.length - padding;
  checkSliceBounds(undefined, BigInt(length), decrypted.length);
  return decrypted.subarray(0, length);
}

function keyOf(password: Uint8Array): Buffer {
  const key = Buffer.alloc(32);
  key.set(password.subarray(0, key.length));
  return key;
}
