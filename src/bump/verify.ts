import type { Renderer, RenderResult, RenderTarget } from "../render/renderer.ts";
import type { BumpedRelease, BumpPlan } from "./plan.ts";
import { imagesNamed } from "./render-selection.ts";

export interface VerifyRequest {
  readonly image: string;
  readonly version: string;
  readonly key: readonly string[];
}

/** The targets with releases that a plan bumps, each once. */
export function bumpedTargets({ releases }: BumpPlan): RenderTarget[] {
  const bumped = releases.filter(({ outcome }) => outcome.kind === "bumped").map(targetOf);
  return [...new Map(bumped.map((target) => [targetId(target), target])).values()];
}

/**
 * Renders the releases that a plan bumps once more, with the edits in place, and keeps what works: a release whose image
 * does not get the version is skipped with the reason, and an edit that works for no release is left out.
 *
 * @param renderer - one that sees the edited files
 * @param onRendered - called when a target is done
 */
export async function verifyPlan(
  plan: BumpPlan,
  renderer: Renderer,
  { image, version, key }: VerifyRequest,
  onRendered: (target: RenderTarget) => void,
): Promise<BumpPlan> {
  const results = new Map<string, RenderResult>();
  await Promise.all(
    bumpedTargets(plan).map(async (target) => {
      results.set(targetId(target), await renderer.render(target));
      onRendered(target);
    }),
  );

  const releases = plan.releases.map((release): BumpedRelease => {
    const result = results.get(targetId(targetOf(release)));
    if (release.outcome.kind !== "bumped" || !result) return release;
    const reason = whyNot(result, release, { image, version, key }, release.outcome.file);
    return reason === undefined ? release : { ...release, outcome: { kind: "skipped", reason } };
  });
  const used = new Set(releases.map(({ outcome }) => (outcome.kind === "bumped" ? outcome.file : undefined)));
  return { ...plan, releases, edits: plan.edits.filter(({ path }) => used.has(path)) };
}

/** Why an edit of this file does not do for a release, if it does not. */
function whyNot(
  { releases, failure }: RenderResult,
  { name, namespace }: BumpedRelease,
  { image, version, key }: VerifyRequest,
  file: string,
): string | undefined {
  const edit = `with ${key.join(".")} set in ${file}`;
  const release = releases.find((candidate) => candidate.name === name && candidate.namespace === namespace);
  if (!release) return `${edit} it cannot be rendered: ${failure}`;
  const images = imagesNamed(release, image);
  if (images.length === 0) return `${edit} it does not run ${image} any more`;
  const other = images.find(({ tag }) => tag !== version);
  return other && `${edit} it still runs ${other.text}: another key decides, see --key`;
}

function targetOf({ helmfile, environment }: BumpedRelease): RenderTarget {
  return { helmfile: helmfile.path, environment };
}

function targetId({ helmfile, environment }: RenderTarget): string {
  return JSON.stringify([helmfile, environment]);
}
