import { createHash, sign, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { GoError } from "../../govalue/function.ts";
import { quote } from "../../govalue/strconv.ts";
import { fromSeconds } from "../time/civil.ts";
import {
  contextTag,
  der,
  derBitString,
  derElements,
  derInteger,
  derObjectIdentifier,
  derOctetString,
  derSequence,
  derTag,
  fromBigEndian,
} from "./der.ts";
import { ecdsaSignatureAlgorithm, signEcdsa } from "./ecdsa.ts";
import { encodePublicKey, type PrivateKey } from "./keys.ts";
import type { RandomBytes } from "./numbers.ts";

/**
 * X.509 certificates (RFC 5280) as Go's `x509.CreateCertificate` encodes those that sprig makes. node:crypto reads
 * certificates but makes none.
 */
export interface CertificateTemplate {
  readonly commonName: string;
  readonly ipAddresses: readonly string[];
  readonly dnsNames: readonly string[];
  readonly notBefore: number;
  readonly notAfter: number;
  readonly isAuthority: boolean;
}

/** Who signs a certificate. */
export interface Issuer {
  /** The encoded name. */
  readonly subject: Uint8Array;
  readonly subjectKeyId: Uint8Array | undefined;
  readonly key: PrivateKey;
}

const identifiers = {
  commonName: "2.5.4.3",
  subjectKeyId: "2.5.29.14",
  keyUsage: "2.5.29.15",
  alternativeName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyId: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  serverAuthentication: "1.3.6.1.5.5.7.3.1",
  clientAuthentication: "1.3.6.1.5.5.7.3.2",
  rsaWithSha256: "1.2.840.113549.1.1.11",
  ed25519: "1.3.101.112",
};

const derNull = der(derTag.null);
const derTrue = der(derTag.boolean, Buffer.of(0xff));

/**
 * `x509.CreateCertificate`
 *
 * @param issuer who signs; the certificate's own key where it is left out
 * @returns the certificate's encoding
 * @throws GoError in Go's words
 */
export function createCertificate(
  template: CertificateTemplate,
  subjectKey: PrivateKey,
  issuer: Issuer | undefined,
  randomBytes: RandomBytes,
): Buffer {
  const signingKey = issuer?.key ?? subjectKey;
  if (signingKey.type === "dsa") {
    throw new GoError("x509: certificate private key does not implement crypto.Signer");
  }
  if (subjectKey.type === "dsa") throw new GoError("x509: unsupported public key type: *dsa.PublicKey");
  const subject = encodeName(template.commonName);
  const publicKey = encodePublicKey(subjectKey.key);
  const algorithm = signatureAlgorithm(signingKey);
  const isSelfIssued = issuer === undefined || Buffer.compare(issuer.subject, subject) === 0;
  const extensions = encodeExtensions(template, publicKey, isSelfIssued ? undefined : issuer.subjectKeyId);

  const contents = derSequence(
    der(contextTag(0, { constructed: true }), derInteger(2n)),
    derInteger(fromBigEndian(randomBytes(16))),
    algorithm,
    issuer?.subject ?? subject,
    derSequence(encodeTime(template.notBefore), encodeTime(template.notAfter)),
    subject,
    publicKey,
    der(contextTag(3, { constructed: true }), derSequence(...extensions)),
  );
  return derSequence(contents, algorithm, derBitString(signContents(contents, signingKey, randomBytes)));
}

type SigningKey = Exclude<PrivateKey, { type: "dsa" }>;

function signatureAlgorithm({ type, key }: SigningKey): Buffer {
  switch (type) {
    case "rsa":
      return derSequence(derObjectIdentifier(identifiers.rsaWithSha256), derNull);
    case "ec":
      return derSequence(derObjectIdentifier(ecdsaSignatureAlgorithm(key)));
    case "ed25519":
      return derSequence(derObjectIdentifier(identifiers.ed25519));
  }
}

function signContents(contents: Uint8Array, { type, key }: SigningKey, randomBytes: RandomBytes): Buffer {
  switch (type) {
    case "rsa":
      return sign("sha256", contents, key);
    case "ec":
      return signEcdsa(key, contents, randomBytes);
    case "ed25519":
      return sign(null, contents, key);
  }
}

function encodeName(commonName: string): Buffer {
  if (commonName === "") return derSequence();
  if (!commonName.isWellFormed()) throw new GoError("asn1: string not valid UTF-8");
  const isPrintable = /^[A-Za-z0-9'()+,\-./:=? ]*$/.test(commonName);
  const text = der(isPrintable ? derTag.printableString : derTag.utf8String, Buffer.from(commonName));
  return derSequence(der(derTag.set, derSequence(derObjectIdentifier(identifiers.commonName), text)));
}

function encodeTime(seconds: number): Buffer {
  const { year, month, day, hour, minute, second } = fromSeconds(seconds);
  if (year < 0 || year > 9999) {
    throw new GoError("asn1: structure error: cannot represent time as GeneralizedTime");
  }
  const digits = [month, day, hour, minute, second].map((part) => String(part).padStart(2, "0")).join("");
  const fullYear = String(year).padStart(4, "0");
  if (year < 1950 || year >= 2050) return der(derTag.generalizedTime, Buffer.from(`${fullYear}${digits}Z`));
  return der(derTag.utcTime, Buffer.from(`${fullYear.slice(2)}${digits}Z`));
}

/** `buildCertExtensions`, in Go's order */
function encodeExtensions(
  template: CertificateTemplate,
  publicKey: Uint8Array,
  authorityKeyId: Uint8Array | undefined,
): Buffer[] {
  const { isAuthority } = template;
  // Digital signature and key encipherment, and for an authority the signing of certificates.
  const usage = isAuthority ? derBitString(Buffer.of(0b1010_0100), 2) : derBitString(Buffer.of(0b1010_0000), 5);
  const purposes = [identifiers.serverAuthentication, identifiers.clientAuthentication].map(derObjectIdentifier);
  const extensions = [
    extension(identifiers.keyUsage, usage, { critical: true }),
    extension(identifiers.extendedKeyUsage, derSequence(...purposes)),
    extension(identifiers.basicConstraints, isAuthority ? derSequence(derTrue) : derSequence(), { critical: true }),
  ];
  if (isAuthority) extensions.push(extension(identifiers.subjectKeyId, derOctetString(keyIdOf(publicKey))));
  if (authorityKeyId !== undefined) {
    const keyId = der(contextTag(0, { constructed: false }), authorityKeyId);
    extensions.push(extension(identifiers.authorityKeyId, derSequence(keyId)));
  }
  const names = encodeAlternativeNames(template);
  if (names.length > 0) {
    const critical = template.commonName === "";
    extensions.push(extension(identifiers.alternativeName, derSequence(...names), { critical }));
  }
  return extensions;
}

function extension(identifier: string, value: Uint8Array, { critical = false } = {}): Buffer {
  const flag = critical ? [derTrue] : [];
  return derSequence(derObjectIdentifier(identifier), ...flag, derOctetString(value));
}

/** Method 1 of RFC 5280, section 4.2.1.2: the SHA-1 hash of the key's bits. Helm is built with `x509sha256skid=0`. */
function keyIdOf(publicKey: Uint8Array): Buffer {
  const bits = childrenOf(publicKey)[1]?.contents.subarray(1) ?? Buffer.alloc(0);
  return createHash("sha1").update(bits).digest();
}

function encodeAlternativeNames({ dnsNames, ipAddresses }: CertificateTemplate): Buffer[] {
  const dns = dnsNames.map((name) => {
    if (Buffer.byteLength(name) !== name.length) {
      throw new GoError(`x509: ${quote(name)} cannot be encoded as an IA5String`);
    }
    return der(contextTag(2, { constructed: false }), Buffer.from(name));
  });
  const addresses = ipAddresses.map((address) => der(contextTag(7, { constructed: false }), addressOctets(address)));
  return [...dns, ...addresses];
}

/** The 4 octets of an IPv4 address, also where it is written as an IPv6 one, or the 16 of an IPv6 address. */
function addressOctets(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  // A URL writes an address with hexadecimal digits only, and the longest run of zeros as two colons.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));
  const first = groups(head);
  const last = groups(tail ?? "");
  const zeros = new Array<number>(8 - first.length - last.length).fill(0);
  const octets = Buffer.from([...first, ...zeros, ...last].flatMap((group) => [group >> 8, group & 0xff]));
  const mapped = "00000000000000000000ffff";
  return octets.toString("hex", 0, 12) === mapped ? octets.subarray(12) : octets;
}

/**
 * What of a certificate its holder needs to sign others.
 *
 * @throws GoError where it is no certificate, in Go's words for most such cases
 */
export function readIssuer(encoded: Uint8Array, key: PrivateKey): Issuer {
  const certificate = parseCertificate(encoded);
  if (key.type !== "dsa" && !certificate.checkPrivateKey(key.key)) {
    throw new GoError("error creating certificate: x509: provided PrivateKey doesn't match parent's PublicKey");
  }
  const [contents] = childrenOf(encoded);
  const fields = derElements(contents?.contents ?? new Uint8Array());
  // The version may be left out, the fields after it may not: serial number, algorithm, issuer, validity, subject.
  const start = fields[0]?.tag === contextTag(0, { constructed: true }) ? 1 : 0;
  return { subject: fields[start + 4]?.encoded ?? derSequence(), subjectKeyId: subjectKeyIdOf(fields), key };
}

/** @throws GoError where it is no certificate */
export function parseCertificate(encoded: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(encoded);
  } catch {
    throw new GoError("error parsing certificate: decodedCert.Bytes: x509: malformed certificate");
  }
}

function subjectKeyIdOf(fields: ReturnType<typeof derElements>): Uint8Array | undefined {
  const wrapped = fields.find(({ tag }) => tag === contextTag(3, { constructed: true }));
  const wanted = derObjectIdentifier(identifiers.subjectKeyId);
  for (const { contents } of childrenOf(wrapped?.contents ?? new Uint8Array())) {
    const parts = derElements(contents);
    if (parts[0] === undefined || Buffer.compare(parts[0].encoded, wanted) !== 0) continue;
    return derElements(parts.at(-1)?.contents ?? new Uint8Array())[0]?.contents;
  }
  return undefined;
}

/** The elements within the first element of encoded data. */
function childrenOf(encoded: Uint8Array): ReturnType<typeof derElements> {
  return derElements(derElements(encoded)[0]?.contents ?? new Uint8Array());
}
