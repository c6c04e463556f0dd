import { createPrivateKey, sign, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { type Certificates, startServer } from "./servers.ts";

/** A request that a token server got. */
export interface TokenRequest {
  readonly method: string;
  readonly parameters: Record<string, string>;
  readonly authorization: string | undefined;
}

/** Who may ask for tokens; nobody needs to say who he is where nothing is given. */
export interface TokenSettings {
  readonly password?: string;
  readonly refreshToken?: string;
}

const issuer = "token server of the test";
const service = "registry of the test";

/** A token server as distribution's token authentication has it. */
export async function startTokenServer(certificates: Certificates, { password, refreshToken }: TokenSettings = {}) {
  const requests: TokenRequest[] = [];
  const origin = await startServer(async (message, answer) => {
    const url = new URL(message.url ?? "", "http://localhost");
    const parameters = Object.fromEntries(message.method === "POST" ? await formOf(message) : url.searchParams);
    const { authorization } = message.headers;
    requests.push({ method: message.method ?? "", parameters, authorization });
    const isKnown =
      refreshToken === undefined
        ? password === undefined || authorization === `Basic ${Buffer.from(password).toString("base64")}`
        : parameters["refresh_token"] === refreshToken;
    if (!isKnown) return answer.writeHead(401).end();
    const token = makeToken(certificates, parameters["scope"] ?? "");
    answer.setHeader("content-type", "application/json");
    return answer.end(JSON.stringify(message.method === "POST" ? { access_token: token } : { token }));
  }, certificates);
  const auth = { token: { realm: `${origin}/token`, service, issuer, rootcertbundle: certificates.ca } };
  return { auth, requests };
}

async function formOf(message: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const chunk of message) text += chunk;
  return new URLSearchParams(text);
}

/** A token that the registry takes: a JWT, with the certificate of the key that signs it. */
export function makeToken({ cert, key }: Certificates, scope: string): string {
  const [type, name, actions = ""] = scope.split(":");
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    ...{ iss: issuer, aud: service, sub: "robin", jti: "1", iat: now, nbf: now - 10, exp: now + 300 },
    access: [{ type, name, actions: actions.split(",") }],
  };
  const x5c = [new X509Certificate(readFileSync(cert)).raw.toString("base64")];
  const signed = [{ typ: "JWT", alg: "ES256", x5c }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const privateKey = createPrivateKey(readFileSync(key));
  const signature = sign("sha256", Buffer.from(signed), { key: privateKey, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}
