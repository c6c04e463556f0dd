import { isBlank } from "../edit/text-edit.ts";
import { type OriginLayer, winnerOf } from "../provenance/origin.ts";
import type { ValuesSource } from "../render/renderer.ts";
import { type DecidingKey, decidingKey, isSamePath, type NoKey, placeOf } from "./deciding-key.ts";
import { layersOfKey, valueAfter } from "./key-values.ts";
import { bumpedRelease } from "./make-plan.ts";
import type { BumpedRelease, BumpPlan, FileEdit, ImageChange, Outcome, TextChange } from "./plan.ts";
import { listsFile, readersByFile, type Survey, type SurveyedRelease, seenFlavours } from "./survey.ts";

export interface UnpinRequest {
  /** The name of the image that is not to be overridden. */
  readonly image: string;
  /** The key to look at where it is uncertain which one decides the version. */
  readonly key?: readonly string[] | undefined;
  /** Whether overrides go that make a difference as well. */
  readonly all: boolean;
  /** Makes the edit that removes keys from a file, or says why it cannot be made. */
  remove(realPath: string, keys: readonly (readonly string[])[]): TextChange | NoKey;
}

/** What decides an image: its version, and its name where a value does. */
interface DecidedImage {
  readonly image: SurveyedRelease["images"][0]["image"];
  readonly version: DecidingKey;
  readonly name: DecidingKey | undefined;
}

/**
 * Decides which overrides of versions and names go from the values files of services: those that say what is inherited
 * without them, or all. A file keeps its override where a release reads it that is not selected.
 *
 * @throws what the edit of a file throws
 */
export function makeUnpinPlan(survey: Survey, request: UnpinRequest): BumpPlan {
  const users = survey.releases.flatMap((release) => {
    const images = release.images.filter(({ image }) => image.name === request.image);
    return release.isSelected && images.length > 0 ? [{ release, images }] : [];
  });
  const removals = new Removals(survey);
  const decided = users.map(({ release, images }) => ({ release, images, ...decide(images, request.key) }));
  for (const { release, keys } of decided) {
    for (const { path, layers } of keys) {
      for (const { file } of overridesIn(release, layers)) {
        if (request.all ? removals.isFree(file, path) : removals.isIdle(file, path)) removals.add(file, path);
      }
    }
  }
  const edits = removals.makeEdits(request);

  const releases = decided.map(({ release, images, decisions, keys, problem }): BumpedRelease => {
    if (problem) return bumpedRelease(release, images, { kind: "skipped", reason: problem.reason });
    const changes = decisions.flatMap((decided) => changeOf(release, decided, removals));
    return bumpedRelease(release, images, outcomeOf(release, keys, removals, request, changes), changes);
  });
  return { edits, releases, flavours: seenFlavours(survey, request.image), failures: survey.failures };
}

/** What decides the images of a release, with all keys that do, or why that is not known of a version. */
function decide(images: SurveyedRelease["images"], wanted: UnpinRequest["key"]) {
  const decisions: DecidedImage[] = [];
  for (const origin of images) {
    const version = decidingKey(origin, "version", wanted);
    if ("reason" in version) return { decisions: [], keys: [], problem: version };
    const name = decidingKey(origin, "name", undefined);
    decisions.push({ image: origin.image, version, name: "reason" in name ? undefined : name });
  }
  const keys = decisions.flatMap(({ version, name }) => (name ? [version, name] : [version]));
  return { decisions, keys, problem: undefined };
}

function outcomeOf(
  release: SurveyedRelease,
  keys: readonly DecidingKey[],
  removals: Removals,
  { all }: UnpinRequest,
  changes: readonly ImageChange[],
): Outcome {
  const overrides = keys.flatMap(({ path, layers }) =>
    overridesIn(release, layers).map((override) => ({ ...override, path, layers })),
  );
  if (overrides.length === 0) return { kind: "current" };
  for (const { file } of overrides) {
    const reason = removals.refusalOf(file);
    if (reason !== undefined) return { kind: "skipped", reason };
  }
  const files = [...new Set(overrides.filter(({ file, path }) => removals.has(file, path)).map(({ file }) => file))];
  if (files.length > 0) return { kind: changes.length > 0 ? "bumped" : "unpinned", files };
  const [{ file, path, layer }] = overrides as [(typeof overrides)[0]];
  const place = layer.site ? placeOf(layer.site) : file;
  if (!removals.isFree(file, path)) {
    return { kind: "kept", reason: `${place} sets ${layer.value}, and a release reads it that is not selected` };
  }
  return {
    kind: "kept",
    reason: all ? place : `${place} sets ${layer.value}, which is not inherited; --all removes it`,
  };
}

/** What becomes of an image: nothing where what is inherited is the same. */
function changeOf(release: SurveyedRelease, { image, version, name }: DecidedImage, removals: Removals): ImageChange[] {
  const [newVersion, newName] = [version, name].map((key) => key && partAfter(release, key, removals));
  if (!newVersion?.isOther && !newName?.isOther) return [];
  const { object, container, text, tag } = image;
  return [
    {
      ...{ object, container, from: text },
      version: newVersion?.isOther ? inherited(newVersion, tag) : tag,
      name: newName?.isOther ? inherited(newName, image.name) : image.name,
    },
  ];
}

/** What a key says with and without the overrides that go. */
function partAfter(release: SurveyedRelease, { path, layers }: DecidingKey, removals: Removals) {
  const before = winnerOf({ path, layers })?.value;
  const after = valueAfter(release, layers, { removals: removals.filesWith(path) });
  return { before, after, isOther: before !== after };
}

/** A part of an image that is inherited; `undefined` where that is not known, or the key says more than the part. */
function inherited({ before, after }: ReturnType<typeof partAfter>, part: string | undefined) {
  return before === part ? after : undefined;
}

/** The layers that set a key in a service's own files, with the real path of each. */
export function overridesIn(
  { files }: SurveyedRelease,
  layers: readonly OriginLayer[],
): { readonly layer: OriginLayer; readonly file: string }[] {
  return layers.flatMap((layer) => {
    const file = files[layer.index];
    return file?.isOwn ? [{ layer, file: file.realPath }] : [];
  });
}

/** Keys that go from files. */
export class Removals {
  readonly #survey: Survey;
  readonly #readers: ReadonlyMap<string, readonly SurveyedRelease[]>;
  readonly #paths = new Map<string, (readonly string[])[]>();
  readonly #refused = new Map<string, string>();

  constructor(survey: Survey) {
    this.#survey = survey;
    this.#readers = readersByFile(survey.releases);
  }

  add(file: string, path: readonly string[]): void {
    if (!this.has(file, path)) this.#paths.set(file, [...(this.#paths.get(file) ?? []), path]);
  }

  delete(file: string): void {
    this.#paths.delete(file);
  }

  has(file: string, path: readonly string[]): boolean {
    return this.#paths.get(file)?.some((other) => isSamePath(other, path)) ?? false;
  }

  /** The files that a key goes from. */
  filesWith(path: readonly string[]): Set<string> {
    return new Set([...this.#paths.keys()].filter((file) => this.has(file, path)));
  }

  /** Whether all who read a key in a file are selected. */
  isFree(file: string, path: readonly string[]): boolean {
    return this.readersOf(file, path).every(({ isSelected }) => isSelected);
  }

  /** Whether a key in a file says what is inherited without it, for all who read it. */
  isIdle(file: string, path: readonly string[]): boolean {
    return (
      this.isFree(file, path) &&
      this.readersOf(file, path).every((release) => {
        const layers = layersOfKey(release, path) ?? [];
        const place = layers.findIndex(({ index }) => release.files[index]?.realPath === file);
        return place > 0 && layers[place - 1]?.value === layers[place]?.value;
      })
    );
  }

  /** The releases that read a file and go by the key. */
  readersOf(file: string, path: readonly string[]): SurveyedRelease[] {
    return (this.#readers.get(file) ?? []).filter((release) => layersOfKey(release, path) !== undefined);
  }

  /** Makes the edits; a key whose removal is refused stays. What is left without anything goes, where nobody needs it. */
  makeEdits({ remove }: Pick<UnpinRequest, "remove">): FileEdit[] {
    const edits: FileEdit[] = [];
    for (const [file, paths] of this.#paths) {
      const edit = remove(file, paths);
      if ("path" in edit) {
        edits.push(isBlank(edit.after) && mayBeMissing(file, this.#survey) ? { ...edit, after: undefined } : edit);
      } else {
        this.#refused.set(file, edit.reason);
        this.#paths.delete(file);
      }
    }
    return edits.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Why a file was left alone that should have changed. */
  refusalOf(file: string): string | undefined {
    return this.#refused.get(file);
  }
}

/**
 * Whether all who read a values file can do without it. That shows where another of their files is missing, in whatever
 * environment: helmfile's `missingFileHandler` is for all values files of a release.
 *
 * @param file - relative to the root, links resolved
 */
export function mayBeMissing(file: string, { releases }: Survey): boolean {
  return releases
    .filter((release) => listsFile(release, file))
    .every(({ target, release, files }) => {
      const isLinked = files.some((each) => each?.realPath === file && each.path !== file);
      const same = releases.filter(
        (each) => each.target.helmfile === target.helmfile && each.release.name === release.name,
      );
      return !isLinked && same.some((each) => each.release.values.some(isMissing));
    });
}

function isMissing(source: ValuesSource): boolean {
  return source.kind === "file" && !source.exists;
}
