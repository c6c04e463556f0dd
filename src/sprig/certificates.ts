import { isIP } from "node:net";
import { sprint } from "../govalue/fmt.ts";
import { GoError, type GoFunction } from "../govalue/function.ts";
import { bytesToText } from "../govalue/text.ts";
import { type GoList, GoObject, type GoType, type GoValue } from "../govalue/value.ts";
import {
  type CertificateTemplate,
  createCertificate,
  type Issuer,
  parseCertificate,
  readIssuer,
} from "./crypto/certificate.ts";
import { encodePrivateKey, generateCertificateKey, type PrivateKey, parsePrivateKey } from "./crypto/keys.ts";
import { decodePem, encodePem } from "./crypto/pem.ts";
import { decodeBase64 } from "./encoding.ts";
import type { SprigEnvironment } from "./environment.ts";
import { orElse } from "./errors.ts";
import { nanosecondsPerSecond } from "./time/duration.ts";

/** sprig's certificate: a certificate and its key, both as PEM. */
class Certificate extends GoObject {
  readonly goType: GoType = certificateType;
  readonly certificate: string;
  readonly key: string;

  constructor(certificate: string, key: string) {
    super();
    this.certificate = certificate;
    this.key = key;
  }

  override field(name: string): GoValue | undefined {
    return this.fields().find(([one]) => one === name)?.[1];
  }

  override fields(): [string, GoValue][] {
    return [
      ["Cert", this.certificate],
      ["Key", this.key],
    ];
  }
}

const certificateType: GoType = { name: "sprig.certificate", kind: "struct" };

const result = "(sprig.certificate, error)";
const subjectParameters = "string, []interface {}, []interface {}, int";

const nanosecondsPerDay = 24n * 3600n * nanosecondsPerSecond;

/** The certificates of sprig's crypto.go. */
export function certificateFunctions({ now, randomBytes }: SprigEnvironment): Record<string, GoFunction> {
  function validity(days: bigint): Pick<CertificateTemplate, "notBefore" | "notAfter"> {
    const notBefore = BigInt(now().getTime()) * 1_000_000n;
    const duration = BigInt.asIntN(64, nanosecondsPerDay * days);
    return { notBefore: wholeSeconds(notBefore), notAfter: wholeSeconds(notBefore + duration) };
  }

  function authority(name: string, days: bigint, key: PrivateKey): Certificate {
    const template = { commonName: name, ipAddresses: [], dnsNames: [], isAuthority: true, ...validity(days) };
    return issue(template, key, undefined);
  }

  function leaf(
    name: string,
    addresses: GoList | null,
    dnsNames: GoList | null,
    days: bigint,
    key: PrivateKey,
    issuer?: Issuer,
  ): Certificate {
    const template = {
      commonName: name,
      ipAddresses: (addresses ?? []).map(ipAddress),
      dnsNames: (dnsNames ?? []).map(dnsName),
      isAuthority: false,
      ...validity(days),
    };
    return issue(template, key, issuer);
  }

  function issue(template: CertificateTemplate, key: PrivateKey, issuer: Issuer | undefined): Certificate {
    const encoded = describing("error creating certificate", () =>
      createCertificate(template, key, issuer, randomBytes),
    );
    return new Certificate(encodePem({ type: "CERTIFICATE", bytes: encoded }), encodePrivateKey(key));
  }

  const newKey = () => generateCertificateKey(randomBytes);

  return {
    genCA: {
      signature: `func(string, int) ${result}`,
      call: (name: string, days: bigint) => authority(name, days, newKey()),
    },
    genCAWithKey: {
      signature: `func(string, int, string) ${result}`,
      call: (name: string, days: bigint, key: string) => authority(name, days, givenKey(key)),
    },
    genSelfSignedCert: {
      signature: `func(${subjectParameters}) ${result}`,
      call: (name: string, ips: GoList | null, dns: GoList | null, days: bigint) =>
        leaf(name, ips, dns, days, newKey()),
    },
    genSelfSignedCertWithKey: {
      signature: `func(${subjectParameters}, string) ${result}`,
      call: (name: string, ips: GoList | null, dns: GoList | null, days: bigint, key: string) =>
        leaf(name, ips, dns, days, givenKey(key)),
    },
    genSignedCert: {
      signature: `func(${subjectParameters}, sprig.certificate) ${result}`,
      call: (name: string, ips: GoList | null, dns: GoList | null, days: bigint, ca: Certificate) =>
        leaf(name, ips, dns, days, newKey(), issuerOf(ca)),
    },
    genSignedCertWithKey: {
      signature: `func(${subjectParameters}, sprig.certificate, string) ${result}`,
      call: (name: string, ips: GoList | null, dns: GoList | null, days: bigint, ca: Certificate, key: string) =>
        leaf(name, ips, dns, days, givenKey(key), issuerOf(ca)),
    },
    buildCustomCert: { signature: `func(string, string) ${result}`, call: buildCustomCertificate },
  };
}

function wholeSeconds(nanoseconds: bigint): number {
  return Math.floor(Number(nanoseconds / 1_000_000n) / 1000);
}

function givenKey(text: string): PrivateKey {
  return describing("parsing private key", () => parsePrivateKey(text));
}

function issuerOf(authority: Certificate): Issuer {
  const block = decodePem(authority.certificate);
  if (block === undefined) throw new GoError("unable to decode certificate");
  parseCertificate(block.bytes);
  return readIssuer(
    block.bytes,
    describing("error parsing private key", () => parsePrivateKey(authority.key)),
  );
}

function buildCustomCertificate(encodedCertificate: string, encodedKey: string): Certificate {
  const certificate = decodeOr("unable to decode base64 certificate", encodedCertificate);
  const key = decodeOr("unable to decode base64 private key", encodedKey);
  const block = decodePem(certificate);
  if (block === undefined) throw new GoError("unable to decode certificate");
  parseCertificate(block.bytes);
  describing("error parsing private key", () => parsePrivateKey(key));
  return new Certificate(certificate, key);
}

function decodeOr(message: string, text: string): string {
  return orElse(
    () => bytesToText(decodeBase64(text)),
    () => {
      throw new GoError(message);
    },
  );
}

function describing<Value>(failed: string, run: () => Value): Value {
  return orElse(run, (error) => {
    throw new GoError(`${failed}: ${error.message}`);
  });
}

function ipAddress(value: GoValue): string {
  if (typeof value !== "string") throw new GoError(`error parsing ip: ${sprint([value])} is not a string`);
  if (isIP(value) === 0 || value.includes("%")) throw new GoError(`error parsing ip: ${value}`);
  return value;
}

function dnsName(value: GoValue): string {
  if (typeof value === "string") return value;
  throw new GoError(`error processing alternate dns name: ${sprint([value])} is not a string`);
}
