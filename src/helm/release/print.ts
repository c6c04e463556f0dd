import { HelmError } from "../errors.ts";
import { BadPatternError, match } from "../path.ts";
import type { Release } from "../render.ts";
import { trimSpace } from "../text.ts";
import { type Hook, type Manifest, splitManifests } from "./manifests.ts";

export interface PrintOptions {
  readonly includeCrds?: boolean | undefined;
  readonly noHooks?: boolean | undefined;
  /** Leaves out the hooks that are tests. */
  readonly skipTests?: boolean | undefined;
  /** Patterns of template paths below the chart; only their manifests are printed, in the order of the patterns. */
  readonly showOnly?: readonly string[] | undefined;
}

/**
 * Prints a release as `helm template` does.
 *
 * @throws {HelmError} where a pattern of `showOnly` matches no manifest
 */
export function printRelease(release: Release, options: PrintOptions = {}): string {
  const crds = options.includeCrds ? release.crds : [];
  const print = (manifests: readonly Manifest[]) => manifests.map(({ path, content }) => printManifest(path, content));
  const parts = [...crds.map(({ path, file }) => printManifest(path, file.text)), ...print(release.manifests)];
  const text = `${trimSpace(parts.join(""))}\n${print(printedHooks(release, options)).join("")}`;
  return options.showOnly === undefined || options.showOnly.length === 0 ? text : showOnly(text, options.showOnly);
}

/** The hooks that are printed. */
export function printedHooks({ hooks }: Release, { noHooks, skipTests }: PrintOptions): readonly Hook[] {
  return noHooks ? [] : hooks.filter(({ events }) => !skipTests || !events.includes("test"));
}

function printManifest(path: string, content: string): string {
  return `---\n# Source: ${path}\n${content}\n`;
}

/** Helm looks for the paths in the text that it would print. */
function showOnly(text: string, patterns: readonly string[]): string {
  const manifests = splitManifests(text).map((content) => ({
    content,
    path: /# Source: [^/]+\/([^\n]+)/.exec(content)?.[1],
  }));
  const shown = patterns.flatMap((pattern) => {
    const matching = manifests.filter(({ path }) => path !== undefined && matches(pattern, path));
    if (matching.length === 0) throw new HelmError(`could not find template ${pattern} in chart`);
    return matching;
  });
  return shown.map(({ content }) => `---\n${content}\n`).join("");
}

/** A malformed pattern matches nothing. */
function matches(pattern: string, path: string): boolean {
  try {
    return match(pattern, path);
  } catch (error) {
    if (error instanceof BadPatternError) return false;
    throw error;
  }
}
