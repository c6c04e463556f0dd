import { newestVersion, publishedTags } from "../registry/published.ts";
import type { RegistryClient } from "../registry/registry-client.ts";
import type { Terminal } from "../report/terminal.ts";
import { askRegistries } from "./ask-registries.ts";
import { type FindRepositoryOptions, findRepository } from "./find-repository.ts";
import type { RegistryOptions } from "./registry-options.ts";

/** The options of `tags` and `latest`, as commander gives them. */
export interface TagsOptions extends FindRepositoryOptions, RegistryOptions {
  readonly format: "text" | "json";
}

/**
 * Lists the tags of an image, the newest first.
 *
 * @param image - its name, or a reference in full; none: the image of the configuration
 * @returns the exit code
 * @throws UserError for misuse, and where the registry does not say
 */
export async function tags(image: string | undefined, options: TagsOptions, terminal: Terminal): Promise<number> {
  const { repository, found } = await ask(image, options, terminal, publishedTags);
  if (options.format === "json") {
    terminal.stdout.write(`${JSON.stringify({ image: repository.text, tags: found }, null, 2)}\n`);
  } else {
    terminal.stdout.write(found.map((tag) => `${tag}\n`).join(""));
    terminal.stderr.write(`${repository.text} has ${found.length} ${found.length === 1 ? "tag" : "tags"}\n`);
  }
  return 0;
}

/**
 * Prints the newest version of an image.
 *
 * @param image - as for {@link tags}
 * @returns the exit code
 * @throws UserError as {@link tags} does, and where no tag is a version
 */
export async function latest(image: string | undefined, options: TagsOptions, terminal: Terminal): Promise<number> {
  const { repository, found } = await ask(image, options, terminal, (client) => newestVersion([client]));
  if (options.format === "json") {
    terminal.stdout.write(`${JSON.stringify({ image: repository.text, version: found }, null, 2)}\n`);
  } else terminal.stdout.write(`${found}\n`);
  return 0;
}

async function ask<T>(
  image: string | undefined,
  options: TagsOptions,
  terminal: Terminal,
  question: (client: RegistryClient) => Promise<T>,
) {
  const repository = await findRepository(image, options, terminal);
  const [found] = await askRegistries([repository], options, (clients) => Promise.all(clients.map(question)));
  return { repository, found: found as T };
}
