import { isSamePath } from "../../src/bump/deciding-key.ts";
import { FileEditor } from "../../src/bump/file-editor.ts";
import { layersOfKey } from "../../src/bump/key-values.ts";
import { readersByFile, type SurveyedRelease } from "../../src/bump/survey.ts";
import { nameOfSite, placeAt, toTextEdit } from "../../src/lint/releases/places.ts";
import type { Problem, ReleaseLayer, ReleasesContext, Rule } from "../../src/lint/rule.ts";
import { formatKeyPath, type OriginLayer } from "../../src/provenance/origin.ts";

export const rule: Rule = {
  meta: {
    name: "ineffective-key",
    description: "A values file of a service sets a version that decides nothing.",
    severity: "error",
    fixable: true,
    since: "0.1.0",
    layouts: "all",
  },

  *checkReleases(context: ReleasesContext): Iterable<Problem> {
    const failed = new Set(
      context.survey.failures.map(({ helmfile, environment }) => JSON.stringify([helmfile.path, environment])),
    );
    const isKnown = ({ target }: SurveyedRelease) => !failed.has(JSON.stringify([target.helmfile, target.environment]));
    const readersOf = readersByFile(context.survey.releases);
    const seen = new Set<string>();
    for (const release of context.survey.releases) {
      if (!release.isSelected) continue;
      for (const layer of context.valuesOf(release).layers) {
        const file = release.files[layer.index]?.realPath;
        if (layer.kind !== "own" || file === undefined) continue;
        for (const path of context.versionKeys.flatMap((ending) => layer.find(ending))) {
          const id = JSON.stringify([file, path]);
          if (seen.has(id)) continue;
          seen.add(id);
          const readers = readersOf.get(file) ?? [];
          if (!readers.every(isKnown) || readers.some((reader) => decides(reader, file, path))) continue;
          yield* problemOf(context, file, path, layer, readers);
        }
      }
    }
  },
};

/** Whether a file decides with a key what a release runs, alone or with other values. */
function decides(release: SurveyedRelease, file: string, path: readonly string[]): boolean {
  const winner = layersOfKey(release, path)?.at(-1);
  return winner !== undefined && release.files[winner.index]?.realPath === file;
}

function* problemOf(
  { root, read }: ReleasesContext,
  file: string,
  path: readonly string[],
  layer: ReleaseLayer,
  readers: readonly SurveyedRelease[],
): Iterable<Problem> {
  const site = layer.site(path);
  if (site === undefined) return;
  const name = formatKeyPath(path);
  const edit = new FileEditor(root, (path) => read(path)?.text).remove(file, [path]);
  yield {
    message: `${name} decides nothing here: ${whyNot(path, readers)}; remove it, so that nobody takes it for what runs`,
    ...placeAt(site, root),
    data: { key: name, value: site.text },
    ...("path" in edit && {
      fix: { title: `remove ${name}`, edits: [toTextEdit(edit, root)], isSafe: true },
    }),
  };
}

function whyNot(path: readonly string[], readers: readonly SurveyedRelease[]): string {
  const winners = readers.flatMap((reader): OriginLayer[] => layersOfKey(reader, path)?.slice(-1) ?? []);
  const [winner] = winners;
  if (winner) return `what comes after it sets it again (${winner.site ? nameOfSite(winner.site) : winner.file})`;
  const images = readers.flatMap((reader) => reader.images);
  if (images.length === 0) return "no release that reads it runs the image";
  const keys = images.flatMap(({ version }) => version.causes.filter((cause) => !isSamePath(cause.path, path)));
  const names = [...new Set(keys.map((cause) => formatKeyPath(cause.path)))];
  return names.length > 0 ? `the version of the image is ${names.join(" and ")}` : "no template of the chart reads it";
}
