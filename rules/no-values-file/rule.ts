import { posix } from "node:path";
import type { SurveyedRelease } from "../../src/bump/survey.ts";
import type { Problem, ReleasesContext, Rule } from "../../src/lint/rule.ts";
import { onOneLine } from "../../src/on-one-line.ts";

export const rule: Rule = {
  meta: {
    name: "no-values-file",
    description: "None of the values files that a release names is there, so that it runs with the chart's defaults.",
    severity: "warn",
    fixable: false,
    since: "0.1.0",
    layouts: "all",
  },

  *checkReleases(context: ReleasesContext): Iterable<Problem> {
    const { root, services } = context;
    const seen = new Set<string>();
    for (const { helmfile, environment, releases } of services.flatMap(({ targets }) => targets)) {
      for (const release of releases) {
        const names = missingFiles(release);
        const name = onOneLine(release.release.name);
        const id = `${helmfile.path} ${name}`;
        if (names.length === 0 || hasValues(context, release) || seen.has(id)) continue;
        seen.add(id);
        const where = environment === undefined ? "" : ` in ${environment}`;
        const list = names.map((path) => onOneLine(posix.relative(helmfile.folder, path))).join(", ");
        yield {
          message: `release ${name}${where} has no values: there is no ${list}, so it runs with the chart's defaults, if at all; make the file, or correct the name`,
          file: posix.join(root, helmfile.path),
          ...placeOf(
            context.read(helmfile.path)?.text ?? "",
            names.map((path) => posix.basename(path)),
            name,
          ),
          data: { release: name, files: names.join(" ") },
        };
      }
    }
  },
};

/** The service's own files that are named and not there. */
function missingFiles({ files }: SurveyedRelease): string[] {
  return files.flatMap((file) => (file?.isOwn && !file.exists ? [file.path] : []));
}

/** Whether it has values of any kind; those of the deployment host are the same for all. */
function hasValues({ valuesOf }: ReleasesContext, release: SurveyedRelease): boolean {
  const { layers, isOpen } = valuesOf(release);
  return isOpen || layers.some(({ kind }) => kind === "own" || kind === "shared" || kind === "inline");
}

/** The line that names one of the files, or else the release. */
function placeOf(text: string, files: readonly string[], release: string): { line: number; column: number } {
  const lines = text.split("\n");
  for (const name of [...files, `name: ${release}`]) {
    const line = lines.findIndex((each) => each.includes(name) && !each.trimStart().startsWith("#"));
    if (line >= 0) return { line: line + 1, column: (lines[line] as string).indexOf(name) + 1 };
  }
  return { line: 1, column: 1 };
}
