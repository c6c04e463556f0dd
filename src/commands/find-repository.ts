import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { loadConfig } from "../config/load.ts";
import { UserError } from "../errors.ts";
import type { RepositoryName } from "../registry/repository-name.ts";
import { type ImageReference, parseImageReference } from "../render/image-reference.ts";
import type { Terminal } from "../report/terminal.ts";
import { findRoot } from "../repository/root.ts";
import { repositoriesOf } from "./ask-registries.ts";
import { existingFolder } from "./existing.ts";
import { openSelection, type SelectionOptions } from "./open-selection.ts";
import type { RegistryOptions } from "./registry-options.ts";
import { renderTargets } from "./render-targets.ts";
import { cacheFolder, type EmbeddedOptions } from "./renderer-options.ts";

/** The options that say where an image comes from. */
export interface FindRepositoryOptions extends SelectionOptions, EmbeddedOptions {
  /** How many helmfiles to render at the same time. */
  readonly concurrency: number;
}

/**
 * Finds the repository of an image: a name in full says it itself, and one beside `--registry`; another is that of an image
 * which releases run.
 *
 * @param image - a name or a reference; none: the image of the configuration
 * @throws UserError for misuse, and where there is no such image, or it comes from several places
 */
export async function findRepository(
  image: string | undefined,
  options: FindRepositoryOptions & RegistryOptions,
  terminal: Terminal,
): Promise<RepositoryName> {
  const cwd = resolve(options.cwd);
  const config = await loadConfig(findRoot(existingFolder(cwd)), options.config, cwd);
  const reference = parseImageReference(image ?? config.image);
  if (image?.includes("/") && existsSync(resolve(cwd, image))) {
    throw new UserError("usage", `${JSON.stringify(image)} is a file or folder, and no image`, {
      remedy: "name an image; a bump to the newest version is `bump-envoy bump latest PATHS...`",
    });
  }
  const isFull = [reference.registry, options.registry].some(Boolean) || reference.path.includes("/");
  const images = isFull ? [reference] : await imagesThatRun(reference.name, options, terminal);
  const [repository, ...others] = repositoriesOf(images, options, config);
  if (repository !== undefined && others.length === 0) return repository;
  if (repository === undefined) {
    throw new UserError("unknown-selection", `no release runs an image named ${reference.name}`, {
      remedy: "name it in full, with its registry, such as docker-registry.wikimedia.org/envoy",
    });
  }
  const names = [repository, ...others].map(({ text }) => text).join(", ");
  throw new UserError("unknown-selection", `releases run ${reference.name} from several places: ${names}`, {
    remedy: "name one of them, or the registry to ask: --registry, or `registry` in the configuration",
  });
}

async function imagesThatRun(
  name: string,
  options: FindRepositoryOptions,
  terminal: Terminal,
): Promise<Pick<ImageReference, "registry" | "path">[]> {
  const { root, config, targets, memo } = await openSelection([], options, cacheFolder(options), terminal);
  memo?.save();
  const selected = targets.filter(({ isSelected }) => isSelected);
  const results = await renderTargets(selected, { root, config }, options, terminal);
  const images = results.flatMap(({ releases }) => releases.flatMap((release) => release.images));
  return images.filter((image) => image.name === name);
}
