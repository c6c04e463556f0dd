import { posix, relative } from "node:path";
import { compareManifests } from "../../bump/compare-manifests.ts";
import type { ImageChange } from "../../bump/plan.ts";
import { readersByFile, type SurveyedRelease } from "../../bump/survey.ts";
import { mayBeMissing } from "../../bump/unpin.ts";
import { isBlank } from "../../edit/text-edit.ts";
import { onOneLine } from "../../on-one-line.ts";
import { findImages } from "../../render/images.ts";
import type { Renderer, TargetManifests } from "../../render/renderer.ts";
import type { RepositoryFiles } from "../../repository/files.ts";
import type { Finding } from "../check.ts";
import type { Linter, OtherTexts } from "../linter.ts";
import type { ReleasesContext } from "../rule.ts";
import { applyEdits, type FixableFinding, isFixable, withoutOverlaps } from "./apply-edits.ts";
import { keyOf, stillThere } from "./count-findings.ts";
import type { Refusal } from "./fix.ts";

export interface ReleaseFixes {
  /** What files become; `undefined`: they go. */
  readonly changes: OtherTexts;
  readonly applied: readonly FixableFinding[];
  readonly refused: readonly Refusal[];
  /** What is left in releases. */
  readonly findings: readonly Finding[];
}

/**
 * Makes the fixes of values files, as far as they do what they should: the problem is gone, and every release that reads
 * one of the files renders to the same, but for versions of images where the fix is about these. A file of which nothing is
 * left goes, where its releases do without.
 *
 * @param findings - those in releases
 * @param renderer - it has no overlay afterwards
 */
export async function fixReleases(
  linter: Linter,
  { survey }: ReleasesContext,
  findings: readonly Finding[],
  files: RepositoryFiles,
  renderer: Renderer,
): Promise<ReleaseFixes> {
  const { root } = linter.options;
  const readers = readersByFile(survey.releases);
  const refused = new Map<string, Refusal>();
  const originals = new Map<string, TargetManifests>();
  try {
    for (;;) {
      const open = findings.filter(isFixable).filter((finding) => !refused.has(keyOf(finding)));
      const group = withoutOverlaps(open).filter((finding) => {
        const reason = foreignFile(finding);
        if (reason !== undefined) refused.set(keyOf(finding), { finding, reason });
        return reason === undefined;
      });
      if (group.length === 0) return { changes: new Map(), applied: [], refused: [...refused.values()], findings };
      const changes = textsOf(group);
      const problems =
        typeof changes === "string" ? new Map(group.map((each) => [each, changes])) : await check(group, changes);
      if (problems.size === 0 && typeof changes === "object") {
        const left = await linter.checkReleases(files.overlay(changes), changes);
        for (const finding of stillThere(group, findings, left) as FixableFinding[]) {
          problems.set(finding, `${finding.rule} finds the same afterwards`);
        }
        if (problems.size === 0) return { changes, applied: group, refused: [...refused.values()], findings: left };
      }
      for (const [finding, reason] of problems) refused.set(keyOf(finding), { finding, reason });
    }
  } finally {
    await renderer.overlay(new Map());
  }

  function foreignFile({ fix }: FixableFinding): string | undefined {
    const other = fix.edits.find(({ file, kind }) => kind !== "replace" || !readers.has(relative(root, file)));
    return other && `${onOneLine(relative(root, other.file))} is no values file of these releases`;
  }

  /** Of what nothing is left goes, where nobody needs it. */
  function textsOf(group: readonly FixableFinding[]): OtherTexts | string {
    const changes = applyEdits(group, files, new Map());
    if (typeof changes === "string") return changes;
    return new Map(
      [...changes].flatMap(([path, text]) => {
        if (typeof text !== "string") return [];
        return [[path, isBlank(text) && mayBeMissing(path, survey) ? undefined : text] as const];
      }),
    );
  }

  /** What speaks against fixes: whatever a release shows that reads one of their files. */
  async function check(group: readonly FixableFinding[], changes: OtherTexts) {
    const problems = new Map<FixableFinding, string>();
    const targets = new Map<string, { target: SurveyedRelease["target"]; paths: Set<string> }>();
    for (const path of changes.keys()) {
      for (const { target } of readers.get(path) ?? []) {
        const id = JSON.stringify([target.helmfile, target.environment]);
        const entry = targets.get(id) ?? { target, paths: new Set() };
        entry.paths.add(path);
        targets.set(id, entry);
      }
    }
    await renderer.overlay(new Map());
    for (const [id, { target }] of targets) {
      if (!originals.has(id)) originals.set(id, await renderer.manifests(target));
    }
    await renderer.overlay(changes);
    for (const [id, { target, paths }] of targets) {
      const concerned = group.filter(({ fix }) => fix.edits.some(({ file }) => paths.has(relative(root, file))));
      const mayChange = concerned.some(({ fix }) => fix.effect === "versions");
      const reason = compareTargets(originals.get(id) as TargetManifests, await renderer.manifests(target), mayChange);
      if (reason === undefined) continue;
      for (const finding of concerned) problems.set(finding, `${posix.dirname(target.helmfile)}: ${reason}`);
    }
    return problems;
  }
}

function compareTargets(
  before: TargetManifests,
  after: TargetManifests,
  mayChangeVersions: boolean,
): string | undefined {
  if (before.failures.length > 0) return `it could not be rendered before: ${before.failures[0]}`;
  if (before.releases.length !== after.releases.length) return `it cannot be rendered any more: ${after.failures[0]}`;
  for (const [i, old] of before.releases.entries()) {
    const now = after.releases[i] as TargetManifests["releases"][number];
    const name = `release ${onOneLine(old.release.name)}`;
    if (old.problems.length > 0) return `${name} cannot be rendered in full: ${old.problems[0]}`;
    const changes = mayChangeVersions ? versionChanges(old.text, now.text) : [];
    const [difference] = compareManifests(old, now, changes);
    if (difference !== undefined) return `${name} would change: ${difference}`;
  }
  return undefined;
}

/** The images that run another version, as changes that are meant. */
function versionChanges(before: string, after: string): ImageChange[] {
  const now = findImages(after);
  return findImages(before).flatMap((old, i) => {
    const other = now[i];
    if (other === undefined || old.text === other.text || old.name !== other.name) return [];
    const { object, container, text: from, name } = old;
    return [{ object, container, from, name, version: other.tag }];
  });
}
