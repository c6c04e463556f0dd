import type { ComparableRelease, ComparedTarget } from "../render/compare-targets.ts";
import type { RenderTarget } from "../render/renderer.ts";
import { compareManifests } from "./compare-manifests.ts";
import { type ImageChange, releaseId } from "./plan.ts";

/** What to find out about what edits do to a target. Plain data. */
export interface EffectQuestion {
  /** What is meant to become of the images of its releases, by their ids; nothing becomes of those of the others. */
  readonly changes: Readonly<Record<string, readonly ImageChange[]>>;
  /** Whether the manifests that change are wanted. */
  readonly showManifests: boolean;
}

/** What edits do to a target: it is compared without them and with them. Plain data. */
export type TargetEffects = ComparedTarget<ReleaseEffect>;

export interface ReleaseEffect {
  readonly namespace: string;
  readonly name: string;
  /** Whether it cannot be rendered any more. */
  readonly isGone: boolean;
  /** The first difference that is not meant, and how many more there are. */
  readonly difference?: string | undefined;
  /** The first reason why templates are missing, be it before or after. */
  readonly problem?: string | undefined;
  /** Its manifests, where they change and are wanted. */
  readonly manifests?: { readonly before: string; readonly after: string } | undefined;
}

/** Finds out what edits do. */
export interface EffectSource {
  /**
   * @param asked - targets, and what to find out about each
   * @param edits - the text of each edited file, by its path relative to the root; `undefined`: it goes
   * @param onDone - is told the number of each target that is done
   */
  effects(
    asked: readonly { readonly target: RenderTarget; readonly question: EffectQuestion }[],
    edits: ReadonlyMap<string, string | undefined>,
    onDone: (index: number) => void,
  ): Promise<TargetEffects[]>;
}

/** What becomes of one release of a target. */
export function effectOn(
  target: RenderTarget,
  before: ComparableRelease,
  after: ComparableRelease | undefined,
  { changes, showManifests }: EffectQuestion,
): ReleaseEffect {
  const { namespace, name } = before.release;
  if (after === undefined) return { namespace, name, isGone: true };
  const { helmfile, environment } = target;
  const planned = changes[releaseId({ helmfile, environment, namespace, name })] ?? [];
  const [difference, ...more] = compareManifests(before, after, planned);
  const isChanged = before.text !== after.text;
  return {
    ...{ namespace, name },
    isGone: false,
    difference: difference && (more.length > 0 ? `${difference} (and ${more.length} more)` : difference),
    problem: [...before.problems, ...after.problems][0],
    manifests: showManifests && isChanged ? { before: before.text, after: after.text } : undefined,
  };
}
