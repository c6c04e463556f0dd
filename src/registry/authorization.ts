import { UserError } from "../errors.ts";
import { type Challenge, parseChallenges } from "./challenge.ts";
import type { Credentials } from "./credentials.ts";
import { type HttpClient, type HttpResponse, isThisMachine } from "./http-client.ts";
import type { RepositoryName } from "./repository-name.ts";

/** What it takes to answer a challenge. */
export interface AuthorizationContext {
  readonly repository: RepositoryName;
  readonly http: HttpClient;
  /** The user's credentials for the registry, looked up when they are asked for. */
  findCredentials(): Promise<Credentials | undefined>;
}

const mostTokenBytes = 1024 * 1024;

/**
 * Answers what a registry wants to know, and returns the `Authorization` header to ask again with: that of a token which
 * allows to pull this one repository (`Bearer`, distribution's token authentication), or name and password (`Basic`).
 *
 * @param response - with status 401
 * @throws UserError `registry-denied` where there is nothing to answer with or it is refused, and what the client throws
 */
export async function authorize(response: HttpResponse, context: AuthorizationContext): Promise<string> {
  const challenges = parseChallenges(response.header("www-authenticate") ?? "");
  const bearer = challenges.find(({ scheme }) => scheme === "bearer");
  if (bearer) return `Bearer ${await fetchToken(bearer, context)}`;
  if (challenges.some(({ scheme }) => scheme === "basic")) return basicAuthorization(context);
  throw new UserError("registry-answer", `${hostOf(context)} refuses without saying how to log in`, {
    remedy: "check that this is a registry",
  });
}

async function basicAuthorization(context: AuthorizationContext): Promise<string> {
  const credentials = await context.findCredentials();
  if (credentials?.kind !== "password") {
    throw new UserError("registry-denied", `${hostOf(context)} wants a name and a password`, {
      remedy: `run \`docker login ${hostOf(context)}\``,
    });
  }
  return basic(credentials, new URL(context.repository.origin));
}

async function fetchToken({ parameters }: Challenge, context: AuthorizationContext): Promise<string> {
  const realm = realmOf(parameters.get("realm"), context);
  const service = parameters.get("service");
  // No more than this, whatever the registry would like.
  const scope = `repository:${context.repository.path}:pull`;
  const query = new URLSearchParams({ ...(service !== undefined && { service }), scope });
  const credentials = await context.findCredentials();
  if (credentials?.kind === "bearer") return credentials.token;

  const response = await askForToken(realm, query, credentials, context.http);
  if (response.status === 401 || response.status === 403) {
    throw denied(context.repository, `${realm.host} gives no token to pull ${context.repository.text}`);
  }
  const token = response.status === 200 ? tokenOf(response.body) : undefined;
  if (token !== undefined) return token;
  const kind = response.status >= 500 ? "registry-unreachable" : "registry-answer";
  throw new UserError(kind, `${realm.host} answers ${response.status} and no token`, {
    remedy: "try again later, or ask those who run it",
  });
}

function askForToken(
  realm: URL,
  query: URLSearchParams,
  credentials: Exclude<Credentials, { kind: "bearer" }> | undefined,
  http: HttpClient,
): Promise<HttpResponse> {
  if (credentials?.kind === "identity") {
    checkSecrecy(realm);
    query.set("grant_type", "refresh_token");
    query.set("client_id", "bump-envoy");
    query.set("refresh_token", credentials.token);
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return http.send({ method: "POST", url: realm, headers, body: query.toString(), mostBytes: mostTokenBytes });
  }
  const url = new URL(realm);
  for (const [name, value] of query) url.searchParams.set(name, value);
  const headers = credentials === undefined ? {} : { authorization: basic(credentials, realm) };
  return http.send({ method: "GET", url, headers, mostBytes: mostTokenBytes });
}

/** Where tokens come from; from HTTPS only where the registry has it. */
function realmOf(realm: string | undefined, context: AuthorizationContext): URL {
  const url = realm !== undefined && URL.canParse(realm) ? new URL(realm) : undefined;
  const protocols = ["https:", new URL(context.repository.origin).protocol];
  if (url !== undefined && protocols.includes(url.protocol)) return url;
  throw new UserError("registry-answer", `${hostOf(context)} names no safe place to get a token from`, {
    remedy: "ask those who run it",
  });
}

function basic({ username, password }: { username: string; password: string }, url: URL): string {
  checkSecrecy(url);
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** Nobody in between may see credentials. */
function checkSecrecy(url: URL): void {
  if (url.protocol === "https:" || isThisMachine(url.hostname)) return;
  throw new UserError("registry-denied", `credentials are not sent to ${url.host} without TLS`, {
    remedy: `reach it by https://, or without credentials`,
  });
}

function tokenOf(body: Buffer): string | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
  if (typeof answer !== "object" || answer === null) return undefined;
  const { token, access_token: accessToken } = answer as { token?: unknown; access_token?: unknown };
  const found = token ?? accessToken;
  return typeof found === "string" && /^[\x21-\x7e]+$/.test(found) ? found : undefined;
}

/** The error that somebody may not see what was asked for. */
export function denied({ credentialsKey, text }: RepositoryName, message: string): UserError {
  return new UserError("registry-denied", message, {
    remedy: `check that the name ${text} is right, and log in with \`docker login ${credentialsKey}\``,
  });
}

function hostOf({ repository }: AuthorizationContext): string {
  return new URL(repository.origin).host;
}
