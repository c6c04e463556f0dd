import { compareVersions, isVersion } from "../bump/version-order.ts";
import { UserError } from "../errors.ts";
import type { Manifest, RegistryClient } from "./registry-client.ts";

/** How many tags a message names. */
const namedTags = 5;

/** Tags from the newest to the oldest, as `compareVersions` orders them; those that are no versions come last, by name. */
export function newestFirst(tags: readonly string[]): string[] {
  const others = tags.filter((tag) => !isVersion(tag)).sort();
  return [...tags.filter(isVersion).sort((a, b) => compareVersions(b, a) || (a < b ? -1 : 1)), ...others];
}

/**
 * The tags of a repository from the newest to the oldest.
 *
 * @throws UserError `image-unpublished` where there is no such repository, and what {@link RegistryClient.tags} throws
 */
export async function publishedTags(client: RegistryClient): Promise<string[]> {
  const tags = await client.tags();
  if (tags !== undefined) return newestFirst(tags);
  throw new UserError("image-unpublished", `the registry has no image ${client.repository.text}`, {
    remedy: "check its name, and the registry (--registry)",
  });
}

/**
 * The newest version that there is in each of some repositories.
 *
 * @param clients - one at least
 * @throws UserError `image-unpublished` where there is none, and what {@link publishedTags} throws
 */
export async function newestVersion(clients: readonly RegistryClient[]): Promise<string> {
  const [first = [], ...others] = await Promise.all(clients.map(publishedTags));
  const sets = others.map((tags) => new Set(tags));
  const version = first.find((tag) => isVersion(tag) && sets.every((tags) => tags.has(tag)));
  if (version !== undefined) return version;
  const names = clients.map(({ repository }) => repository.text).join(" and ");
  throw new UserError("image-unpublished", `${names} has no tag that is a version`, {
    remedy: "name the version; `bump-envoy tags` lists what there is",
  });
}

/**
 * Makes sure that a tag is published.
 *
 * @throws UserError `image-unpublished` where it is not, with the newest tags that are; where that cannot be found out, what
 *   {@link RegistryClient.manifest} throws
 */
export async function checkPublished(client: RegistryClient, tag: string): Promise<Manifest> {
  const { text } = client.repository;
  const manifest = await client.manifest(tag);
  if (manifest) return manifest;
  // Also tells a registry from what answers 404 to everything.
  const tags = await publishedTags(client);
  if (tags.includes(tag)) {
    throw new UserError("registry-answer", `the registry lists ${text}:${tag} and does not have it`, {
      remedy: "try again later, or ask those who run it",
    });
  }
  const newest = tags.slice(0, namedTags).join(", ");
  throw new UserError("image-unpublished", `${text}:${tag} is not published`, {
    remedy:
      newest === "" ? "the image has no tags at all" : `the newest tags are ${newest}; \`bump-envoy tags\` lists all`,
  });
}
