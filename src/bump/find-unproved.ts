import type { Renderer, RenderTarget } from "../render/renderer.ts";
import type { Unproved } from "./assign-files.ts";
import { releaseId } from "./plan.ts";
import { whyLeftAlone } from "./prove.ts";
import type { Survey } from "./survey.ts";

/**
 * The releases of which a proof would say that it cannot know what becomes of them, with the reason: those that cannot be
 * rendered in full. A plan that leaves alone what they read is one that can be proved.
 */
export async function findUnproved({ releases, failures }: Survey, renderer: Renderer): Promise<Unproved> {
  const ids = new Map<string, string[]>();
  for (const { id, target } of releases) ids.set(targetId(target), [...(ids.get(targetId(target)) ?? []), id]);
  const unproved = new Map<string, string>();
  await Promise.all(
    failures.map(async ({ helmfile, environment }) => {
      const target = { helmfile: helmfile.path, environment };
      const manifests = await renderer.manifests(target);
      const known = new Map(
        manifests.releases.map(({ release, problems }) => [releaseId({ ...target, ...release }), problems[0]]),
      );
      for (const id of ids.get(targetId(target)) ?? []) {
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

function targetId({ helmfile, environment }: RenderTarget): string {
  return JSON.stringify([helmfile, environment]);
}
