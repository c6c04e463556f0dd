import { isDeepStrictEqual } from "node:util";
import { onOneLine } from "../on-one-line.ts";
import type { RenderTarget } from "../render/renderer.ts";
import type { Unproved } from "./assign-files.ts";
import type { EffectQuestion, EffectSource, TargetEffects } from "./effects.ts";
import {
  type BumpedRelease,
  type BumpPlan,
  describeService,
  type FileEdit,
  type ImageChange,
  releaseId,
} from "./plan.ts";
import type { SelectedTarget } from "./selection.ts";
import { filesOf, type Survey, type SurveyedRelease } from "./survey.ts";

/** What is known of the effect of a plan. */
export interface Proof {
  /** How many releases were rendered with and without the edits; 0 where that was not asked for. */
  readonly rendered: number;
  /** Releases of which this is not known, as a message each; edits of their files are in the plan only on demand. */
  readonly unverified: readonly string[];
  /** Releases that are not in the plan and of which this cannot be known, as a message each: what they read is left alone. */
  readonly unproved: readonly string[];
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
  /** Makes a plan without what these releases read; where there is none, the edits that they read are dropped. */
  readonly replan?: ((unproved: Unproved) => BumpPlan) | undefined;
}

/**
 * Finds out what the edits do to every target that reads an edited file, and keeps what has exactly the effect that is
 * planned. Where something else changes, the edits that the release reads are dropped, with all that depends on them. Where
 * it cannot be known whether it does, a plan is tried first that does without them.
 *
 * @param onRendered - called when a target is done
 */
export async function provePlan(
  plan: BumpPlan,
  survey: Survey,
  source: EffectSource,
  { allowUnverified, showManifests, replan }: ProofRequest,
  onRendered: (target: RenderTarget) => void = () => {},
): Promise<{ plan: BumpPlan; proof: Proof }> {
  const unproved = new Map<string, { readonly name: string; readonly reason: string }>();
  let known: Known = new Map();
  let current = plan;
  for (;;) {
    const planned = new Map(current.releases.map((release) => [idOfBumped(release), release]));
    const readers = readersOf(current, survey);
    known = await findEffects(current, readers, known, source, showManifests, onRendered);
    const releases = readers.flatMap((reader) => checkTarget(reader, (known.get(reader.id) as KnownEffects).effects));
    const failures = releases.filter(({ problem, unverified }) => problem ?? (!allowUnverified && unverified));
    if (failures.length === 0) {
      return {
        plan: current,
        proof: {
          rendered: releases.filter(({ isRendered }) => isRendered).length,
          unverified: releases.flatMap(({ name, unverified }) => (unverified ? [`${name}: ${unverified}`] : [])),
          unproved: [...unproved].flatMap(([id, { name, reason }]) => (planned.has(id) ? [] : [`${name}: ${reason}`])),
          manifests: releases.flatMap(({ change }) => (change ? [change] : [])),
        },
      };
    }
    const unknown = failures.filter(({ id, problem }) => problem === undefined && !unproved.has(id));
    for (const { id, name, unverified } of unknown) {
      unproved.set(id, { name, reason: whyLeftAlone(unverified) });
    }
    const reasons = new Map([...unproved].map(([id, { reason }]) => [id, reason]));
    current = replan && unknown.length > 0 ? replan(reasons) : withoutEdits(current, survey, failures);
  }
}

/** @param unverified - why it is not known what becomes of a release */
export function whyLeftAlone(unverified: string | undefined): string {
  return `${unverified}; what it reads is left alone, which --allow-unverified edits all the same`;
}

/** A release before and after. */
interface ReleaseCheck {
  readonly id: string;
  readonly target: SelectedTarget;
  /** As messages call it. */
  readonly name: string;
  /** What is not as planned. */
  readonly problem: string | undefined;
  /** Why that is not wholly known. */
  readonly unverified: string | undefined;
  readonly isRendered: boolean;
  readonly change: ManifestChange | undefined;
}

/** A target that reads an edited file. */
interface Reader {
  readonly id: string;
  readonly target: SelectedTarget;
  /** Its releases that list one, by their id. */
  readonly listing: Map<string, SurveyedRelease>;
  /** Whether one is read in another way. */
  isReadOtherwise: boolean;
  /** Those of files that it reads, or may come to read. */
  readonly edits: Set<FileEdit>;
}

/** What to find out, and all that the answer depends on beside what stays as it is. */
interface Asked {
  readonly edits: readonly FileEdit[];
  readonly question: EffectQuestion;
}

interface KnownEffects extends Asked {
  readonly effects: TargetEffects;
}

/** By the ids of targets. */
type Known = ReadonlyMap<string, KnownEffects>;

/** @param known - what is known from an earlier plan */
async function findEffects(
  plan: BumpPlan,
  readers: readonly Reader[],
  known: Known,
  source: EffectSource,
  showManifests: boolean,
  onRendered: (target: RenderTarget) => void,
): Promise<Known> {
  const changes = changesByTarget(plan);
  const found = new Map<string, KnownEffects>();
  const open: (Asked & Pick<Reader, "id" | "target">)[] = [];
  for (const { id, target, edits } of readers) {
    const asked = { edits: [...edits], question: { changes: changes.get(id) ?? {}, showManifests } };
    const before = known.get(id);
    if (before && isSame(asked, before)) found.set(id, before);
    else open.push({ id, target, ...asked });
  }
  const texts = new Map(plan.edits.map(({ path, after }) => [path, after]));
  const effects = await source.effects(open, texts, (index) => onRendered((open[index] as (typeof open)[0]).target));
  for (const [index, { id, target: _, ...asked }] of open.entries()) {
    found.set(id, { ...asked, effects: effects[index] as TargetEffects });
  }
  return found;
}

function isSame(asked: Asked, before: Asked): boolean {
  return (
    asked.edits.length === before.edits.length &&
    asked.edits.every(({ path, after }, i) => path === before.edits[i]?.path && after === before.edits[i]?.after) &&
    isDeepStrictEqual(asked.question, before.question)
  );
}

/** What is planned for the releases of each target, by their ids. */
function changesByTarget({ releases }: BumpPlan): Map<string, Record<string, readonly ImageChange[]>> {
  const found = new Map<string, Record<string, readonly ImageChange[]>>();
  for (const release of releases) {
    const id = targetId({ helmfile: release.helmfile.path, environment: release.environment });
    found.set(id, { ...found.get(id), [idOfBumped(release)]: release.changes });
  }
  return found;
}

function targetId({ helmfile, environment }: RenderTarget): string {
  return JSON.stringify([helmfile, environment]);
}

function readersOf({ edits }: BumpPlan, { releases, readers }: Survey): Reader[] {
  const found = new Map<string, Reader>();
  const readerOf = (target: SelectedTarget): Reader => {
    const id = targetId(target);
    const reader = found.get(id) ?? { id, target, listing: new Map(), isReadOtherwise: false, edits: new Set() };
    found.set(id, reader);
    return reader;
  };
  const edited = new Map(edits.map((edit) => [edit.path, edit]));
  for (const release of releases) {
    for (const file of filesOf(release)) {
      const edit = edited.get(file);
      if (edit === undefined) continue;
      const reader = readerOf(release.target);
      reader.listing.set(release.id, release);
      reader.edits.add(edit);
    }
  }
  for (const edit of edits) {
    for (const target of readers.of(edit)) {
      const reader = readerOf(target);
      reader.isReadOtherwise = true;
      reader.edits.add(edit);
    }
    for (const target of readers.possiblyOf(edit)) readerOf(target).edits.add(edit);
  }
  return [...found.values()];
}

/** Looks at all releases of a target: one that lists no edited file can have read it in another way. */
function checkTarget({ target, listing, ...reader }: Reader, { releases, failures }: TargetEffects): ReleaseCheck[] {
  const service = describeService(target.source, target.environment);
  // Where none lists it, each of them may go by what was read.
  const isReadOtherwise = listing.size === 0 && reader.isReadOtherwise;
  const isReader = (id: string) => isReadOtherwise || listing.has(id);
  const becauseAfter = `it cannot be rendered any more: ${failures.after.join("\n")}`;

  const checks = releases.map(({ name, namespace, isGone, difference, problem, manifests }): ReleaseCheck => {
    const id = releaseId({ ...target, name, namespace });
    const base = { id, target, name: `${service}, release ${onOneLine(name)}`, isRendered: true };
    if (isGone) return { ...base, problem: becauseAfter, unverified: undefined, change: undefined };
    return {
      ...base,
      problem: difference,
      unverified: isReader(id) && problem !== undefined ? `it cannot be rendered in full: ${problem}` : undefined,
      change: manifests && { service, release: name, ...manifests },
    };
  });

  const known = new Set(checks.map(({ id }) => id));
  const unrendered = [...listing.values()].filter(({ id }) => !known.has(id));
  const missing = { target, isRendered: false, problem: undefined, change: undefined };
  const becauseBefore = `it cannot be rendered: ${failures.before.join("\n")}`;
  const rest = unrendered.map(({ id, release }): ReleaseCheck => {
    return { ...missing, id, name: `${service}, release ${onOneLine(release.name)}`, unverified: becauseBefore };
  });
  // Of a target that lists none of the files it is not known which of its releases are missing.
  const id = releaseId({ ...target, namespace: "", name: "" });
  if (isReadOtherwise && failures.before.length > 0) {
    rest.push({ ...missing, id, name: service, unverified: becauseBefore });
  }
  if (failures.before.length === 0 && failures.after.length > 0 && checks.every(({ problem }) => !problem)) {
    rest.push({ ...missing, id, name: service, problem: becauseAfter, unverified: undefined });
  }
  return [...checks, ...rest];
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

/** The edited files that a release lists; where it lists none, those of its target, or what that reads in another way. */
function editsReadBy({ id, target }: ReleaseCheck, { edits }: BumpPlan, { releases, readers }: Survey): string[] {
  const edited = edits.map(({ path }) => path);
  const readBy = (readers: readonly SurveyedRelease[]) => {
    const files = new Set(readers.flatMap(filesOf));
    return edited.filter((path) => files.has(path));
  };
  const own = readBy(releases.filter((release) => release.id === id));
  if (own.length > 0) return own;
  const listed = readBy(releases.filter((release) => isOfTarget(release, target)));
  if (listed.length > 0) return listed;
  return edits
    .filter((edit) => readers.of(edit).has(target) || readers.possiblyOf(edit).has(target))
    .map(({ path }) => path);
}

function isOfTarget({ target: { helmfile, environment } }: SurveyedRelease, target: RenderTarget): boolean {
  return helmfile === target.helmfile && environment === target.environment;
}

function reasonOf({ name, problem, unverified }: ReleaseCheck, isOwn = false): string {
  const who = isOwn ? "" : `${name}: `;
  return problem === undefined ? `${who}${unverified}; --allow-unverified edits it all the same` : `${who}${problem}`;
}
