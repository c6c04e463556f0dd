import { createECDH, createHash, type KeyObject } from "node:crypto";
import { GoError } from "../../govalue/function.ts";
import {
  bigEndian,
  contextTag,
  der,
  derBitString,
  derInteger,
  derObjectIdentifier,
  derOctetString,
  derSequence,
  fromBigEndian,
} from "./der.ts";
import { inverseModulo, type RandomBytes, randomBelow } from "./numbers.ts";

/** A curve by its name in a JSON Web Key. */
interface Curve {
  readonly openSslName: string;
  readonly order: bigint;
  readonly hash: string;
  /** Object identifier of the signature with that hash. */
  readonly signature: string;
}

const curves: ReadonlyMap<string, Curve> = new Map([
  [
    "P-256",
    {
      openSslName: "prime256v1",
      order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
      hash: "sha256",
      signature: "1.2.840.10045.4.3.2",
    },
  ],
  [
    "P-384",
    {
      openSslName: "secp384r1",
      order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
      hash: "sha384",
      signature: "1.2.840.10045.4.3.3",
    },
  ],
  [
    "P-521",
    {
      openSslName: "secp521r1",
      order:
        0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
      hash: "sha512",
      signature: "1.2.840.10045.4.3.4",
    },
  ],
]);

const primeCurve = "1.2.840.10045.3.1.7";

/** A new key on the curve P-256, encoded as SEC 1 and RFC 5915 say. */
export function generateEcKey(randomBytes: RandomBytes): Buffer {
  const { openSslName, order } = curveNamed("P-256");
  const secret = bigEndian(1n + randomBelow(order - 1n, randomBytes), 32);
  return derSequence(
    derInteger(1n),
    derOctetString(secret),
    der(contextTag(0, { constructed: true }), derObjectIdentifier(primeCurve)),
    der(contextTag(1, { constructed: true }), derBitString(multipleOfBase(openSslName, secret))),
  );
}

/** The object identifier of the signatures that {@link signEcdsa} makes with a key. */
export function ecdsaSignatureAlgorithm(key: KeyObject): string {
  return curveNamed(key.export({ format: "jwk" }).crv ?? "").signature;
}

/** `ecdsa.SignASN1`. Not by node:crypto's `sign`, which draws the secret number of a signature from its own source. */
export function signEcdsa(key: KeyObject, message: Uint8Array, randomBytes: RandomBytes): Buffer {
  const { crv = "", d = "" } = key.export({ format: "jwk" });
  const { openSslName, order, hash } = curveNamed(crv);
  const size = bigEndian(order).length;
  const digest = fromBigEndian(createHash(hash).update(message).digest());
  for (;;) {
    const nonce = 1n + randomBelow(order - 1n, randomBytes);
    const point = multipleOfBase(openSslName, bigEndian(nonce, size));
    const r = fromBigEndian(point.subarray(1, 1 + size)) % order;
    const s = (inverseModulo(nonce, order) * (digest + r * fromBigEndian(Buffer.from(d, "base64url")))) % order;
    if (r !== 0n && s !== 0n) return derSequence(derInteger(r), derInteger(s));
  }
}

/** The point that a number makes of a curve's base point, uncompressed. */
function multipleOfBase(openSslName: string, factor: Uint8Array): Buffer {
  const exchange = createECDH(openSslName);
  exchange.setPrivateKey(factor);
  return exchange.getPublicKey();
}

function curveNamed(name: string): Curve {
  const curve = curves.get(name);
  if (curve === undefined) throw new GoError("x509: unsupported elliptic curve");
  return curve;
}
