import { parseAllDocuments } from "yaml";
import { z } from "zod";

/** The part of a release in the output of `helmfile build` that matters here. */
export const builtRelease = z.object({
  name: z.string(),
  namespace: z.string().default(""),
  chart: z.string(),
  installed: z.boolean().default(true),
  condition: z.string().optional(),
  valuesPathPrefix: z.string().default(""),
  values: z.array(z.unknown()).default([]),
});

export interface BuiltRelease extends z.infer<typeof builtRelease> {
  /** The path of the state file that has it, as helmfile prints it. */
  readonly stateFile: string;
}

const builtState = z.object({ releases: z.array(builtRelease).nullish(), renderedvalues: z.unknown().optional() });

/** Reads the output of `helmfile build`: a YAML document for each state file, with its path in a comment. */
export function readBuildOutput(output: string): BuiltRelease[] {
  return output.split(/^---\n(?=# {2}Source: )/m).flatMap((part) => {
    const stateFile = /^# {2}Source: (.+)\n/.exec(part)?.[1];
    if (stateFile === undefined) return [];
    return parseAllDocuments(part, { maxAliasCount: -1 } as object)
      .map((document) => builtState.parse(document.toJS({ maxAliasCount: -1 }) ?? {}))
      .flatMap(({ releases, renderedvalues }) =>
        (releases ?? []).map((release) => ({
          ...release,
          stateFile,
          installed: release.installed && isMet(release.condition, renderedvalues),
        })),
      );
  });
}

/** Whether a condition is met: the path of a value, such as `cache.enabled`. */
function isMet(condition: string | undefined, values: unknown): boolean {
  if (condition === undefined) return true;
  let value = values;
  for (const key of condition.split(".")) value = (value as Record<string, unknown> | undefined)?.[key];
  return value === true;
}

/** Lines of helmfile and helm that say nothing about a failure. */
const noise = [
  /^skipping missing (?:values|secrets|environment values) file/,
  /^(?:Templating|Building dependency) release=/,
  /^Use --debug flag/,
  /^walk\.go:\d+: found symbolic link/,
  /^(?:.* )?(?:WARNING|coalesce\.go|warning):/,
  /^wrote /,
  /^\s*$/,
];

/** Whether helmfile failed only because a state file has no releases in this environment. */
export function saysNoReleases(stderr: string): boolean {
  return /^err: no releases found that matches/m.test(stderr);
}

/**
 * Trims the error output of helmfile to what a person needs: of a helm that failed its own message, else what helmfile
 * says; without the paths of temporary files.
 */
export function explainFailure(stderr: string, scratch: string): string {
  const helm = /^STDERR:\n((?:[ \t]+.*\n?)+)/m.exec(stderr)?.[1];
  const lines = (helm ?? stderr)
    .replaceAll(`${scratch}/`, "")
    .replace(/\S*\/helmfile\d+\/(\S+)-values-[0-9a-z]+/g, "the values of $1")
    .replace(/: error during .*: error calling fail: /g, ": ")
    .split("\n")
    .map((line) => line.trimEnd().replace(/^ {2}/, ""))
    .filter((line) => !noise.some((pattern) => pattern.test(line)));
  return lines
    .map((line) => line.replace(/^Error: /, ""))
    .slice(0, 6)
    .join("\n");
}
