import { groupBy } from "../group-by.ts";
import type { Cause, ImageOrigin, Site } from "../provenance/origin.ts";
import type { Override } from "../provenance/overrides.ts";
import type { Helmfile } from "../repository/scan.ts";
import type { ExplainedImage } from "./explain-run.ts";
import { describePlaces, withoutPlace, withPlace } from "./place-names.ts";

/** Images of one helmfile that are decided in the same way: by the same lines, of files that differ by their environment at most. */
export interface ImageGroup {
  readonly helmfile: Helmfile;
  /** That of one of them. */
  readonly origin: ImageOrigin;
  /** Who they are: an entry for each set of environments, such as `eqiad, codfw: production, canary`. */
  readonly places: readonly string[];
  /** The name of a file that `origin` names, for all of them: `values-{eqiad,codfw}.yaml`. */
  nameOf(file: string): string;
  /** Where each of them could have one of the values of `origin` set. */
  overridesOf(cause: Cause): readonly Override[];
}

/** Groups images; groups come in the order of their first ones. */
export function groupImages(images: readonly ExplainedImage[]): ImageGroup[] {
  const groups = groupBy(images, signatureOf);
  const imagesOfRelease = groupBy(images, ({ helmfile, environment, release }) =>
    JSON.stringify([helmfile.path, environment, release.namespace, release.name]),
  );
  const alone = new Set([...imagesOfRelease.values()].filter(({ length }) => length === 1).flat());
  return [...groups.values()].map((members) => {
    const [first] = members;
    const environments = [...new Set(members.map(({ environment }) => environment))];
    const all = environments.length === 1 ? String(environments[0]) : `{${environments.join(",")}}`;
    return {
      helmfile: first.helmfile,
      origin: first.origin,
      places: describePlaces(
        members.map((member) => ({ place: member.environment, name: nameOfImage(member, alone.has(member)) })),
      ),
      nameOf: (file) => withPlace(withoutPlace(file, first.environment), all),
      overridesOf: (cause) => commonOverrides(members, first.origin.version.causes.indexOf(cause)),
    };
  });
}

/** @param isAlone - whether it is the only one of its release; else the container is named as well */
function nameOfImage({ release, origin: { image } }: ExplainedImage, isAlone: boolean): string {
  return isAlone ? release.name : `${release.name} ${image.object} ${image.container}`;
}

/** What images have in common that are decided in the same way. */
function signatureOf({ helmfile, environment, origin }: ExplainedImage): string {
  const general = (file: string) => withoutPlace(file, environment);
  const describeSite = (site: Site | undefined) => site && [general(site.file), site.line, site.column, site.lineText];
  const { image, version } = origin;
  return JSON.stringify([
    ...[helmfile.path, image.name, image.tag, image.digest],
    version.causes.map(({ path, layers }) => [
      path,
      layers.map(({ kind, file, value, site }) => [kind, general(file), value, describeSite(site)]),
    ]),
    version.literals.map(describeSite),
  ]);
}

/** The files of one of the images that all the others have as well. @param index - of the value */
function commonOverrides(members: readonly ExplainedImage[], index: number): Override[] {
  const [first = [], ...others] = members.map(({ environment, origin, overrides }) => {
    const cause = origin.version.causes[index];
    const own = (cause && overrides.get(cause)) ?? [];
    return own.map((override) => ({ override, general: withoutPlace(override.file, environment) }));
  });
  const isCommon = (general: string) => others.every((files) => files.some((other) => other.general === general));
  return first.filter(({ general }) => isCommon(general)).map(({ override }) => override);
}
