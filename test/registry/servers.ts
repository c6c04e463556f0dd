import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { Agent, request } from "undici";
import { afterAll, describe } from "vitest";
import { temporaryFolder } from "../helpers.ts";

const missing = ["docker-registry", "openssl"].filter((program) => spawnSync(program, ["version"]).error);

/** Tests that need the registry server of Debian; where it is missing, the name of the skipped tests says so. */
export function describeWithRegistry(name: string, tests: () => void): void {
  const reason = missing.length > 0 ? ` (skipped: ${missing.join(" and ")} is not installed)` : "";
  describe.skipIf(missing.length > 0)(name + reason, tests);
}

const closings: (() => void)[] = [];
afterAll(() => {
  for (const close of closings.splice(0)) close();
});

/** A certificate for this machine, and the authority that vouches for it. */
export interface Certificates {
  /** The file of the authority's certificate. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export async function makeCertificates(): Promise<Certificates> {
  const folder = temporaryFolder();
  const [ca, caKey, cert, key, csr, extensions] = ["ca.pem", "ca.key", "cert.pem", "key.pem", "csr.pem", "ext"].map(
    (name) => join(folder, name),
  ) as [string, string, string, string, string, string];
  const openssl = (...args: string[]) => execa("openssl", args);
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  await openssl("req", "-x509", ...newKey, "-keyout", caKey, "-out", ca, "-days", "2", "-subj", "/CN=test authority");
  await openssl("req", ...newKey, "-keyout", key, "-out", csr, "-subj", "/CN=localhost");
  writeFileSync(extensions, "subjectAltName=DNS:localhost,DNS:registry.example.org\n");
  const signed = ["-CA", ca, "-CAkey", caKey, "-CAcreateserial", "-days", "2", "-extfile", extensions];
  await openssl("x509", "-req", "-in", csr, "-out", cert, ...signed);
  return { ca, cert, key };
}

export interface RegistrySettings {
  readonly tls?: Certificates;
  /** The part `auth:` of its configuration. */
  readonly auth?: object;
}

/** A password file with robin and his secret, made by `htpasswd -nbB robin secret`. */
export const htpasswd = "robin:$2y$05$S03VdKoWZFVChe4NW1Q2TuX70d.440SIeXV1Lzgo1rQE5PTxScLQW\n";

/** Starts the real registry server, and returns its origin. */
export async function startRegistry({ tls, auth }: RegistrySettings = {}): Promise<string> {
  const folder = temporaryFolder();
  const config = {
    version: 0.1,
    log: { level: "info", formatter: "json" },
    storage: { filesystem: { rootdirectory: join(folder, "data") } },
    http: { addr: "127.0.0.1:0", ...(tls && { tls: { certificate: tls.cert, key: tls.key } }) },
    ...(auth && { auth }),
  };
  // YAML reads JSON.
  writeFileSync(join(folder, "config.yml"), JSON.stringify(config));
  const child = spawn("docker-registry", ["serve", join(folder, "config.yml")], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env["PATH"], OTEL_TRACES_EXPORTER: "none" },
  });
  closings.push(() => child.kill("SIGKILL"));
  const port = await portOf(child);
  return `${tls ? "https" : "http"}://localhost:${port}`;
}

async function portOf(child: ChildProcess): Promise<string> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr as NodeJS.ReadableStream })) {
    lines.push(line);
    const [, port] = /listening on 127\.0\.0\.1:(\d+)/.exec(line) ?? [];
    if (port === undefined) continue;
    // What it has to say from now on must not fill the pipe.
    child.stderr?.resume();
    return port;
  }
  throw new Error(`the registry does not start:\n${lines.join("\n")}`);
}

/** What a request to a registry is sent with. */
export interface PushOptions {
  readonly authorization?: string;
  readonly ca?: string;
}

/** Pushes a small image under some tags, each with other content, and returns their digests. */
export async function pushImage(
  origin: string,
  path: string,
  tags: readonly string[],
  { authorization, ca }: PushOptions = {},
): Promise<string[]> {
  const dispatcher = new Agent({ connect: ca === undefined ? {} : { ca: readFileSync(ca, "utf8") } });
  const send = async (method: "POST" | "PUT", url: URL, body: string, type: string) => {
    const headers = { "content-type": type, ...(authorization && { authorization }) };
    const answer = await request(url, { method, headers, body, dispatcher });
    await answer.body.dump();
    if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.statusCode}`);
    return answer.headers;
  };
  try {
    const digests: string[] = [];
    for (const tag of tags) {
      const config = JSON.stringify({ architecture: "amd64", os: "linux", tag });
      const upload = await send("POST", new URL(`/v2/${path}/blobs/uploads/`, origin), "", "application/octet-stream");
      const target = new URL(String(upload["location"]), origin);
      target.searchParams.set("digest", digestOf(config));
      await send("PUT", target, config, "application/octet-stream");
      const manifest = manifestText(config);
      await send("PUT", new URL(`/v2/${path}/manifests/${tag}`, origin), manifest, manifestType);
      digests.push(digestOf(manifest));
    }
    return digests;
  } finally {
    await dispatcher.close();
  }
}

export const manifestType = "application/vnd.docker.distribution.manifest.v2+json";

/** A manifest of an image without layers. */
export function manifestText(config: string): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    config: {
      mediaType: "application/vnd.docker.container.image.v1+json",
      size: config.length,
      digest: digestOf(config),
    },
    layers: [],
  });
}

export function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/** Starts a server that answers as it is told, and returns its origin. */
export async function startServer(listener: RequestListener, tls?: Certificates): Promise<string> {
  const server: Server = tls
    ? createTlsServer({ cert: readFileSync(tls.cert), key: readFileSync(tls.key) }, listener)
    : createServer(listener);
  const { port } = await listen(server);
  return `${tls ? "https" : "http"}://localhost:${port}`;
}

/** Lets a server listen on loopback until the tests of the file are done. */
export async function listen(server: Server): Promise<AddressInfo> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closings.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return server.address() as AddressInfo;
}
