import { onOneLine } from "../on-one-line.ts";
import type { ReleaseManifests, Renderer, RenderTarget, TargetManifests } from "../render/renderer.ts";
import { compareManifests } from "./compare-manifests.ts";
import { type BumpedRelease, type BumpPlan, describeService, releaseId } from "./plan.ts";
import { filesOf, type Survey, type SurveyedRelease } from "./survey.ts";

/** What is known of the effect of a plan. */
export interface Proof {
  /** How many releases were rendered with and without the edits; 0 where that was not asked for. */
  readonly rendered: number;
  /** Releases of which this is not known, as a message each; edits of their files are in the plan only on demand. */
  readonly unverified: readonly string[];
  /** The manifests of the releases that change, where they are asked for. */
  readonly manifests: readonly ManifestChange[];
}

export interface ManifestChange {
  readonly service: string;
  readonly release: string;
  readonly before: string;
  readonly after: string;
}

export interface ProofRequest {
  /** Whether an edit may stay whose effect on a release is not known, since that cannot be rendered in full. */
  readonly allowUnverified: boolean;
  /** Whether to keep manifests: those of a large repository take more memory than all else. */
  readonly showManifests: boolean;
}

/** So many targets are compared at a time, since the manifests of all need not fit in memory. */
const batchSize = 500;

/**
 * Renders every release that reads an edited file with and without the edits, and keeps what has exactly the effect that is
 * planned. Where something else changes, the edits that the release reads are dropped, with all that depends on them.
 *
 * @param onRendered - called when a target is done
 */
export async function provePlan(
  plan: BumpPlan,
  survey: Survey,
  renderer: Renderer,
  { allowUnverified, showManifests }: ProofRequest,
  onRendered: (target: RenderTarget) => void = () => {},
): Promise<{ plan: BumpPlan; proof: Proof }> {
  const nothing = new Map<string, string>();
  let originals = new Map<string, TargetManifests>();
  let current = plan;
  for (;;) {
    const edited = new Map(current.edits.map(({ path, after }) => [path, after]));
    const planned = new Map(current.releases.map((release) => [idOfBumped(release), release]));
    const releases: ReleaseCheck[] = [];
    for (const batch of batchesOf(readersOf(current, survey))) {
      await renderer.overlay(nothing);
      const known = originals;
      const before = await Promise.all(
        batch.map(async ({ id, target }) => known.get(id) ?? (await renderer.manifests(target))),
      );
      await renderer.overlay(edited);
      const checks = await Promise.all(
        batch.map(async (reader, index) => {
          const after = await renderer.manifests(reader.target);
          onRendered(reader.target);
          return checkTarget(reader, before[index] as TargetManifests, after, planned);
        }),
      );
      for (const check of checks.flat()) releases.push(showManifests ? check : { ...check, change: undefined });
      originals = new Map(batch.map(({ id }, index) => [id, before[index] as TargetManifests]));
    }
    const failures = releases.filter(({ problem, unverified }) => problem ?? (!allowUnverified && unverified));
    if (failures.length === 0) {
      return {
        plan: current,
        proof: {
          rendered: releases.filter(({ isRendered }) => isRendered).length,
          unverified: releases.flatMap(({ name, unverified }) => (unverified ? [`${name}: ${unverified}`] : [])),
          manifests: releases.flatMap(({ change }) => (change ? [change] : [])),
        },
      };
    }
    current = withoutEdits(current, survey, failures);
  }
}

/** A release before and after. */
interface ReleaseCheck {
  readonly id: string;
  readonly target: RenderTarget;
  /** As messages call it. */
  readonly name: string;
  /** What is not as planned. */
  readonly problem: string | undefined;
  /** Why that is not wholly known. */
  readonly unverified: string | undefined;
  readonly isRendered: boolean;
  readonly change: ManifestChange | undefined;
}

/** A target with releases that read an edited file. */
interface Reader {
  readonly id: string;
  readonly target: SurveyedRelease["target"];
  /** These releases, by their id. */
  readonly releases: Map<string, SurveyedRelease>;
}

function readersOf({ edits }: BumpPlan, { releases }: Survey): Reader[] {
  const edited = new Set(edits.map(({ path }) => path));
  const readers = new Map<string, Reader>();
  for (const release of releases) {
    if (!filesOf(release).some((file) => edited.has(file))) continue;
    const { target } = release;
    const id = JSON.stringify([target.helmfile, target.environment]);
    const reader = readers.get(id) ?? { id, target, releases: new Map() };
    reader.releases.set(release.id, release);
    readers.set(id, reader);
  }
  return [...readers.values()];
}

function batchesOf(readers: readonly Reader[]): Reader[][] {
  const batches: Reader[][] = [];
  for (let at = 0; at < readers.length; at += batchSize) batches.push(readers.slice(at, at + batchSize));
  return batches;
}

/**
 * Looks at all releases of a target: one that lists no edited file can have read it in another way.
 *
 * @param planned - what is planned for releases, by their id
 */
function checkTarget(
  { target, releases: readers }: Reader,
  before: TargetManifests,
  after: TargetManifests,
  planned: ReadonlyMap<string, BumpedRelease>,
): ReleaseCheck[] {
  const idOf = ({ release: { name, namespace } }: ReleaseManifests) => releaseId({ ...target, name, namespace });
  const now = new Map(after.releases.map((release) => [idOf(release), release]));
  const service = describeService(target.source, target.environment);

  const checks = before.releases.map((old): ReleaseCheck => {
    const id = idOf(old);
    const { name } = old.release;
    const base = { id, target, name: `${service}, release ${onOneLine(name)}`, isRendered: true, change: undefined };
    const other = now.get(id);
    if (!other) {
      return {
        ...base,
        problem: `it cannot be rendered any more: ${after.failures.join("\n")}`,
        unverified: undefined,
      };
    }
    const [difference, ...more] = compareManifests(old.text, other.text, planned.get(id)?.changes ?? []);
    const [incomplete] = readers.has(id) ? [...old.problems, ...other.problems] : [];
    return {
      ...base,
      problem: difference && (more.length > 0 ? `${difference} (and ${more.length} more)` : difference),
      unverified: incomplete && `it cannot be rendered in full: ${incomplete}`,
      change: old.text === other.text ? undefined : { service, release: name, before: old.text, after: other.text },
    };
  });

  const known = new Set(checks.map(({ id }) => id));
  const unrendered = [...readers.values()].filter(({ id }) => !known.has(id));
  return [
    ...checks,
    ...unrendered.map(({ id, release }): ReleaseCheck => {
      const reason = `it cannot be rendered: ${before.failures.join("\n")}`;
      const name = `${service}, release ${release.name}`;
      return { id, target, name, problem: undefined, unverified: reason, isRendered: false, change: undefined };
    }),
  ];
}

function idOfBumped({ helmfile, environment, namespace, name }: BumpedRelease): string {
  return releaseId({ helmfile: helmfile.path, environment, namespace, name });
}

/** A plan without the edits that have an effect on these releases, and without those that go with them. */
function withoutEdits(plan: BumpPlan, survey: Survey, failures: readonly ReleaseCheck[]): BumpPlan {
  const reasons = new Map<string, string>();
  for (const check of failures) {
    for (const file of editsReadBy(check, plan, survey)) reasons.set(file, reasons.get(file) ?? reasonOf(check));
  }
  const own = new Map(failures.map((check) => [check.id, reasonOf(check, true)]));
  // What a release needs goes as a whole, and takes along what else needs it.
  for (let isStable = false; !isStable; ) {
    isStable = true;
    for (const { outcome } of plan.releases) {
      const files = filesOfOutcome(outcome);
      const dropped = files.find((file) => reasons.has(file));
      for (const file of files) {
        if (dropped === undefined || reasons.has(file)) continue;
        reasons.set(file, reasons.get(dropped) as string);
        isStable = false;
      }
    }
  }
  const releases = plan.releases.map((release): BumpedRelease => {
    const dropped = filesOfOutcome(release.outcome).find((file) => reasons.has(file));
    if (dropped === undefined) return release;
    const reason = own.get(idOfBumped(release)) ?? reasons.get(dropped) ?? "";
    return {
      ...release,
      outcome: { kind: "skipped", reason: `with the edit of ${dropped}, ${reason}` },
      changes: [],
    };
  });
  return { ...plan, releases, edits: plan.edits.filter(({ path }) => !reasons.has(path)) };
}

function filesOfOutcome(outcome: BumpedRelease["outcome"]): readonly string[] {
  return "files" in outcome ? outcome.files : [];
}

/** The edited files that a release reads; where it lists none, those that its target reads. */
function editsReadBy({ id, target }: ReleaseCheck, { edits }: BumpPlan, { releases }: Survey): string[] {
  const edited = edits.map(({ path }) => path);
  const readBy = (readers: readonly SurveyedRelease[]) => {
    const files = new Set(readers.flatMap(filesOf));
    return edited.filter((path) => files.has(path));
  };
  const own = readBy(releases.filter((release) => release.id === id));
  if (own.length > 0) return own;
  return readBy(releases.filter((release) => isOfTarget(release, target)));
}

function isOfTarget({ target: { helmfile, environment } }: SurveyedRelease, target: RenderTarget): boolean {
  return helmfile === target.helmfile && environment === target.environment;
}

function reasonOf({ name, problem, unverified }: ReleaseCheck, isOwn = false): string {
  const who = isOwn ? "" : `${name}: `;
  return problem === undefined ? `${who}${unverified}; --allow-unverified edits it all the same` : `${who}${problem}`;
}
