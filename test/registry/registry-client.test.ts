import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Credentials, findCredentials } from "../../src/registry/credentials.ts";
import { HttpClient } from "../../src/registry/http-client.ts";
import { RegistryClient } from "../../src/registry/registry-client.ts";
import { nameRepository } from "../../src/registry/repository-name.ts";
import { errorOf, makeTree, temporaryFolder } from "../helpers.ts";
import {
  type Certificates,
  describeWithRegistry,
  htpasswd,
  makeCertificates,
  manifestType,
  pushImage,
  startRegistry,
  startServer,
} from "./servers.ts";
import { makeToken, startTokenServer } from "./tokens.ts";

const basic = `Basic ${Buffer.from("robin:secret").toString("base64")}`;

interface ClientSettings {
  readonly path?: string;
  readonly ca?: string;
  readonly credentials?: Credentials;
}

/** Asks one question with a client of its own. */
async function ask<T>(
  origin: string,
  { path = "envoy", ca, credentials }: ClientSettings,
  question: (client: RegistryClient) => Promise<T>,
): Promise<T> {
  const http = new HttpClient({ ca: ca && readFileSync(ca, "utf8"), timeout: 20 });
  const repository = nameRepository({ registry: undefined, path }, origin);
  try {
    return await question(new RegistryClient(repository, http, async () => credentials));
  } finally {
    await http.close();
  }
}

describeWithRegistry("the real registry", () => {
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = await makeCertificates();
  });

  test("knows the manifest of a tag, and which tags there are", async () => {
    const origin = await startRegistry();
    const tags = ["1.9.0-1", "1.15.0-1", "latest"];
    const digests = await pushImage(origin, "team/envoy", tags);
    for (const [i, tag] of tags.entries()) {
      const manifest = await ask(origin, { path: "team/envoy" }, (client) => client.manifest(tag));
      expect(manifest).toEqual({ digest: digests[i], mediaType: manifestType });
    }
    expect(await ask(origin, { path: "team/envoy" }, (client) => client.manifest("1.16.0-1"))).toBeUndefined();
    expect((await ask(origin, { path: "team/envoy" }, (client) => client.tags()))?.sort()).toEqual([...tags].sort());
  });

  test("does not know another repository", async () => {
    const origin = await startRegistry();
    expect(await ask(origin, {}, (client) => client.manifest("1.15.0-1"))).toBeUndefined();
    expect(await ask(origin, {}, (client) => client.tags())).toBeUndefined();
  });

  test("over TLS, with a certificate of its own authority", async () => {
    const { ca } = certificates;
    const origin = await startRegistry({ tls: certificates });
    await pushImage(origin, "envoy", ["1.15.0-1"], { ca });
    expect(await ask(origin, { ca }, (client) => client.tags())).toEqual(["1.15.0-1"]);
    expect(await errorOf(() => ask(origin, {}, (client) => client.tags()))).toMatchObject({
      code: "registry-unreachable",
      remedy: "name the certificate of who vouches for it with --registry-ca FILE (or NODE_EXTRA_CA_CERTS)",
    });
    expect(
      await errorOf(() => ask(origin.replace("localhost", "127.0.0.1"), { ca }, (client) => client.tags())),
    ).toMatchObject({ code: "registry-unreachable", message: expect.stringContaining("127.0.0.1") });
  });

  test("HTTP where TLS is spoken, and the other way round", async () => {
    const plain = await startRegistry();
    expect(await errorOf(() => ask(plain.replace("http:", "https:"), {}, (client) => client.tags()))).toMatchObject({
      code: "registry-unreachable",
      remedy: "if it speaks HTTP without TLS, say so: --registry http://HOST",
    });
    const secure = await startRegistry({ tls: certificates });
    expect(await errorOf(() => ask(secure.replace("https:", "http:"), {}, (client) => client.tags()))).toMatchObject({
      code: "registry-answer",
      message: expect.stringContaining("cannot be trusted: it answers 400"),
    });
  });

  test("a redirect from HTTPS to HTTP is not followed", async () => {
    const plain = await startServer((_, answer) => answer.end("{}"));
    const origin = await startServer((_, answer) => answer.writeHead(307, { location: plain }).end(), certificates);
    expect(await errorOf(() => ask(origin, { ca: certificates.ca }, (client) => client.tags()))).toMatchObject({
      code: "registry-answer",
      message: expect.stringContaining(`sends on to "${plain}", which is not safe`),
    });
  });

  describe("with names and passwords", () => {
    let origin: string;
    beforeAll(async () => {
      const file = join(makeTree({ htpasswd }), "htpasswd");
      origin = await startRegistry({ auth: { htpasswd: { realm: "test", path: file } } });
      await pushImage(origin, "envoy", ["1.15.0-1"], { authorization: basic });
    });

    test("the right ones", async () => {
      const credentials = { kind: "password", username: "robin", password: "secret" } as const;
      expect(await ask(origin, { credentials }, (client) => client.tags())).toEqual(["1.15.0-1"]);
      expect(await ask(origin, { credentials }, (client) => client.manifest("1.15.0-1"))).toBeDefined();
    });

    test.each<[string, Credentials | undefined, string]>([
      ["none", undefined, "wants a name and a password"],
      ["wrong ones", { kind: "password", username: "robin", password: "no" }, "does not show .* \\(401\\)"],
      ["a token", { kind: "identity", token: "x" }, "wants a name and a password"],
    ])("%s", async (_, credentials, message) => {
      expect(
        await errorOf(() => ask(origin, credentials ? { credentials } : {}, (client) => client.tags())),
      ).toMatchObject({
        code: "registry-denied",
        message: expect.stringMatching(message),
        remedy: expect.stringContaining("docker login localhost:"),
      });
    });
  });

  describe("with tokens", () => {
    const pull = "repository:envoy:pull";
    const service = "registry of the test";
    const withToken = async (settings: Parameters<typeof startTokenServer>[1]) => {
      const { auth, requests } = await startTokenServer(certificates, settings);
      const origin = await startRegistry({ tls: certificates, auth });
      const authorization = `Bearer ${makeToken(certificates, "repository:envoy:pull,push")}`;
      await pushImage(origin, "envoy", ["1.15.0-1"], { ca: certificates.ca, authorization });
      return { origin, requests };
    };

    test("for anybody; it asks for one once, and for no more than it needs", async () => {
      const { origin, requests } = await withToken({});
      const answer = await ask(origin, { ca: certificates.ca }, async (client) => [
        await client.tags(),
        (await client.manifest("1.15.0-1"))?.mediaType,
        await client.manifest("1.16.0-1"),
      ]);
      expect(answer).toEqual([["1.15.0-1"], manifestType, undefined]);
      expect(requests).toEqual([{ method: "GET", parameters: { service, scope: pull }, authorization: undefined }]);
    });

    test("for those who have a password", async () => {
      const { origin, requests } = await withToken({ password: "robin:secret" });
      const credentials = { kind: "password", username: "robin", password: "secret" } as const;
      expect(await ask(origin, { ca: certificates.ca, credentials }, (client) => client.tags())).toEqual(["1.15.0-1"]);
      expect(requests).toEqual([{ method: "GET", parameters: { service, scope: pull }, authorization: basic }]);
      expect(await errorOf(() => ask(origin, { ca: certificates.ca }, (client) => client.tags()))).toMatchObject({
        code: "registry-denied",
        message: expect.stringContaining("gives no token to pull localhost:"),
      });
    });

    test("for those who have a token already", async () => {
      const { origin, requests } = await withToken({ refreshToken: "again" });
      const credentials = { kind: "identity", token: "again" } as const;
      expect(await ask(origin, { ca: certificates.ca, credentials }, (client) => client.tags())).toEqual(["1.15.0-1"]);
      const parameters = {
        service,
        scope: pull,
        grant_type: "refresh_token",
        client_id: "bump-envoy",
        refresh_token: "again",
      };
      expect(requests).toEqual([{ method: "POST", parameters, authorization: undefined }]);

      const bearer = { kind: "bearer", token: makeToken(certificates, pull) } as const;
      expect(await ask(origin, { ca: certificates.ca, credentials: bearer }, (client) => client.tags())).toEqual([
        "1.15.0-1",
      ]);
    });

    test("one that does not hold is said so", async () => {
      const { origin } = await withToken({});
      const credentials = { kind: "bearer", token: makeToken(certificates, "repository:other:pull") } as const;
      expect(
        await errorOf(() => ask(origin, { ca: certificates.ca, credentials }, (client) => client.tags())),
      ).toMatchObject({
        code: "registry-denied",
      });
    });
  });
});

describe("a list of tags in pages", () => {
  test("is followed to its end", async () => {
    const asked: string[] = [];
    const origin = await startServer(({ url = "" }, answer) => {
      asked.push(url);
      const last = new URL(url, "http://localhost").searchParams.get("last");
      const pages: Record<string, [string[], string?]> = {
        null: [["c", "a"], '</v2/envoy/tags/list?n=2&last=a>; rel="next"'],
        a: [["a", "b"], "<?last=b>; rel=next"],
        b: [[]],
      };
      const [tags, link] = pages[String(last)] ?? [[]];
      answer.writeHead(200, { "content-type": "application/json; charset=utf-8", ...(link && { link }) });
      answer.end(JSON.stringify({ name: "envoy", tags }));
    });
    expect(await ask(origin, {}, (client) => client.tags())).toEqual(["c", "a", "b"]);
    expect(asked).toEqual([
      "/v2/envoy/tags/list?n=1000",
      "/v2/envoy/tags/list?n=2&last=a",
      "/v2/envoy/tags/list?last=b",
    ]);
  });

  test("may be empty", async () => {
    const origin = await startServer((_, answer) => {
      answer.writeHead(200, { "content-type": "application/json" }).end('{"name":"envoy","tags":null}');
    });
    expect(await ask(origin, {}, (client) => client.tags())).toEqual([]);
  });
});

describe("credentials", () => {
  test("do not follow a redirect to another server", async () => {
    const seen: (string | undefined)[] = [];
    const other = await startServer(({ headers }, answer) => {
      seen.push(headers.authorization);
      answer.writeHead(200, { "content-type": "application/json" }).end('{"tags":["1.15.0-1"]}');
    });
    const origin = await startServer(({ headers, url }, answer) => {
      const challenges = ["Negotiate", 'Basic realm="x"'];
      if (headers.authorization === undefined) answer.writeHead(401, { "www-authenticate": challenges }).end();
      else answer.writeHead(307, { location: `${other}${url}` }).end();
    });
    const credentials = { kind: "password", username: "robin", password: "secret" } as const;
    expect(await ask(origin, { credentials }, (client) => client.tags())).toEqual(["1.15.0-1"]);
    expect(seen).toEqual([undefined]);
  });

  const auth = Buffer.from("robin:se:cret").toString("base64");
  const password = { kind: "password", username: "robin", password: "se:cret" };
  const helper = (answer: string) =>
    `#!/bin/sh\n[ "$1" = get ] && [ "$(cat)" = reg.example:5000 ] || exit 3\n${answer}\n`;
  test.each<[string, object, string, unknown]>([
    ["none", {}, "", undefined],
    ["those of another registry", { auths: { "other.example": { auth } } }, "", undefined],
    ["an entry without any, as a helper leaves it", { auths: { "reg.example:5000": {} } }, "", undefined],
    ["by host", { auths: { "reg.example:5000": { auth } } }, "", password],
    ["by an address", { auths: { "https://reg.example:5000/v1/": { auth } } }, "", password],
    ["in plain", { auths: { "reg.example:5000": { username: "robin", password: "se:cret" } } }, "", password],
    [
      "an identity token",
      { auths: { "reg.example:5000": { auth, identitytoken: "t" } } },
      "",
      { kind: "identity", token: "t" },
    ],
    ["a registry token", { auths: { "reg.example:5000": { registrytoken: "t" } } }, "", { kind: "bearer", token: "t" }],
    [
      "a helper for all",
      { credsStore: "test", auths: { "reg.example:5000": {} } },
      `echo '{"ServerURL":"x","Username":"robin","Secret":"se:cret"}'`,
      password,
    ],
    [
      "a helper for one, with a token",
      { credsStore: "none", credHelpers: { "reg.example:5000": "test" } },
      `echo '{"Username":"<token>","Secret":"t"}'`,
      { kind: "identity", token: "t" },
    ],
    [
      "a helper that has none",
      { credsStore: "test" },
      "echo 'credentials not found in native keychain'; exit 1",
      undefined,
    ],
  ])("%s", async (_, config, script, expected) => {
    expect(await find(config, script)).toEqual(expected);
  });

  test.each<[string, object | string, string, string]>([
    ["no JSON", "{", "", "it is no JSON"],
    ["something else", { auths: { x: "y" } }, "", "auths.x: "],
    ["no password", { auths: { "reg.example:5000": { auth: "cm9iaW4=" } } }, "", "an `auth` is not NAME:PASSWORD"],
    ["a helper that is not there", { credsStore: "none" }, "", "docker-credential-none"],
    ["a helper that fails", { credsStore: "test" }, "exit 1", "docker-credential-test"],
    ["a helper that says something else", { credsStore: "test" }, "echo hello", "does not answer as helpers do"],
    ["a helper with a path", { credsStore: "../x" }, "", '"../x" is no name of a helper'],
  ])("%s: a clear message", async (_, config, script, message) => {
    expect(await errorOf(() => find(config, script))).toMatchObject({
      code: "credentials-unreadable",
      message: expect.stringContaining(message),
      place: { file: expect.stringMatching(/config\.json$/) },
    });
  });

  async function find(config: object | string, script: string): Promise<Credentials | undefined> {
    const text = typeof config === "string" ? config : JSON.stringify(config);
    const folder = makeTree({ "config.json": text, "bin/docker-credential-test": helper(script) });
    chmodSync(join(folder, "bin/docker-credential-test"), 0o755);
    const path = process.env["PATH"];
    process.env["PATH"] = `${join(folder, "bin")}:${path}`;
    try {
      const environment = { DOCKER_CONFIG: folder };
      return await findCredentials("reg.example:5000", { environment, home: "/none", timeout: 10 });
    } finally {
      process.env["PATH"] = path;
    }
  }

  test("in the home folder, or none", async () => {
    const home = makeTree({ ".docker/config.json": JSON.stringify({ auths: { "reg.example": { auth } } }) });
    expect(await findCredentials("reg.example", { environment: {}, home, timeout: 1 })).toEqual(password);
    expect(
      await findCredentials("reg.example", { environment: {}, home: temporaryFolder(), timeout: 1 }),
    ).toBeUndefined();
  });
});
