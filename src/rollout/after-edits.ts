import type { KeyWrite } from "../bump/assign-files.ts";
import { isSamePath } from "../bump/deciding-key.ts";
import { type BumpedRelease, type BumpPlan, type ImageChange, releaseId } from "../bump/plan.ts";
import type { Survey, SurveyedRelease } from "../bump/survey.ts";
import type { Cause, ImageOrigin, OriginLayer, PartOrigin } from "../provenance/origin.ts";
import { parseImageReference } from "../render/image-reference.ts";

/**
 * A survey as it will be once a plan is carried out, found out without rendering anything.
 *
 * @param writes - what the edits of the plan write, by the real paths of the files
 */
export function afterEdits(
  survey: Survey,
  { edits, releases }: BumpPlan,
  writes: ReadonlyMap<string, readonly KeyWrite[]>,
): Survey {
  const edited = new Map(edits.map(({ path }) => [path, writes.get(path) ?? []]));
  if (edited.size === 0) return survey;
  const changes = new Map(releases.map((release) => [idOf(release), release.changes]));
  return {
    ...survey,
    releases: survey.releases.map((release) => {
      if (!release.files.some((file) => file && edited.has(file.realPath))) return release;
      const files = release.files.map((file) => file && (edited.has(file.realPath) ? { ...file, exists: true } : file));
      const images = release.images.map((origin) => withChange(origin, changes.get(release.id) ?? []));
      return { ...release, files, images: images.map((origin) => withWrites(origin, release, edited)) };
    }),
  };
}

export function idOf({ helmfile, environment, namespace, name }: BumpedRelease): string {
  return releaseId({ helmfile: helmfile.path, environment, namespace, name });
}

/** An image with the version and the name that it is to get. */
function withChange(origin: ImageOrigin, changes: readonly ImageChange[]): ImageOrigin {
  const { object, container, text, name, tag } = origin.image;
  const change = changes.find((each) => each.object === object && each.container === container && each.from === text);
  if (change === undefined) return origin;
  const repository = text.slice(0, text.lastIndexOf(`${name}:${tag}`));
  const after = `${repository}${change.name ?? name}:${change.version ?? tag}`;
  return { ...origin, image: { ...parseImageReference(after), text: after, object, container } };
}

function withWrites(
  origin: ImageOrigin,
  { files }: SurveyedRelease,
  edited: ReadonlyMap<string, readonly KeyWrite[]>,
): ImageOrigin {
  const rewrite = (cause: Cause): Cause => {
    const layers = files.flatMap((file, index): OriginLayer[] => {
      const write = file && edited.get(file.realPath)?.find(({ path }) => isSamePath(path, cause.path));
      return write ? [{ kind: "values", file: file.path, index, value: write.value, site: undefined }] : [];
    });
    if (layers.length === 0) return cause;
    const kept = cause.layers.filter(({ index }) => layers.every((layer) => layer.index !== index));
    return { ...cause, layers: [...kept, ...layers].sort((a, b) => a.index - b.index) };
  };
  const part = <T extends PartOrigin | undefined>(before: T): T =>
    before && { ...before, causes: before.causes.map(rewrite) };
  return { ...origin, version: part(origin.version), name: part(origin.name) };
}
