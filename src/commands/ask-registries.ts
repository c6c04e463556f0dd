import { resolve } from "node:path";
import type { Config } from "../config/schema.ts";
import { withRegistries } from "../registry/open-registries.ts";
import type { RegistryClient } from "../registry/registry-client.ts";
import { nameRepository, type RepositoryName } from "../registry/repository-name.ts";
import type { ImageReference } from "../render/image-reference.ts";
import type { RegistryOptions } from "./registry-options.ts";

/** The repositories of images, each once. */
export function repositoriesOf(
  images: readonly Pick<ImageReference, "registry" | "path">[],
  options: RegistryOptions,
  config: Config,
): RepositoryName[] {
  const named = images.map((image) => nameRepository(image, options.registry ?? config.registry));
  return [...new Map(named.map((repository) => [`${repository.origin}/${repository.path}`, repository])).values()];
}

/** Asks registries about repositories. */
export function askRegistries<T>(
  repositories: readonly RepositoryName[],
  { cwd, registryCa, registryTimeout }: RegistryOptions,
  use: (clients: readonly RegistryClient[]) => Promise<T>,
): Promise<T> {
  const ca = registryCa === undefined ? undefined : resolve(cwd, registryCa);
  return withRegistries({ ca, timeout: registryTimeout }, (open) => use(repositories.map(open)));
}
