import { compareTargets } from "../render/compare-targets.ts";
import type { Renderer, TargetManifests } from "../render/renderer.ts";
import { type EffectSource, effectOn, type TargetEffects } from "./effects.ts";

/** So many targets are compared at a time, since the manifests of all need not fit in memory. */
const batchSize = 500;

/** Finds out what edits do by whatever renders: every target in full, without the edits and with them. */
export function renderedEffects(renderer: Renderer): EffectSource {
  return {
    async effects(asked, edits, onDone) {
      const found: TargetEffects[] = [];
      for (let at = 0; at < asked.length; at += batchSize) {
        const batch = asked.slice(at, at + batchSize);
        const manifests = () => Promise.all(batch.map(({ target }) => renderer.manifests(target)));
        await renderer.overlay(new Map());
        const before = await manifests();
        await renderer.overlay(edits);
        const effects = await Promise.all(
          batch.map(async ({ target, question }, i) => {
            const after = await renderer.manifests(target);
            onDone(at + i);
            return compareTargets(before[i] as TargetManifests, after, (old, now) =>
              effectOn(target, old, now, question),
            );
          }),
        );
        found.push(...effects);
      }
      await renderer.overlay(new Map());
      return found;
    },
  };
}
