import picomatch from "picomatch";
import { imagesJson } from "../report/images-json.ts";
import type { FoundImages } from "../report/images-run.ts";
import { printImagesText } from "../report/images-text.ts";
import type { Terminal } from "../report/terminal.ts";
import { askTargets } from "./ask-targets.ts";
import { chooseReleases, wantedImages } from "./choose-images.ts";
import { type RendererOptions, withRenderer } from "./open-renderer.ts";
import { openSelection, type SelectionOptions } from "./open-selection.ts";
import { cacheFolder } from "./renderer-options.ts";

/** The options of `images`, as commander gives them. */
export interface ImagesOptions extends RendererOptions, SelectionOptions {
  readonly release: readonly string[];
  readonly image: readonly string[];
  readonly format: "text" | "json";
}

/**
 * Prints which releases run which images.
 *
 * @param paths - files or folders that limit it to the helmfiles below them; none: the working folder
 * @returns the exit code: 1 where something could not be rendered
 * @throws UserError for misuse
 */
export async function images(paths: readonly string[], options: ImagesOptions, terminal: Terminal): Promise<number> {
  const selection = await openSelection(paths, options, cacheFolder(options), terminal);
  selection.memo?.save();
  const wanted = wantedImages(options.image, selection);
  const isWanted = picomatch([...wanted], { dot: true });
  const answers = await withRenderer(options, selection, terminal, (renderer) =>
    askTargets(
      selection.targets.filter(({ isSelected }) => isSelected),
      "rendering",
      terminal,
      async (target) => ({ target, ...(await renderer.images(target)) }),
    ),
  );
  const { targets, failures } = chooseReleases(answers, options.release, ({ name }) => name);
  const found: FoundImages = {
    wanted,
    images: targets.flatMap(({ target: { source: helmfile, environment }, releases }) =>
      releases.flatMap(({ images, ...release }) =>
        images
          .filter(({ image }) => isWanted(image.name))
          .map((printed) => ({ helmfile, environment, release, ...printed })),
      ),
    ),
    failures,
  };

  if (options.format === "json") terminal.stdout.write(imagesJson(found));
  else printImagesText(found, terminal);
  return failures.length > 0 ? 1 : 0;
}
