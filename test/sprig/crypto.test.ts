import { createPrivateKey, createPublicKey, sign, verify, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { bcryptHash } from "../../src/sprig/crypto/bcrypt.ts";
import { createCertificate, readIssuer } from "../../src/sprig/crypto/certificate.ts";
import { signEcdsa } from "../../src/sprig/crypto/ecdsa.ts";
import { parsePrivateKey } from "../../src/sprig/crypto/keys.ts";
import { decodePem, encodePem } from "../../src/sprig/crypto/pem.ts";
import { answerOf, readVectors } from "../support/vectors.ts";
import { noon, render, seededBytes } from "./render.ts";

interface BcryptRequest {
  readonly password: string;
  readonly hash: string;
}

interface CertificateRequest {
  readonly commonName: string;
  readonly serial: string;
  readonly ips?: string[];
  readonly dnsNames?: string[];
  readonly isCA?: boolean;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly key: string;
  readonly issuer?: string;
  readonly issuerKey?: string;
}

const bcryptAlphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function saltOf(hash: string): Buffer {
  const digits = Array.from(hash.slice(7, 29), (digit) => base64Alphabet[bcryptAlphabet.indexOf(digit)]);
  return Buffer.from(digits.join(""), "base64");
}

describe("bcrypt makes of a password and a salt the hash that Go made", () => {
  test.each(
    readVectors<BcryptRequest, boolean>("crypto/bcrypt").map((vector) => [vector.request.hash, vector] as const),
  )("%s", (hash, { request, answer }) => {
    expect(answer).toEqual({ ok: true });
    expect(bcryptHash(Buffer.from(request.password), saltOf(hash), Number(hash.slice(4, 6)))).toBe(hash);
  });
});

function certify(request: CertificateRequest): string {
  const template = {
    commonName: request.commonName,
    ipAddresses: request.ips ?? [],
    dnsNames: request.dnsNames ?? [],
    isAuthority: request.isCA ?? false,
    notBefore: request.notBefore,
    notAfter: request.notAfter,
  };
  const issuerBlock = decodePem(request.issuer ?? "");
  const issuer = issuerBlock && readIssuer(issuerBlock.bytes, parsePrivateKey(request.issuerKey ?? ""));
  const serial = () => Buffer.from(request.serial.padStart(32, "0"), "hex");
  const bytes = createCertificate(template, parsePrivateKey(request.key), issuer, serial);
  return encodePem({ type: "CERTIFICATE", bytes });
}

describe("certificates are to the byte what Go makes of the same number, time and keys", () => {
  const vectors = readVectors<CertificateRequest, string>("crypto/certificates");
  test.each(vectors.map((vector, index) => [`${index} ${vector.request.commonName.slice(0, 20)}`, vector] as const))(
    "%s",
    (_, { request, answer }) => {
      expect(answerOf(() => certify(request))).toEqual(answer);
    },
  );
});

/** What a template prints, part by part. */
function parts(template: string, environment = noon): string[] {
  return render({ templates: { t: template } }, environment).split("|");
}

describe("certificates of templates", () => {
  const [authorityText = "", authorityKey = "", text = "", key = ""] = parts(
    '{{ $ca := genCA "ca" 30 }}{{ $cert := genSignedCert "leaf" (list "10.0.0.1") (list "a.example" "b.example") 10 $ca }}' +
      "{{ $ca.Cert }}|{{ $ca.Key }}|{{ $cert.Cert }}|{{ $cert.Key }}",
  );
  const authority = new X509Certificate(authorityText);
  const certificate = new X509Certificate(text);

  test("are signed by their authority", () => {
    expect(certificate.checkIssued(authority)).toBe(true);
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(authority.verify(authority.publicKey)).toBe(true);
    expect(authority.ca).toBe(true);
    expect(certificate.ca).toBe(false);
  });

  test("belong to their keys", () => {
    expect(authority.checkPrivateKey(createPrivateKey(authorityKey))).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(createPrivateKey(key).asymmetricKeyDetails?.modulusLength).toBe(2048);
  });

  test("name what they are for, and from when to when", () => {
    expect(certificate.subject).toBe("CN=leaf");
    expect(certificate.subjectAltName).toBe("DNS:a.example, DNS:b.example, IP Address:10.0.0.1");
    expect(new Date(certificate.validFrom)).toEqual(noon.now());
    expect(new Date(certificate.validTo)).toEqual(new Date("2024-03-19T12:00:00Z"));
  });

  test("come out again from the same random bytes, and others from others", () => {
    const template = '{{ genSelfSignedCert "a" nil nil 1 | toString }}';
    const from = (seed: number) => parts(template, { ...noon, randomBytes: seededBytes(seed) });
    expect(from(7)).toEqual(from(7));
    expect(from(7)).not.toEqual(from(8));
  });

  test.each(["rsa", "ecdsa", "ed25519"])("can be made with a given key: %s", (type) => {
    const [given = "", first = "", second = "", kept = ""] = parts(
      `{{ $key := genPrivateKey "${type}" }}{{ $ca := genCAWithKey "ca" 1 $key }}` +
        '{{ $cert := genSignedCertWithKey "leaf" nil nil 1 $ca $key }}{{ $key }}|{{ $ca.Cert }}|{{ $cert.Cert }}|{{ $cert.Key }}',
    );
    const issuer = new X509Certificate(first);
    expect(issuer.verify(issuer.publicKey)).toBe(true);
    expect(new X509Certificate(second).verify(issuer.publicKey)).toBe(true);
    expect(kept).toBe(given);
  });

  test("need a key that fits", () => {
    const template =
      '{{ $a := genCAWithKey "a" 1 (genPrivateKey "ecdsa") }}{{ $b := genPrivateKey "ecdsa" }}' +
      '{{ genSignedCert "leaf" nil nil 1 (buildCustomCert (b64enc $a.Cert) (b64enc $b)) }}';
    expect(() => parts(template)).toThrow("x509: provided PrivateKey doesn't match parent's PublicKey");
    expect(() => parts('{{ genCAWithKey "a" 1 (genPrivateKey "dsa") }}')).toThrow(
      "error creating certificate: x509: certificate private key does not implement crypto.Signer",
    );
  });
});

describe("private keys", () => {
  test.each([
    ["", "rsa", "RSA PRIVATE KEY"],
    ["ecdsa", "ec", "EC PRIVATE KEY"],
    ["ed25519", "ed25519", "PRIVATE KEY"],
  ])("%s", (type, keyType, label) => {
    const [text = ""] = parts(`{{ genPrivateKey "${type}" }}`);
    const key = createPrivateKey(text);
    expect(key.asymmetricKeyType).toBe(keyType);
    expect(decodePem(text)?.type).toBe(label);
    const algorithm = keyType === "ed25519" ? null : "sha256";
    const message = Buffer.from("message");
    expect(verify(algorithm, message, createPublicKey(key), sign(algorithm, message, key))).toBe(true);
  });

  test("dsa", () => {
    const [text = ""] = parts('{{ genPrivateKey "dsa" }}');
    expect(text).toMatch(/^-----BEGIN DSA PRIVATE KEY-----\n/);
    const key = createPrivateKey(text);
    expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048, divisorLength: 256 });
    const message = Buffer.from("message");
    expect(verify("sha256", message, createPublicKey(key), sign("sha256", message, key))).toBe(true);
  });

  test("a signature on a curve is one that OpenSSL accepts", () => {
    const [text = ""] = parts('{{ genPrivateKey "ecdsa" }}');
    const key = createPrivateKey(text);
    const message = Buffer.from("message");
    expect(verify("sha256", message, createPublicKey(key), signEcdsa(key, message, seededBytes(3)))).toBe(true);
  });
});

test("htpasswd and bcrypt take their salt from the environment", () => {
  const hash = bcryptHash(Buffer.from("secret"), seededBytes(5)(16), 10);
  expect(parts('{{ htpasswd "user" "secret" }}', { ...noon, randomBytes: seededBytes(5) })).toEqual([`user:${hash}`]);
});
