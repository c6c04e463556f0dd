import { createHash } from "node:crypto";
import { UserError } from "../errors.ts";
import { isTag } from "../render/image-reference.ts";
import { authorize, denied } from "./authorization.ts";
import type { Credentials } from "./credentials.ts";
import type { HttpClient, HttpRequest, HttpResponse } from "./http-client.ts";
import type { RepositoryName } from "./repository-name.ts";

/** What a tag stands for. */
export interface Manifest {
  /** `sha256:…` of its text. */
  readonly digest: string;
  readonly mediaType: string;
}

const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/** As much as the specification wants registries to take. */
const mostManifestBytes = 4 * 1024 * 1024;
const mostPageBytes = 4 * 1024 * 1024;
const pageSize = 1000;
const mostTags = 100_000;

/** Asks a registry about one repository, by the distribution API (`specs-go` of opencontainers/distribution-spec, v1.1). */
export class RegistryClient {
  readonly repository: RepositoryName;
  readonly #http: HttpClient;
  readonly #findCredentials: (key: string) => Promise<Credentials | undefined>;
  /** The header that the registry took last. */
  #authorization: string | undefined;

  /** @param findCredentials - looks up the user's credentials for a registry; it is asked where the registry wants some */
  constructor(
    repository: RepositoryName,
    http: HttpClient,
    findCredentials: (key: string) => Promise<Credentials | undefined>,
  ) {
    this.repository = repository;
    this.#http = http;
    this.#findCredentials = findCredentials;
  }

  /**
   * What a tag stands for. The registry is asked twice, whether the tag is there and for the manifest, and what it says must
   * fit: type, digest and text.
   *
   * @returns `undefined` where there is no such tag, or no such repository
   * @throws UserError `registry-unreachable`, `registry-denied`, `registry-answer` or `credentials-unreadable`
   */
  async manifest(tag: string): Promise<Manifest | undefined> {
    const headers = { accept: manifestTypes.join(", ") };
    const head = await this.#send({ method: "HEAD", url: this.#url(`manifests/${tag}`), headers, mostBytes: 0 });
    if (head.status === 404) return undefined;
    const mediaType = this.#checkType(head, manifestTypes, "manifest");
    const announced = head.header("docker-content-digest");
    if (announced !== undefined && !/^(?:sha256:[\da-f]{64}|sha512:[\da-f]{128})$/.test(announced)) {
      throw this.#wrong(`${JSON.stringify(announced)} as a digest`);
    }

    const url = this.#url(`manifests/${announced ?? tag}`);
    const answer = await this.#send({ method: "GET", url, headers, mostBytes: mostManifestBytes });
    if (answer.status === 404) throw this.#wrong(`that ${tag} is there, and then that it is not`);
    if (this.#checkType(answer, manifestTypes, "manifest") !== mediaType)
      throw this.#wrong("two types of one manifest");
    const algorithm = announced?.startsWith("sha512:") ? "sha512" : "sha256";
    const digest = `${algorithm}:${createHash(algorithm).update(answer.body).digest("hex")}`;
    for (const said of [announced, answer.header("docker-content-digest")]) {
      if (said !== undefined && said !== digest) throw this.#wrong(`the digest ${said} for what has ${digest}`);
    }
    if (!isManifest(jsonOf(answer.body), mediaType)) throw this.#wrong("what is no manifest");
    return { digest, mediaType };
  }

  /**
   * All tags of the repository, as the registry orders them.
   *
   * @returns `undefined` where there is no such repository
   * @throws UserError as {@link manifest} does
   */
  async tags(): Promise<string[] | undefined> {
    const tags: string[] = [];
    const asked = new Set<string>();
    const headers = { accept: "application/json" };
    for (let url: URL | undefined = this.#url(`tags/list?n=${pageSize}`); url !== undefined; ) {
      asked.add(url.href);
      const answer = await this.#send({ method: "GET", url, headers, mostBytes: mostPageBytes });
      if (answer.status === 404) return undefined;
      this.#checkType(answer, ["application/json"], "list of tags");
      const page = tagsOf(jsonOf(answer.body));
      if (page === undefined) throw this.#wrong("what is no list of tags");
      tags.push(...page);
      url = this.#nextPage(answer, url);
      if (tags.length > mostTags || (url !== undefined && asked.has(url.href))) {
        throw this.#wrong("a list of tags without end");
      }
    }
    return [...new Set(tags)];
  }

  /** Asks, and once more with what the registry wants to know. */
  async #send(message: HttpRequest): Promise<HttpResponse> {
    let response = await this.#http.send(this.#authorized(message));
    // The token may have expired; and whoever was redirected to wants to know what the registry does not.
    if (response.status === 401 && response.url.origin === this.repository.origin) {
      this.#authorization = await authorize(response, {
        repository: this.repository,
        http: this.#http,
        findCredentials: () => this.#findCredentials(this.repository.credentialsKey),
      });
      response = await this.#http.send(this.#authorized(message));
    }
    if (response.status === 200 || response.status === 404) return response;
    throw this.#refused(response);
  }

  #authorized(message: HttpRequest): HttpRequest {
    if (this.#authorization === undefined) return message;
    return { ...message, headers: { ...message.headers, authorization: this.#authorization } };
  }

  #refused({ status, url }: HttpResponse): UserError {
    if (status === 401 || status === 403) {
      return denied(this.repository, `${url.host} does not show ${this.repository.text} (${status})`);
    }
    if (status === 429) {
      const message = `${url.host} was asked too often (429)`;
      return new UserError("registry-unreachable", message, { remedy: "try again later" });
    }
    if (status >= 500) {
      const message = `${url.host} is out of order: it answers ${status}`;
      return new UserError("registry-unreachable", message, { remedy: "try again later" });
    }
    return this.#wrong(`${status}`);
  }

  #url(rest: string): URL {
    return new URL(`/v2/${this.repository.path}/${rest}`, this.repository.origin);
  }

  /** @returns the type of what was answered, which is one of those that are known */
  #checkType(answer: HttpResponse, types: readonly string[], what: string): string {
    const type = answer.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
    if (type !== undefined && types.includes(type)) return type;
    throw this.#wrong(`${type ?? "something"} for a ${what}`);
  }

  /** Where the list goes on (RFC 8288), if it does. */
  #nextPage(answer: HttpResponse, from: URL): URL | undefined {
    const link = answer.header("link");
    if (link === undefined) return undefined;
    const [, target] = /<([^>]*)>\s*;(?:[^,]*;)?\s*rel="?next"?/i.exec(link) ?? [];
    if (target === undefined) return undefined;
    const url = URL.canParse(target, from.href) ? new URL(target, from) : undefined;
    if (url?.origin !== from.origin) throw this.#wrong(`that its list of tags goes on at ${JSON.stringify(target)}`);
    return url;
  }

  #wrong(what: string): UserError {
    const { host } = new URL(this.repository.origin);
    return new UserError("registry-answer", `${host} cannot be trusted: it answers ${what}`, {
      remedy: "check that this is a registry, and ask those who run it",
    });
  }
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function isManifest(value: unknown, mediaType: string): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { schemaVersion, mediaType: own } = value as { schemaVersion?: unknown; mediaType?: unknown };
  return schemaVersion === 2 && (own === undefined || own === mediaType);
}

function tagsOf(value: unknown): string[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  // Of a repository whose tags are all gone it is null.
  const tags = (value as { tags?: unknown }).tags ?? [];
  return Array.isArray(tags) && tags.every((tag) => typeof tag === "string" && isTag(tag)) ? tags : undefined;
}
