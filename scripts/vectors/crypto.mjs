// The cases of certificates and bcrypt: certificates of given numbers, times and keys, which Go must make to the byte as
// we do, and hashes that Go made. They hold new keys and salts each time this runs.
import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { fileURLToPath } from "node:url";
import { writeCases } from "./write.mjs";

const recorder = fileURLToPath(new URL("../../tools/recorder/run", import.meta.url));

function ask(request) {
  const { stdout } = spawnSync(recorder, { input: JSON.stringify(request) });
  return JSON.parse(stdout.toString()).ok;
}

/** @param {"rsa" | "ed25519"} type */
function newKey(type) {
  const { privateKey } = generateKeyPairSync(type, { modulusLength: 2048 });
  return privateKey.export({ format: "pem", type: "pkcs8" });
}

const rsa = newKey("rsa");
const edwards = newKey("ed25519");
const base = {
  op: "crypto.certificate",
  notBefore: 1709985600,
  notAfter: 1741521600,
  commonName: "example.com",
  serial: "1",
  key: edwards,
};
const rsaAuthority = { ...base, commonName: "ca", serial: "ffeeddccbbaa99887766554433221100", isCA: true, key: rsa };
const edwardsAuthority = { ...base, commonName: "ca", serial: "0", isCA: true };
const signedByRsa = { issuer: ask(rsaAuthority), issuerKey: rsa };
const signedByEdwards = { issuer: ask(edwardsAuthority), issuerKey: edwards };

writeCases("crypto/certificates", [
  base,
  { ...base, key: rsa },
  rsaAuthority,
  edwardsAuthority,
  { ...base, commonName: "*.example.com", serial: "7f", dnsNames: ["example.com", "*.example.com"] },
  { ...base, commonName: "é日", serial: "80", ips: ["10.0.0.1", "::1", "fe80::1:2", "::ffff:1.2.3.4", "1::", "::"] },
  { ...base, commonName: "", dnsNames: ["only.example"], ips: ["2001:db8::8:800:200c:417a"] },
  { ...base, commonName: "" },
  { ...base, commonName: "a&b@c_d" },
  { ...base, commonName: "a".repeat(200), dnsNames: Array.from({ length: 40 }, (_, i) => `host-${i}.example`) },
  { ...base, notBefore: 0, notAfter: 2524607999 },
  { ...base, notBefore: -631152001, notAfter: 2524608000 },
  { ...base, notAfter: 253402300800 },
  { ...base, dnsNames: ["é.example"] },
  { ...base, ...signedByRsa },
  { ...base, ...signedByEdwards, key: rsa, dnsNames: ["leaf.example"], ips: ["192.0.2.1"] },
  { ...base, ...signedByEdwards, commonName: "ca" },
  { ...edwardsAuthority, ...signedByRsa, commonName: "intermediate" },
  { ...base, issuer: ask(base), issuerKey: edwards, commonName: "signed by a leaf" },
]);

const passwords = ["", "a", "password", "é日😀", "correct horse battery staple", "x".repeat(72)];
writeCases(
  "crypto/bcrypt",
  passwords.flatMap((password) =>
    [4, 5, 10].map((cost) => ({
      op: "crypto.bcryptCompare",
      password,
      hash: ask({ op: "crypto.bcrypt", password, cost }),
    })),
  ),
);
