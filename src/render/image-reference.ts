/** An image reference as containers name it: `[registry/]path[:tag][@digest]`. */
export interface ImageReference {
  /** `docker.io` and the like with its port; absent where the first segment is part of the path. */
  readonly registry: string | undefined;
  readonly path: string;
  /** The last segment of the path: the name that people use. */
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const tagPattern = /^\w[\w.-]{0,127}$/;

/** Whether a text can be an image's tag (distribution's grammar: `reference.TagRegexp`). */
export function isTag(text: string): boolean {
  return tagPattern.test(text);
}

/**
 * Parses an image reference. As in distribution's `reference` package the first segment is a registry if it has a dot or
 * a port, or is `localhost`.
 */
export function parseImageReference(text: string): ImageReference {
  const [beforeDigest = "", digest] = text.split("@", 2);
  const lastSlash = beforeDigest.lastIndexOf("/");
  const colon = beforeDigest.indexOf(":", lastSlash + 1);
  const repository = colon === -1 ? beforeDigest : beforeDigest.slice(0, colon);
  const slash = repository.indexOf("/");
  const first = repository.slice(0, Math.max(slash, 0));
  const registry = /[.:]|^localhost$/.test(first) ? first : undefined;
  const path = registry === undefined ? repository : repository.slice(slash + 1);
  return {
    registry,
    path,
    name: path.slice(path.lastIndexOf("/") + 1),
    tag: colon === -1 ? undefined : beforeDigest.slice(colon + 1),
    digest,
  };
}
