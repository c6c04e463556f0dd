import { rootCertificates } from "node:tls";
import { getProxyForUrl } from "proxy-from-env";
import { Agent, type Dispatcher, ProxyAgent, request } from "undici";
import { UserError } from "../errors.ts";

/** How to reach registries. */
export interface HttpOptions {
  /** Certificates that are trusted beside the public ones, as PEM. */
  readonly ca: string | undefined;
  /** How long all requests together may take, in seconds. */
  readonly timeout: number;
}

export interface HttpRequest {
  readonly method: "GET" | "HEAD" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A longer answer is none. */
  readonly mostBytes: number;
}

export interface HttpResponse {
  /** Where the answer came from, after redirects. */
  readonly url: URL;
  readonly status: number;
  /** The value of a header; several are joined by commas. */
  header(name: string): string | undefined;
  readonly body: Buffer;
}

const mostRedirects = 5;

/**
 * Speaks HTTP with servers that may be down, slow or up to something: every answer is bounded in time and size, redirects are
 * few, never lead from HTTPS to HTTP, and take no credentials to another server. Proxies are those of HTTPS_PROXY and
 * HTTP_PROXY, but for hosts in NO_PROXY and this machine.
 */
export class HttpClient {
  readonly #options: HttpOptions;
  readonly #deadline = new AbortController();
  readonly #timer: NodeJS.Timeout;
  /** By the proxy that they use; "" is none. */
  readonly #dispatchers = new Map<string, Dispatcher>();

  constructor(options: HttpOptions) {
    this.#options = options;
    // Unlike AbortSignal.timeout this keeps the process running until there is an answer or an end.
    this.#timer = setTimeout(() => this.#deadline.abort(), options.timeout * 1000);
  }

  /**
   * @throws UserError `registry-unreachable` where there is no answer, `registry-answer` where there is none that can be
   *   used
   */
  async send(message: HttpRequest): Promise<HttpResponse> {
    let { url, headers } = message;
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const response = await this.#exchange({ ...message, url, headers });
      const location = response.header("location");
      if (message.method === "POST" || !redirectStatuses.has(response.status) || location === undefined)
        return response;
      const next = redirectTarget(location, url);
      if (next.origin !== url.origin) headers = withoutCredentials(headers);
      url = next;
    }
    throw new UserError("registry-answer", `${message.url.host} sends from address to address without end`, {
      remedy: "ask those who run it",
    });
  }

  /** Ends what is still open. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all([...this.#dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
  }

  async #exchange({ method, url, headers, body, mostBytes }: HttpRequest): Promise<HttpResponse> {
    try {
      const answer = await request(url, {
        method,
        headers: { ...headers, "user-agent": "bump-envoy" },
        body: body ?? null,
        dispatcher: this.#dispatcherFor(url),
        signal: this.#deadline.signal,
      });
      const bytes = await readBody(answer.body, mostBytes, url);
      return {
        url,
        status: answer.statusCode,
        header: (name) => answer.headers[name] && [answer.headers[name]].flat().join(", "),
        body: bytes,
      };
    } catch (error) {
      throw error instanceof UserError ? error : this.#unreachable(url, error);
    }
  }

  #dispatcherFor(url: URL): Dispatcher {
    const proxy = isThisMachine(url.hostname) ? "" : getProxyForUrl(url.href);
    const known = this.#dispatchers.get(proxy);
    if (known) return known;
    const { ca, timeout } = this.#options;
    const tls = ca === undefined ? {} : { ca: [...rootCertificates, ca] };
    const connect = { ...tls, timeout: timeout * 1000 };
    const dispatcher =
      proxy === ""
        ? new Agent({ connect })
        : new ProxyAgent({ uri: proxy, requestTls: connect, proxyTls: connect, proxyTunnel: false });
    this.#dispatchers.set(proxy, dispatcher);
    return dispatcher;
  }

  #unreachable(url: URL, error: unknown): UserError {
    if (this.#deadline.signal.aborted) {
      const message = `${url.host} has not answered in full within ${this.#options.timeout} s`;
      return new UserError("registry-unreachable", message, {
        remedy: "try again later, or give it longer with --registry-timeout SECONDS",
        cause: error,
      });
    }
    const { code = "", message: reason } = deepestCause(error);
    const [, remedy] = remedies.find(([codes]) => codes.test(code)) ?? [];
    return new UserError("registry-unreachable", `cannot reach ${url.host}: ${reason || code}`, {
      remedy: remedy ?? "check the name of the registry and the network (HTTPS_PROXY, NO_PROXY)",
      cause: error,
    });
  }
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** What to do, by the error of the network. */
const remedies: readonly (readonly [codes: RegExp, remedy: string])[] = [
  [
    /^(?:UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO)/,
    "name the certificate of who vouches for it with --registry-ca FILE (or NODE_EXTRA_CA_CERTS)",
  ],
  [/WRONG_VERSION_NUMBER|^EPROTO/, "if it speaks HTTP without TLS, say so: --registry http://HOST"],
];

/** Whether a host is this machine, whatever a network does. */
export function isThisMachine(host: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(host);
}

function redirectTarget(location: string, from: URL): URL {
  const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (target !== undefined && (target.protocol === "https:" || target.protocol === from.protocol)) return target;
  throw new UserError("registry-answer", `${from.host} sends on to ${JSON.stringify(location)}, which is not safe`, {
    remedy: "ask those who run it",
  });
}

function withoutCredentials(headers: HttpRequest["headers"]): HttpRequest["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "authorization"));
}

async function readBody(body: AsyncIterable<Buffer>, mostBytes: number, url: URL): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostBytes) {
      throw new UserError("registry-answer", `${url.host} answers with more than ${mostBytes} bytes`, {
        remedy: "check that this is a registry",
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The error below those that only say that something went wrong; of several, the first. */
function deepestCause(error: unknown): { readonly code?: string; readonly message: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return deepestCause(error.errors[0]);
  if (error instanceof Error) return error.cause instanceof Error ? deepestCause(error.cause) : error;
  return { message: String(error) };
}
