import { posix } from "node:path";
import { isCertain } from "../../src/lint/releases/is-certain.ts";
import type { LintedTarget, Problem, ReleasesContext, Rule } from "../../src/lint/rule.ts";
import { type ImageOrigin, winnerOf } from "../../src/provenance/origin.ts";

/** Tags that are given to another image from time to time. */
const movingTag = /^(?:latest|stable|edge|nightly|main|master|dev|devel|current)$/i;

export const rule: Rule = {
  meta: {
    name: "image-version",
    description: "A release runs an image without a version, or with one that moves.",
    severity: "error",
    fixable: false,
    since: "0.1.0",
    layouts: "all",
  },

  *checkReleases(context: ReleasesContext): Iterable<Problem> {
    const { root, services } = context;
    const seen = new Set<string>();
    for (const { targets } of services) {
      for (const target of targets) {
        for (const surveyed of target.releases) {
          const { release, images } = surveyed;
          for (const origin of images) {
            if (!isCertain(surveyed, origin.version, context)) continue;
            const problem = problemOf(origin, target, release.name, root);
            if (problem === undefined) continue;
            // One line decides for many releases.
            const key = `${problem.file}:${problem.line}:${problem.column}`;
            if (!seen.has(key)) yield problem;
            seen.add(key);
          }
        }
      }
    }
  },
};

function problemOf(
  { image, version }: ImageOrigin,
  { helmfile }: LintedTarget,
  release: string,
  root: string,
): Problem | undefined {
  const { name, tag, digest } = image;
  if (digest !== undefined || (tag !== undefined && tag !== "" && !movingTag.test(tag))) return undefined;
  const site = version.causes.flatMap((cause) => winnerOf(cause)?.site ?? [])[0] ?? version.literals[0];
  const what = tag === undefined || tag === "" ? `${name} without a version` : `${name} with the moving tag ${tag}`;
  return {
    message: `release ${release} runs ${what}: what runs changes without a change here, so name the version that is to run`,
    file: posix.resolve(root, site?.file ?? helmfile.path),
    line: site?.line ?? 1,
    column: site?.column ?? 1,
    data: { image: name, tag: tag ?? "" },
  };
}
