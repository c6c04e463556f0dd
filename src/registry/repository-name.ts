import { UserError } from "../errors.ts";

/** A repository of a registry: all tags of one image. */
export interface RepositoryName {
  /** Where the registry answers: an origin such as `https://docker-registry.wikimedia.org`. */
  readonly origin: string;
  /** The path within the registry, such as `envoy` or `wikimedia/mediawiki`. */
  readonly path: string;
  /** What credentials of the registry are kept under, as docker does: mostly its host with its port. */
  readonly credentialsKey: string;
  /** As people write it: `docker-registry.wikimedia.org/envoy`. */
  readonly text: string;
}

/** The grammar of distribution's `reference` package, in which nothing of an address can hide. */
const component = "[a-z\\d]+(?:(?:\\.|_|__|-+)[a-z\\d]+)*";
const pathPattern = new RegExp(`^${component}(?:/${component})*$`);
const hostPattern =
  /^(?:[A-Za-z\d](?:[A-Za-z\d-]*[A-Za-z\d])?(?:\.[A-Za-z\d](?:[A-Za-z\d-]*[A-Za-z\d])?)*|\[[\da-fA-F:]+\])(?::\d{1,5})?$/;

/** Of a host (RFC 1035) and of a path (distribution's `NameTotalLengthMax`). */
const mostCharacters = 255;

const dockerHub = "docker.io";

/**
 * The repository of an image.
 *
 * @param image - the registry (none: Docker Hub) and the path that a reference names
 * @param registry - the registry to ask instead: a host with or without a port, or `http://` or `https://` before it;
 *   without, it is asked over HTTPS
 * @throws UserError `usage` where one of them cannot be part of an address
 */
export function nameRepository(
  image: { readonly registry: string | undefined; readonly path: string },
  registry: string | undefined,
): RepositoryName {
  const [, scheme = "https", host = ""] =
    /^(?:(https?):\/\/)?(.*?)\/?$/.exec(registry ?? image.registry ?? dockerHub) ?? [];
  if (host.length > mostCharacters || !hostPattern.test(host)) {
    throw new UserError("usage", `${JSON.stringify(host)} is no registry`, {
      remedy: "a registry is a host with or without a port, such as docker-registry.wikimedia.org",
    });
  }
  if (image.path.length > mostCharacters || !pathPattern.test(image.path)) {
    throw new UserError("usage", `${JSON.stringify(image.path)} cannot be the path of an image`, {
      remedy: "a path is names of small letters, digits, dots, dashes and underscores, with slashes between them",
    });
  }
  const text = `${host}/${image.path}`;
  if (host !== dockerHub) return { origin: `${scheme}://${host}`, path: image.path, credentialsKey: host, text };
  const path = image.path.includes("/") ? image.path : `library/${image.path}`;
  return { origin: "https://registry-1.docker.io", path, credentialsKey: "https://index.docker.io/v1/", text };
}
