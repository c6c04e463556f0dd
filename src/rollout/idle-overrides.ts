import { decidingKey } from "../bump/deciding-key.ts";
import type { Survey } from "../bump/survey.ts";
import { overridesIn, Removals } from "../bump/unpin.ts";

/**
 * The values files in which the version of an image is set to what is inherited without them: stages leave such, where the last
 * one sets for the whole service what those before have set for a part of it.
 *
 * @param isMeant - whether an image is one that the rollout is about, by its name
 * @param wanted - the key that people name for where it is uncertain which one decides
 */
export function idleOverrides(
  survey: Survey,
  isMeant: (imageName: string) => boolean,
  wanted: readonly string[] | undefined,
): string[] {
  const removals = new Removals(survey);
  const files = survey.releases.flatMap((release) =>
    release.images
      .filter(({ image }) => release.isSelected && isMeant(image.name))
      .flatMap((origin) => {
        const key = decidingKey(origin, "version", wanted);
        if ("reason" in key) return [];
        const overrides = overridesIn(release, key.layers).map(({ file }) => file);
        return overrides.filter((file) => removals.isIdle(file, key.path));
      }),
  );
  return [...new Set(files)].sort();
}
