import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, request } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeTree, temporaryFolder } from "../helpers.ts";
import {
  type Certificates,
  describeWithRegistry,
  digestOf,
  htpasswd,
  listen,
  makeCertificates,
  manifestText,
  manifestType,
  pushImage,
  startRegistry,
  startServer,
} from "../registry/servers.ts";
import { changedFiles, cli, copyFixture, snapshot } from "./run.ts";

/** Runs bump-envoy without proxies or credentials, but for what is given. */
async function run(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [cli, ...args], {
    cwd,
    reject: false,
    stripFinalNewline: false,
    extendEnv: false,
    env: {
      ...{ PATH: process.env["PATH"], HOME: temporaryFolder(), NODE_DISABLE_COMPILE_CACHE: "1", NO_COLOR: "1" },
      ...env,
    },
  });
  // Ports differ from run to run.
  return { exitCode, stdout, stderr: stderr.replace(/localhost:\d+/g, "localhost:PORT") };
}

let folder: string;
beforeAll(async () => {
  folder = await copyFixture("repository-2020");
});

describeWithRegistry("with a registry", () => {
  let registry: string[];
  let digests: string[];
  beforeAll(async () => {
    const origin = await startRegistry();
    registry = ["--registry", origin];
    digests = await pushImage(origin, "envoy", [
      "1.15.0-1",
      "1.14.2-1",
      "1.9.0-1",
      "1.15.0-1-20210103",
      "latest",
      "dev",
    ]);
    await pushImage(origin, "envoy-future", ["1.15.0-1"]);
    await pushImage(origin, "words-only", ["latest"]);
  });
  afterEach(async () => {
    await execa("git", ["checkout", "--quiet", "."], { cwd: folder });
    await execa("git", ["clean", "-qfd"], { cwd: folder });
  });

  test("a rollout to the newest, and to what is not published", async () => {
    const rollout = await run(folder, ["rollout", "latest", "--next", ...registry]);
    expect(rollout.exitCode).toBe(0);
    expect(rollout.stdout).toBe(
      "helmfile.d/services/codfw/parrot/values.yaml  1.13.1-2 → 1.15.0-1-20210103  production\n",
    );
    expect(rollout.stderr).toContain(`localhost:PORT/envoy:1.15.0-1-20210103 is published: ${digests[3]}\n`);
    expect(rollout.stderr).toContain("next: bump-envoy rollout 1.15.0-1-20210103 --next ");
    const refused = await run(folder, ["rollout", "1.16.0-1", "--verify-image", ...registry]);
    expect({ exitCode: refused.exitCode, stdout: refused.stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(refused.stderr).toContain("localhost:PORT/envoy:1.16.0-1 is not published");
  });

  test("a version that is published", async () => {
    const { exitCode, stdout, stderr } = await run(folder, ["1.15.0-1", "--verify-image", ...registry]);
    expect({ exitCode, lines: stdout.split("\n").length - 1 }).toEqual({ exitCode: 0, lines: 4 });
    expect(stderr).toContain(`localhost:PORT/envoy:1.15.0-1 is published: ${digests[0]}\n`);
    expect(stderr).toContain("4 files changed, 5 releases bumped to 1.15.0-1,");
    expect(await changedFiles(folder)).toHaveLength(4);
  });

  test.each([
    ["by the option", ["--verify-image"], ""],
    ["by the configuration", [], "verifyImage: true\n"],
    ["in a dry run", ["--verify-image", "--dry-run"], ""],
    ["in a check", ["--verify-image", "--check"], ""],
    ["as JSON", ["--verify-image", "--format", "json"], ""],
  ])("one that is not is refused, %s: the newest are named, nothing changes", async (_, args, config) => {
    writeFileSync(join(folder, ".bump-envoy.yaml"), config);
    const before = snapshot(folder);
    expect(await run(folder, ["1.16.0-1", ...args, ...registry])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        "error: localhost:PORT/envoy:1.16.0-1 is not published\n" +
        "  the newest tags are 1.15.0-1-20210103, 1.15.0-1, 1.14.2-1, 1.9.0-1, dev; `bump-envoy tags` lists all\n",
    });
    expect(snapshot(folder)).toEqual(before);
  });

  test("--no-verify-image goes before the configuration", async () => {
    writeFileSync(join(folder, ".bump-envoy.yaml"), "verifyImage: true\nregistry: registry.invalid\n");
    const { exitCode, stderr } = await run(folder, ["1.16.0-1", "--no-verify-image"]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("5 releases bumped to 1.16.0-1,");
  });

  test("of another image that is to run, that one is asked for", async () => {
    const args = ["--image-name", "envoy-future", "--verify-image", ...registry];
    const { stderr } = await run(folder, ["1.15.0-1", "--dry-run", ...args]);
    expect(stderr).toContain("localhost:PORT/envoy-future:1.15.0-1 is published");
    expect(await run(folder, ["1.14.2-1", ...args])).toMatchObject({ exitCode: 2, stdout: "" });
  });

  test("where no release runs the image, nobody is asked", async () => {
    const args = ["1.15.0-1", "--image", "other", "--verify-image", "--registry", "registry.invalid"];
    expect(await run(folder, args)).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "no release runs an image named other\n",
    });
  });

  test("latest stands for the newest version", async () => {
    const { exitCode, stderr } = await run(folder, ["bump", "latest", ...registry]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`localhost:PORT/envoy:1.15.0-1-20210103 is published: ${digests[3]}\n`);
    expect(stderr).toContain("5 releases bumped to 1.15.0-1-20210103,");
  });

  test("latest as JSON says which it is", async () => {
    const { stdout, stderr } = await run(folder, ["bump", "latest", "--dry-run", "-f", "json", ...registry]);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({ version: "1.15.0-1-20210103", summary: { files: 4, bumped: 5 } });
  });

  test("latest where no tag is a version", async () => {
    const before = snapshot(folder);
    expect(await run(folder, ["bump", "latest", "--image-name", "words-only", ...registry])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        "error: localhost:PORT/words-only has no tag that is a version\n" +
        "  name the version; `bump-envoy tags` lists what there is\n",
    });
    expect(snapshot(folder)).toEqual(before);
  });

  test("tags, the newest first", async () => {
    expect(await run(folder, ["tags", ...registry])).toEqual({
      exitCode: 0,
      stdout: "1.15.0-1-20210103\n1.15.0-1\n1.14.2-1\n1.9.0-1\ndev\nlatest\n",
      stderr: "localhost:PORT/envoy has 6 tags\n",
    });
    const { stdout } = await run(folder, ["tags", "envoy-future", "-f", "json", ...registry]);
    expect(JSON.parse(stdout)).toEqual({
      image: expect.stringMatching(/^localhost:\d+\/envoy-future$/),
      tags: ["1.15.0-1"],
    });
  });

  test("the newest version", async () => {
    expect(await run(temporaryFolder(), ["latest", "envoy", ...registry])).toEqual({
      exitCode: 0,
      stdout: "1.15.0-1-20210103\n",
      stderr: "",
    });
  });

  test("an image that there is not", async () => {
    expect(await run(folder, ["tags", "none", ...registry])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: "error: the registry has no image localhost:PORT/none\n  check its name, and the registry (--registry)\n",
    });
  });

  test("credentials of docker, right and wrong", async () => {
    const realm = join(makeTree({ htpasswd }), "htpasswd");
    const origin = await startRegistry({ auth: { htpasswd: { realm: "test", path: realm } } });
    const authorization = `Basic ${Buffer.from("robin:secret").toString("base64")}`;
    await pushImage(origin, "envoy", ["1.15.0-1"], { authorization });
    const login = (password: string) => {
      const auths = { [new URL(origin).host]: { auth: Buffer.from(`robin:${password}`).toString("base64") } };
      return { DOCKER_CONFIG: makeTree({ "config.json": JSON.stringify({ auths }) }) };
    };
    const args = ["1.15.0-1", "--dry-run", "--verify-image", "--registry", origin];
    expect(await run(folder, args, login("secret"))).toMatchObject({ exitCode: 0 });
    expect(await run(folder, args, login("wrong"))).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        "error: it is not certain that localhost:PORT/envoy:1.15.0-1 is published: " +
        "localhost:PORT does not show localhost:PORT/envoy (401)\n" +
        "  check that the name localhost:PORT/envoy is right, and log in with `docker login localhost:PORT`; " +
        "or go on without asking: --no-verify-image\n",
    });
  });

  describe("behind TLS and proxies", () => {
    let certificates: Certificates;
    let origin: string;
    beforeAll(async () => {
      certificates = await makeCertificates();
      origin = await startRegistry({ tls: certificates });
      await pushImage(origin, "envoy", ["1.15.0-1"], { ca: certificates.ca });
    });

    /** A proxy that leads to the registry whatever is asked for, and what was asked of it. */
    async function startProxy(target: string) {
      const asked: string[] = [];
      const describe = ({ method, url, headers }: IncomingMessage) =>
        asked.push([method, url, headers["proxy-authorization"]].filter(Boolean).join(" "));
      const { hostname, port } = new URL(target);
      const server = createServer((message, answer) => {
        describe(message);
        const { pathname, search } = new URL(message.url ?? "");
        const options = {
          hostname,
          port,
          path: pathname + search,
          method: message.method ?? "",
          headers: message.headers,
        };
        request(options, (response) => {
          answer.writeHead(response.statusCode ?? 0, response.headers);
          response.pipe(answer);
        }).end();
      });
      server.on("connect", (message, socket) => {
        describe(message);
        const upstream = connect(Number(port), hostname, () => {
          socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
          socket.pipe(upstream).pipe(socket);
        });
        upstream.on("error", () => socket.destroy());
        socket.on("error", () => upstream.destroy());
      });
      return { proxy: `http://localhost:${(await listen(server)).port}`, asked };
    }

    test("the registry that the images name, through a proxy", async () => {
      const { proxy, asked } = await startProxy(origin);
      const ca = ["--registry-ca", certificates.ca];
      const env = { HTTPS_PROXY: proxy.replace("//", "//me:pass@") };
      const bumped = await run(folder, ["1.15.0-1", "--dry-run", "--verify-image", ...ca], env);
      expect(bumped.exitCode).toBe(0);
      expect(bumped.stderr).toContain("registry.example.org/envoy:1.15.0-1 is published: sha256:");
      const credentials = `Basic ${Buffer.from("me:pass").toString("base64")}`;
      expect(new Set(asked)).toEqual(new Set([`CONNECT registry.example.org:443 ${credentials}`]));

      expect(await run(folder, ["tags", ...ca], env)).toEqual({
        exitCode: 0,
        stdout: "1.15.0-1\n",
        stderr: "registry.example.org/envoy has 1 tag\n",
      });
      const extra = { ...env, NODE_EXTRA_CA_CERTS: certificates.ca };
      expect(await run(folder, ["latest"], extra)).toMatchObject({ exitCode: 0, stdout: "1.15.0-1\n" });
    });

    test("a registry without TLS, through a proxy", async () => {
      const { proxy, asked } = await startProxy((registry[1] as string).replace("localhost", "127.0.0.1"));
      const args = ["tags", "envoy-future", "--registry", "http://registry.invalid:5000"];
      expect(await run(folder, args, { http_proxy: proxy })).toMatchObject({ exitCode: 0, stdout: "1.15.0-1\n" });
      expect(asked).toEqual(["GET http://registry.invalid:5000/v2/envoy-future/tags/list?n=1000"]);
      const direct = await run(folder, args, { http_proxy: proxy, NO_PROXY: "other.example,.invalid" });
      expect(direct).toMatchObject({ exitCode: 2, stdout: "" });
      expect(direct.stderr).toContain("error: cannot reach registry.invalid:5000: ");
      expect(asked).toHaveLength(1);
    });

    test("credentials are not sent without TLS", async () => {
      const seen: (string | undefined)[] = [];
      const { proxy } = await startProxy(
        await startServer(({ headers }, answer) => {
          seen.push(headers.authorization);
          answer.writeHead(401, { "www-authenticate": "Basic realm=x" }).end();
        }),
      );
      const auths = { "registry.invalid:5000": { username: "robin", password: "secret" } };
      const env = { http_proxy: proxy, DOCKER_CONFIG: makeTree({ "config.json": JSON.stringify({ auths }) }) };
      expect(await run(folder, ["tags", "envoy", "--registry", "http://registry.invalid:5000"], env)).toEqual({
        exitCode: 2,
        stdout: "",
        stderr:
          "error: credentials are not sent to registry.invalid:5000 without TLS\n" +
          "  reach it by https://, or without credentials\n",
      });
      expect(seen).toEqual([undefined]);
    });

    test("this machine is never asked through a proxy", async () => {
      const env = { HTTP_PROXY: "http://localhost:1", HTTPS_PROXY: "http://localhost:1" };
      expect(await run(folder, ["tags", "envoy-future", ...registry], env)).toMatchObject({ exitCode: 0 });
    });

    test("a proxy that refuses, and one that is down", async () => {
      const refusing = createServer();
      refusing.on("connect", (_, socket) => socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"));
      const proxy = `http://localhost:${(await listen(refusing)).port}`;
      const refused = await run(folder, ["tags"], { HTTPS_PROXY: proxy });
      expect(refused).toMatchObject({ exitCode: 2, stdout: "" });
      expect(refused.stderr).toContain("error: cannot reach registry.example.org: Proxy response (407)");
      const down = await run(folder, ["tags"], { HTTPS_PROXY: "http://localhost:1" });
      expect(down).toMatchObject({ exitCode: 2, stdout: "" });
      expect(down.stderr).toContain("error: cannot reach registry.example.org: connect ECONNREFUSED");
    });

    test("a certificate that nobody vouches for", async () => {
      const before = snapshot(folder);
      expect(await run(folder, ["1.15.0-1", "--verify-image", "--registry", origin])).toEqual({
        exitCode: 2,
        stdout: "",
        stderr:
          "error: it is not certain that localhost:PORT/envoy:1.15.0-1 is published: cannot reach localhost:PORT: " +
          "unable to verify the first certificate\n" +
          "  name the certificate of who vouches for it with --registry-ca FILE (or NODE_EXTRA_CA_CERTS); " +
          "or go on without asking: --no-verify-image\n",
      });
      expect(snapshot(folder)).toEqual(before);
    });
  });
});

/** A registry as it should be, but for what a test changes. */
interface FakeRegistry {
  readonly head?: Answer;
  readonly manifest?: Answer;
  readonly tags?: Answer;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** A text, or one that is sent again and again. */
  readonly body?: string | { readonly endless: string };
}

const manifest = manifestText("{}");
const right: Required<FakeRegistry> = {
  head: { headers: { "content-type": manifestType, "docker-content-digest": digestOf(manifest) } },
  manifest: { headers: { "content-type": manifestType }, body: manifest },
  tags: { headers: { "content-type": "application/json" }, body: '{"tags":["1.14.0-1"]}' },
};

function fakeRegistry(changed: FakeRegistry): RequestListener {
  const answers = { ...right, ...changed };
  return ({ method, url = "" }, response) => {
    const part = url.includes("/tags/") ? "tags" : method === "HEAD" ? "head" : "manifest";
    const { status = 200, headers = {}, body = "" } = answers[part];
    const location = headers["location"]?.replace("COUNT", String(count++));
    response.writeHead(status, { ...headers, ...(location && { location }) });
    if (typeof body === "string") response.end(body);
    else {
      const timer = setInterval(() => response.write(body.endless), 10);
      response.on("close", () => clearInterval(timer));
    }
  };
}
let count = 0;

const json = { "content-type": "application/json" };
const notThere = { status: 404 };
const host = "localhost:PORT";
const untrusted = "check that this is a registry, and ask those who run it";
const askThem = "ask those who run it";
const later = "try again later";

describe("a registry that is up to something", () => {
  let before: Record<string, string>;
  beforeEach(() => {
    before = snapshot(folder);
  });

  async function refuses(origin: string, message: string | RegExp, remedy: string, seconds = "20"): Promise<void> {
    const args = ["1.15.0-1", "--verify-image", "--registry", origin, "--registry-timeout", seconds];
    const { exitCode, stdout, stderr } = await run(folder, args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    const [first = "", second] = stderr.split("\n");
    const start = `error: it is not certain that ${host}/envoy:1.15.0-1 is published: `;
    expect(first.slice(0, start.length)).toBe(start);
    if (typeof message === "string") expect(first.slice(start.length)).toBe(message);
    else expect(first.slice(start.length)).toMatch(message);
    expect(second).toBe(`  ${remedy}; or go on without asking: --no-verify-image`);
    expect(snapshot(folder)).toEqual(before);
  }

  test("the one that these tests change is in order", async () => {
    const args = ["1.15.0-1", "--dry-run", "--verify-image", "--registry", await startServer(fakeRegistry({}))];
    expect(await run(folder, args)).toMatchObject({ exitCode: 0 });
  });

  test.each<[string, FakeRegistry, string, string]>([
    [
      "a page of the web",
      { head: { headers: { "content-type": "text/html; charset=utf-8" } } },
      `${host} cannot be trusted: it answers text/html for a manifest`,
      untrusted,
    ],
    ["no type", { head: {} }, `${host} cannot be trusted: it answers something for a manifest`, untrusted],
    [
      "another type the second time",
      { manifest: { headers: { "content-type": "application/vnd.oci.image.manifest.v1+json" }, body: manifest } },
      `${host} cannot be trusted: it answers two types of one manifest`,
      untrusted,
    ],
    [
      "a manifest of another digest",
      { manifest: { headers: { "content-type": manifestType }, body: `${manifest} ` } },
      `${host} cannot be trusted: it answers the digest ${digestOf(manifest)} for what has ${digestOf(`${manifest} `)}`,
      untrusted,
    ],
    [
      "what is no digest",
      { head: { headers: { "content-type": manifestType, "docker-content-digest": "sha256:../../x" } } },
      `${host} cannot be trusted: it answers "sha256:../../x" as a digest`,
      untrusted,
    ],
    [
      "a digest that comes with another manifest",
      {
        head: { headers: { "content-type": manifestType } },
        manifest: { headers: { "content-type": manifestType, "docker-content-digest": digestOf("x") }, body: manifest },
      },
      `${host} cannot be trusted: it answers the digest ${digestOf("x")} for what has ${digestOf(manifest)}`,
      untrusted,
    ],
    [
      "what is no manifest",
      {
        head: { headers: { "content-type": manifestType } },
        manifest: { headers: { "content-type": manifestType }, body: '{"schemaVersion":1}' },
      },
      `${host} cannot be trusted: it answers what is no manifest`,
      untrusted,
    ],
    [
      "a manifest that is not there after all",
      { manifest: notThere },
      `${host} cannot be trusted: it answers that 1.15.0-1 is there, and then that it is not`,
      untrusted,
    ],
    [
      "a manifest without end",
      { manifest: { headers: { "content-type": manifestType }, body: { endless: "x".repeat(1024 * 1024) } } },
      `${host} answers with more than 4194304 bytes`,
      "check that this is a registry",
    ],
    [
      "redirects in a circle",
      { head: { status: 307, headers: { location: "/v2/envoy/manifests/1.15.0-1" } } },
      `${host} sends from address to address without end`,
      askThem,
    ],
    [
      "redirects without end",
      { head: { status: 307, headers: { location: "/COUNT" } } },
      `${host} sends from address to address without end`,
      askThem,
    ],
    [
      "a redirect to a file",
      { head: { status: 302, headers: { location: "file:///etc/passwd" } } },
      `${host} sends on to "file:///etc/passwd", which is not safe`,
      askThem,
    ],
    ["another status", { head: { status: 204 } }, `${host} cannot be trusted: it answers 204`, untrusted],
    ["an error of its own", { head: { status: 503 } }, `${host} is out of order: it answers 503`, later],
    ["too many questions", { head: { status: 429 } }, `${host} was asked too often (429)`, later],
    [
      "a refusal",
      { head: { status: 403 } },
      `${host} does not show ${host}/envoy (403)`,
      `check that the name ${host}/envoy is right, and log in with \`docker login ${host}\``,
    ],
    [
      "a refusal without a way to log in",
      { head: { status: 401 } },
      `${host} refuses without saying how to log in`,
      "check that this is a registry",
    ],
    [
      "tokens from a place that is not safe",
      { head: { status: 401, headers: { "www-authenticate": 'Bearer realm="ftp://localhost/"' } } },
      `${host} names no safe place to get a token from`,
      askThem,
    ],
    [
      "a tag that is listed and not there",
      { head: notThere, tags: { headers: json, body: '{"tags":["1.15.0-1"]}' } },
      `the registry lists ${host}/envoy:1.15.0-1 and does not have it`,
      "try again later, or ask those who run it",
    ],
    [
      "a list of tags that is none",
      { head: notThere, tags: { headers: json, body: '{"tags":[1]}' } },
      `${host} cannot be trusted: it answers what is no list of tags`,
      untrusted,
    ],
    [
      "a list of tags that is no JSON",
      { head: notThere, tags: { headers: json, body: "<html>" } },
      `${host} cannot be trusted: it answers what is no list of tags`,
      untrusted,
    ],
    [
      "tags with control characters",
      { head: notThere, tags: { headers: json, body: '{"tags":["1.0\\u001b[2J"]}' } },
      `${host} cannot be trusted: it answers what is no list of tags`,
      untrusted,
    ],
    [
      "a list of tags of another type",
      { head: notThere, tags: { headers: { "content-type": "text/plain" }, body: '{"tags":[]}' } },
      `${host} cannot be trusted: it answers text/plain for a list of tags`,
      untrusted,
    ],
    [
      "a list of tags that goes round in a circle",
      {
        head: notThere,
        tags: { headers: { ...json, link: '</v2/envoy/tags/list?n=1000>; rel="next"' }, body: '{"tags":[]}' },
      },
      `${host} cannot be trusted: it answers a list of tags without end`,
      untrusted,
    ],
    [
      "a list of tags that goes on elsewhere",
      {
        head: notThere,
        tags: { headers: { ...json, link: '<http://other.invalid/>; rel="next"' }, body: '{"tags":[]}' },
      },
      `${host} cannot be trusted: it answers that its list of tags goes on at "http://other.invalid/"`,
      untrusted,
    ],
    [
      "a page of tags without end",
      { head: notThere, tags: { headers: json, body: { endless: " ".repeat(1024 * 1024) } } },
      `${host} answers with more than 4194304 bytes`,
      "check that this is a registry",
    ],
  ])("%s: no bump, a clear message, exit code 2", async (_, changed, message, remedy) => {
    await refuses(await startServer(fakeRegistry(changed)), message, remedy);
  });

  test("a list of tags that has more pages than it can have tags", async () => {
    const tags = JSON.stringify({ tags: Array.from({ length: 20_000 }, (_, i) => `1.${i}`) });
    let page = 0;
    const origin = await startServer(({ url = "" }, response) => {
      if (!url.includes("/tags/")) return response.writeHead(404).end();
      return response.writeHead(200, { ...json, link: `<?last=${page++}>; rel="next"` }).end(tags);
    });
    await refuses(origin, `${host} cannot be trusted: it answers a list of tags without end`, untrusted);
  });

  test.each<[string, RequestListener, string]>([
    ["500", (_, response) => response.writeHead(500).end(), `${host} answers 500 and no token`],
    ["no JSON", (_, response) => response.end("{"), `${host} answers 200 and no token`],
    ["no token", (_, response) => response.end("[]"), `${host} answers 200 and no token`],
    [
      "a token with a line break",
      (_, response) => response.end('{"token":"a\\r\\nx: y"}'),
      `${host} answers 200 and no token`,
    ],
  ])("a token server that answers %s", async (_, listener, message) => {
    const realm = await startServer(listener);
    const headers = { "www-authenticate": `Bearer realm="${realm}",service="x"` };
    const origin = await startServer(fakeRegistry({ head: { status: 401, headers } }));
    await refuses(origin, message, "try again later, or ask those who run it");
  });

  test("a registry that wants another token for ever", async () => {
    const realm = await startServer((_, response) => response.end('{"token":"x"}'));
    const headers = { "www-authenticate": `Bearer realm="${realm}"` };
    const origin = await startServer(fakeRegistry({ head: { status: 401, headers } }));
    const remedy = `check that the name ${host}/envoy is right, and log in with \`docker login ${host}\``;
    await refuses(origin, `${host} does not show ${host}/envoy (401)`, remedy);
  });

  test.each<[string, RequestListener]>([
    ["says nothing", () => undefined],
    [
      "says it slowly",
      fakeRegistry({ manifest: { headers: { "content-type": manifestType }, body: { endless: " " } } }),
    ],
  ])("a registry that %s", async (_, listener) => {
    const message = `${host} has not answered in full within 1.5 s`;
    const remedy = "try again later, or give it longer with --registry-timeout SECONDS";
    await refuses(await startServer(listener), message, remedy, "1.5");
  });

  const unreachable = "check the name of the registry and the network (HTTPS_PROXY, NO_PROXY)";
  test.each([
    ["hangs up", ""],
    ["does not speak HTTP", "220 mail.example.org ESMTP\r\n"],
    ["sends headers without end", `HTTP/1.1 200 OK\r\nx: ${"y".repeat(1024 * 1024)}`],
  ])("a server that %s", async (_, answer) => {
    const server = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end(answer));
    });
    const { port } = await listen(server as Parameters<typeof listen>[0]);
    await refuses(`http://localhost:${port}`, new RegExp(`^cannot reach ${host}: .+`), unreachable);
  });

  test("a server that is not there", async () => {
    const closed = createTcpServer();
    const { port } = await listen(closed as Parameters<typeof listen>[0]);
    await new Promise((resolve) => closed.close(resolve));
    await refuses(`http://localhost:${port}`, new RegExp(`^cannot reach ${host}: connect ECONNREFUSED`), unreachable);
  });

  test("a server that answers 404 to everything", async () => {
    const origin = await startServer((_, response) => response.writeHead(404).end("not found"));
    expect(await run(folder, ["1.15.0-1", "--verify-image", "--registry", origin])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `error: the registry has no image ${host}/envoy\n  check its name, and the registry (--registry)\n`,
    });
    expect(snapshot(folder)).toEqual(before);
  });
});

test.each<[string, string[], string]>([
  [
    "a registry that is none",
    ["tags", "--registry", "registry.example.org/path"],
    'error: "registry.example.org/path" is no registry\n' +
      "  a registry is a host with or without a port, such as docker-registry.wikimedia.org\n",
  ],
  [
    "an image that can be none",
    ["tags", "registry.example.org/../x"],
    'error: "../x" cannot be the path of an image\n' +
      "  a path is names of small letters, digits, dots, dashes and underscores, with slashes between them\n",
  ],
  [
    "a folder in place of an image",
    ["latest", "helmfile.d/services"],
    'error: "helmfile.d/services" is a file or folder, and no image\n' +
      "  name an image; a bump to the newest version is `bump-envoy bump latest PATHS...`\n",
  ],
  [
    "an image that no release runs",
    ["tags", "none"],
    "error: no release runs an image named none\n" +
      "  name it in full, with its registry, such as docker-registry.wikimedia.org/envoy\n",
  ],
  [
    "certificates that are not there",
    ["tags", "--registry-ca", "/none.pem"],
    "error: /none.pem: cannot read certificates: ENOENT: no such file or directory, open '/none.pem'\n" +
      "  name a file with certificates in PEM with --registry-ca\n",
  ],
  ["certificates that are none", ["tags", "--registry-ca", cli], `error: ${cli}: cannot read certificates: `],
  [
    "a time that is none",
    ["tags", "--registry-timeout", "0"],
    "error: option '--registry-timeout <seconds>' argument '0' is invalid. It takes a number of seconds, a day at most.\n",
  ],
])("%s: a clear message, exit code 2", async (_, args, message) => {
  const { exitCode, stdout, stderr } = await run(folder, args);
  expect({ exitCode, stdout, stderr: stderr.slice(0, message.length) }).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: message,
  });
});
