import picomatch, { type Matcher } from "picomatch";
import { Allowance, defaultUnits, isExhausted } from "../govalue/allowance.ts";
import { HelmError } from "../helm/index.ts";
import type { ComparableRelease } from "../render/compare-targets.ts";
import { releaseFailure, releaseProblem } from "../render/embedded/failure-message.ts";
import type { InspectedRelease } from "../render/embedded/inspect.ts";
import type { KeptTarget } from "../render/embedded/kept-manifests.ts";
import type { TracedAnswer } from "../render/embedded/questions.ts";
import { comparable } from "../render/embedded/render-release.ts";
import type { TargetRenderer } from "../render/embedded/target-renderer.ts";
import type { PrintedImage } from "../render/images.ts";
import type { RenderTarget } from "../render/renderer.ts";
import { findCauses, findUnsetCauses } from "./find-causes.ts";
import type { ImagePart } from "./image-part.ts";
import { LayerFinder } from "./layers.ts";
import { findLiterals, unsetKeys } from "./literals.ts";
import type { Cause, ImageOrigin, PartOrigin, ReleaseOrigins, TargetOrigins } from "./origin.ts";
import { Sources } from "./sources.ts";
import { Trial } from "./trial.ts";
import type { KeyPath } from "./values-tree.ts";

/** What to trace. Plain data. */
export interface TraceQuestion {
  /** Globs of the names of images: the last parts of their paths. */
  readonly images: readonly string[];
  readonly parts: readonly ImagePart[];
  /** Those of them of which only values are wanted: to find what stands in templates takes long. */
  readonly valuesOnly?: readonly ImagePart[] | undefined;
}

/** What it may take to trace the images of a target. */
const unitsOfTarget = 10 * defaultUnits;

/**
 * Traces the images of a target to the lines that decide what runs: first to values, then to what sets these.
 *
 * @param onRendered - is told what the target is rendered to, where each of its releases is and one of them runs such an image
 */
export async function traceTarget(
  renderer: TargetRenderer,
  target: RenderTarget,
  { images: names, parts, valuesOnly }: TraceQuestion,
  onRendered?: (manifests: KeptTarget) => void,
): Promise<TracedAnswer<TargetOrigins>> {
  const allowance = new Allowance(unitsOfTarget);
  const tracing = renderer.within(allowance);
  const { result: inspected, notes, trace } = await tracing.inspect(target, onRendered !== undefined);
  const sources = new Sources(tracing, allowance);
  const tracer = new Tracer(sources, new LayerFinder(tracing, target, inspected, sources), parts, valuesOnly);
  const isWanted = matcherOf(names);
  const unrendered = [...inspected.unopened];
  const failures = [...inspected.failures];
  const releases: ReleaseOrigins[] = [];
  const manifests: ComparableRelease[] = [];
  for (const inspectedRelease of inspected.releases) {
    const { release } = inspectedRelease;
    try {
      const rendered = inspectedRelease.render();
      const printed = allowance.run(() => rendered.images());
      const [wanted, others] = [true, false].map((is) => printed.filter(({ image }) => isWanted(image.name) === is));
      const images = await tracer.trace(inspectedRelease, wanted ?? [], printed);
      releases.push({ release, images, others: (others ?? []).map(({ image }) => image) });
      // It has a hold of nothing else that is rendered, since it may be kept.
      if (onRendered) manifests.push(comparable(release, { ...rendered, images: () => printed }));
      failures.push(...rendered.problems.map((problem) => releaseProblem(release.name, problem)));
    } catch (error) {
      if (!(error instanceof HelmError || isExhausted(error))) throw error;
      unrendered.push(release);
      failures.push(releaseFailure(release.name, error));
    }
  }
  // Whoever has to know what all of it is rendered to is told why something is not, also of what is not to be looked at.
  const isOpen = inspected.failures.length === 0 && inspected.unopened.length === 0;
  const isWhole = isOpen && manifests.length === inspected.releases.length;
  if (isWhole && releases.some(({ images }) => images.length > 0)) {
    onRendered?.({ result: { releases: manifests, failures: [] }, notes, trace, state: inspected.state });
  }
  const reads = renderer.readsOf(trace, { charts: inspected.releases.map(({ chartPath }) => chartPath) });
  return { result: { releases, unrendered, reads, failures }, notes, trace };
}

const matchers = new WeakMap<readonly string[], Matcher>();

/** All targets are asked about the same images. */
function matcherOf(names: readonly string[]): Matcher {
  const matcher = matchers.get(names) ?? picomatch([...names], { dot: true });
  matchers.set(names, matcher);
  return matcher;
}

class Tracer {
  readonly #sources: Sources;
  readonly #layers: LayerFinder;
  readonly #parts: readonly ImagePart[];
  readonly #valuesOnly: readonly ImagePart[];

  constructor(
    sources: Sources,
    layers: LayerFinder,
    parts: readonly ImagePart[],
    valuesOnly: readonly ImagePart[] = [],
  ) {
    this.#sources = sources;
    this.#layers = layers;
    this.#parts = parts;
    this.#valuesOnly = valuesOnly;
  }

  /** @param printed - all images of the release */
  async trace(
    release: InspectedRelease,
    images: readonly PrintedImage[],
    printed: readonly PrintedImage[],
  ): Promise<ImageOrigin[]> {
    if (images.length === 0) return [];
    const { allowance } = this.#sources;
    const trialOf = (part: ImagePart) => new Trial({ release, part, all: printed, allowance }, images);
    const version = await this.#tracePart(trialOf("version"));
    const name = this.#parts.includes("name") ? await this.#tracePart(trialOf("name")) : [];
    return images.map(({ image }, i) => ({ image, version: version[i] as PartOrigin, name: name[i] }));
  }

  async #tracePart(trial: Trial): Promise<PartOrigin[]> {
    const causes = new Map<string, Promise<Cause>>();
    const causeAt = (path: KeyPath): Promise<Cause> => {
      const key = JSON.stringify(path);
      const cause = causes.get(key) ?? this.#layers.find(trial.release, path).then((layers) => ({ path, layers }));
      causes.set(key, cause);
      return cause;
    };
    const found = await findCauses(trial);
    if (found.some((paths) => paths.length === 0) && !trial.isFaithful())
      return this.#tracePart(trial.ofAllTemplates());
    return Promise.all(
      found.map(async (paths, i): Promise<PartOrigin> => {
        if (paths.length > 0) return { causes: await Promise.all(paths.map(causeAt)), literals: [] };
        return this.#valuesOnly.includes(trial.part) ? { causes: [], literals: [] } : this.#traceLiteral(trial.of(i));
      }),
    );
  }

  /** What stands in the templates themselves, beside a key that would decide if it were set, or without one. */
  async #traceLiteral(trial: Trial): Promise<PartOrigin> {
    const literals = await findLiterals(trial, this.#sources);
    for (const keys of unsetKeys(literals, trial, this.#sources)) {
      const unset = await findUnsetCauses(keys, trial);
      if (unset.length > 0) return { causes: unset.map((path) => ({ path, layers: [] })), literals };
    }
    return { causes: [], literals };
  }
}
