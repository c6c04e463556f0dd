import type { Config } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import { checkPublished, newestVersion } from "../registry/published.ts";
import type { ImageReference } from "../render/image-reference.ts";
import type { Terminal } from "../report/terminal.ts";
import { askRegistries, repositoriesOf } from "./ask-registries.ts";
import type { BumpOptions } from "./bump.ts";
import { latestVersion } from "./registry-options.ts";

/**
 * Makes sure that a version of some images is published, wherever these come from.
 *
 * @param version - a tag, or `latest`
 * @param images - the images that are to run; where there are none, nobody is asked
 * @returns the tag
 * @throws UserError `image-unpublished` where it is not, and others where that is not certain
 */
export async function settlePublished(
  version: string,
  images: readonly Pick<ImageReference, "registry" | "path">[],
  options: BumpOptions,
  config: Config,
  terminal: Terminal,
): Promise<string> {
  const repositories = repositoriesOf(images, options, config);
  if (repositories.length === 0) return version;
  try {
    return await askRegistries(repositories, options, async (clients) => {
      const tag = version === latestVersion ? await newestVersion(clients) : version;
      if (options.verifyImage === false) return tag;
      const manifests = await Promise.all(clients.map((client) => checkPublished(client, tag)));
      if (options.format === "text" && !options.quiet) {
        clients.forEach(({ repository }, i) => {
          terminal.stderr.write(`${repository.text}:${tag} is published: ${manifests[i]?.digest}\n`);
        });
      }
      return tag;
    });
  } catch (error) {
    if (!(error instanceof UserError) || error.code === "image-unpublished" || version === latestVersion) throw error;
    const names = repositories.map(({ text }) => `${text}:${version}`).join(" and ");
    throw new UserError(error.code, `it is not certain that ${names} is published: ${error.message}`, {
      ...(error.place && { place: error.place }),
      remedy: [error.remedy, "or go on without asking: --no-verify-image"].join("; "),
      cause: error,
    });
  }
}
