import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { spend } from "../../govalue/allowance.ts";
import { GoError } from "../../govalue/function.ts";
import { derInteger, derObjectIdentifier, derOctetString, derSequence } from "./der.ts";
import { generateDsaKey } from "./dsa.ts";
import { generateEcKey } from "./ecdsa.ts";
import type { RandomBytes } from "./numbers.ts";
import { decodePem, encodePem } from "./pem.ts";
import { generateRsaKey } from "./rsa.ts";

/** A private key that can sign, or one of DSA, which Go's x509 cannot sign with. */
export type PrivateKey =
  | { readonly type: "rsa" | "ec" | "ed25519"; readonly key: KeyObject }
  | { readonly type: "dsa"; readonly encoded: Uint8Array };

/** What it takes to make a key on a curve; the large numbers of other keys are paid for where they are found. */
const smallKeyCost = 15_000;

const edwardsCurve = "1.3.101.112";

/** sprig's generatePrivateKey: a new key as PEM, or a message where there is no such type */
export function generatePrivateKey(type: string, randomBytes: RandomBytes): string {
  spend(smallKeyCost);
  switch (type) {
    case "":
    case "rsa":
      return encodePem({ type: "RSA PRIVATE KEY", bytes: generateRsaKey(4096, randomBytes) });
    case "dsa":
      return encodePem({ type: "DSA PRIVATE KEY", bytes: generateDsaKey(randomBytes) });
    case "ecdsa":
      return encodePem({ type: "EC PRIVATE KEY", bytes: generateEcKey(randomBytes) });
    case "ed25519":
      return encodePem({ type: "PRIVATE KEY", bytes: generateEd25519Key(randomBytes) });
    default:
      return `Unknown type ${type}`;
  }
}

/** The key that certificates get that are made without one. */
export function generateCertificateKey(randomBytes: RandomBytes): PrivateKey {
  const key = createPrivateKey({ key: generateRsaKey(2048, randomBytes), format: "der", type: "pkcs1" });
  return { type: "rsa", key };
}

/** RFC 8410 */
function generateEd25519Key(randomBytes: RandomBytes): Buffer {
  const algorithm = derSequence(derObjectIdentifier(edwardsCurve));
  return derSequence(derInteger(0n), algorithm, derOctetString(derOctetString(randomBytes(32))));
}

/**
 * sprig's parsePrivateKeyPEM
 *
 * @throws GoError in sprig's words; what Go's x509 says of a malformed key is not told apart
 */
export function parsePrivateKey(text: string): PrivateKey {
  const block = decodePem(text);
  if (block === undefined) throw new GoError("no PEM data in input");
  if (block.type === "PRIVATE KEY") return readKey(block.bytes, "pkcs8", "decoding PEM as PKCS#8");
  if (!block.type.endsWith(" PRIVATE KEY")) {
    throw new GoError(`no private key data in PEM block of type ${block.type}`);
  }
  switch (block.type) {
    case "RSA PRIVATE KEY":
      return readKey(block.bytes, "pkcs1", "parsing RSA private key from PEM");
    case "EC PRIVATE KEY":
      return readKey(block.bytes, "sec1", "parsing EC private key from PEM");
    case "DSA PRIVATE KEY":
      return { type: "dsa", encoded: block.bytes };
    default:
      throw new GoError(`invalid private key type ${block.type}`);
  }
}

/** What is done with a key of RSA takes eight times as long where it is twice as long. */
function readKey(encoded: Uint8Array, format: "pkcs1" | "pkcs8" | "sec1", failed: string): PrivateKey {
  spend(100_000 * (encoded.length / 1024) ** 3);
  const key = createKey(encoded, format);
  const type = key?.asymmetricKeyType;
  if (key === undefined || !(type === "rsa" || type === "ec" || type === "ed25519")) {
    throw new GoError(`${failed}: x509: failed to parse private key`);
  }
  return { type, key };
}

function createKey(encoded: Uint8Array, type: "pkcs1" | "pkcs8" | "sec1"): KeyObject | undefined {
  try {
    return createPrivateKey({ key: Buffer.from(encoded), format: "der", type });
  } catch {
    // OpenSSL's errors say nothing that Go would say.
    return undefined;
  }
}

/** sprig's pemBlockForKey */
export function encodePrivateKey(privateKey: PrivateKey): string {
  switch (privateKey.type) {
    case "rsa":
      return privateKey.key.export({ format: "pem", type: "pkcs1" }).toString();
    case "ec":
      return privateKey.key.export({ format: "pem", type: "sec1" }).toString();
    case "ed25519":
      return privateKey.key.export({ format: "pem", type: "pkcs8" }).toString();
    case "dsa":
      return encodePem({ type: "DSA PRIVATE KEY", bytes: privateKey.encoded });
  }
}

/** The SubjectPublicKeyInfo of a key's public half. */
export function encodePublicKey(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: "der", type: "spki" });
}
