import { decidingKey } from "../../src/bump/deciding-key.ts";
import { FileEditor } from "../../src/bump/file-editor.ts";
import { layersOfKey } from "../../src/bump/key-values.ts";
import type { Survey, SurveyedRelease } from "../../src/bump/survey.ts";
import { overridesIn, Removals } from "../../src/bump/unpin.ts";
import { nameOfSite, placeAt, toTextEdit } from "../../src/lint/releases/places.ts";
import type { Problem, ReleasesContext, Rule } from "../../src/lint/rule.ts";
import { formatKeyPath, type OriginLayer } from "../../src/provenance/origin.ts";

export const rule: Rule = {
  meta: {
    name: "redundant-override",
    description: "A values file of a service sets the version that it would inherit anyway.",
    severity: "warn",
    fixable: true,
    since: "0.1.0",
    layouts: "all",
  },

  *checkReleases(context: ReleasesContext): Iterable<Problem> {
    const removals = new Removals(withAllSelected(context.survey));
    const seen = new Set<string>();
    for (const release of context.survey.releases) {
      if (!release.isSelected) continue;
      for (const origin of release.images) {
        const key = decidingKey(origin, "version", undefined);
        if ("reason" in key) continue;
        for (const { file, layer } of overridesIn(release, key.layers)) {
          const id = JSON.stringify([file, key.path]);
          if (seen.has(id)) continue;
          seen.add(id);
          const isCertain = removals
            .readersOf(file, key.path)
            .every((reader) => isKnown(context, reader, file, key.path));
          if (isCertain && removals.isIdle(file, key.path)) yield problemOf(context, file, key.path, layer, key.layers);
        }
      }
    }
  },
};

/** Who else reads a file is known, whatever is linted. */
function withAllSelected(survey: Survey): Survey {
  return { ...survey, releases: survey.releases.map((release) => ({ ...release, isSelected: true })) };
}

/** Whether a release's inherited value is known: a file of the host that is not known could set another one. */
function isKnown(context: ReleasesContext, release: SurveyedRelease, file: string, path: readonly string[]): boolean {
  const layers = layersOfKey(release, path) ?? [];
  const place = layers.findIndex(({ index }) => release.files[index]?.realPath === file);
  const inherited = layers[place - 1];
  const isOfHost = inherited?.kind === "chart" || inherited?.kind === "stand-in";
  return !isOfHost || context.valuesOf(release).knowsHost;
}

function problemOf(
  { root, read }: ReleasesContext,
  file: string,
  path: readonly string[],
  layer: OriginLayer,
  layers: readonly OriginLayer[],
): Problem {
  const inherited = layers[layers.indexOf(layer) - 1] as OriginLayer;
  const from = inherited.site ? nameOfSite(inherited.site) : inherited.file;
  const edit = new FileEditor(root, (path) => read(path)?.text).remove(file, [path]);
  const name = formatKeyPath(path);
  const site = layer.site ?? { file, line: 1, column: 1, text: "", lineText: "" };
  return {
    message: `${name} is ${layer.value} without this line as well (${from}): it changes nothing now, and keeps the next version from being inherited, so remove it`,
    ...placeAt(site, root),
    data: { key: name, version: layer.value, inheritedFrom: from },
    ...("path" in edit && {
      fix: { title: `remove ${name}`, edits: [toTextEdit(edit, root)], isSafe: true },
    }),
  };
}
