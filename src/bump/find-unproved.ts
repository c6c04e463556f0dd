import type { Renderer } from "../render/renderer.ts";
import type { Unproved } from "./assign-files.ts";
import { releaseId } from "./plan.ts";
import { whyLeftAlone } from "./prove.ts";
import type { Survey } from "./survey.ts";

/**
 * The releases of which a proof would say that it cannot know what becomes of them, with the reason: those that cannot be
 * rendered in full. A plan that leaves alone what they read is one that can be proved.
 */
export async function findUnproved({ releases, failures }: Survey, renderer: Renderer): Promise<Unproved> {
  const unproved = new Map<string, string>();
  await Promise.all(
    failures.map(async ({ helmfile, environment }) => {
      const target = { helmfile: helmfile.path, environment };
      const manifests = await renderer.manifests(target);
      const known = new Map(
        manifests.releases.map(({ release, problems }) => [releaseId({ ...target, ...release }), problems[0]]),
      );
      const own = releases.filter(
        (release) => release.target.helmfile === target.helmfile && release.target.environment === environment,
      );
      for (const { id } of own) {
        const problem = known.get(id);
        if (problem !== undefined) unproved.set(id, whyLeftAlone(`it cannot be rendered in full: ${problem}`));
        else if (!known.has(id)) {
          unproved.set(id, whyLeftAlone(`it cannot be rendered: ${manifests.failures.join("\n")}`));
        }
      }
    }),
  );
  return unproved;
}
