import type { ImageOrigin, ReleaseOrigins, TargetOrigins } from "../provenance/origin.ts";
import type { Release, RenderTarget, TargetReads } from "../render/renderer.ts";
import { type RenderFailure, releaseId, type SeenFlavour } from "./plan.ts";
import { checkReleaseGlobs, releaseMatcher, type SelectedTarget } from "./selection.ts";
import { TargetReaders } from "./target-readers.ts";
import type { ValuesFile, ValuesFiles } from "./values-files.ts";

/** Answers questions about targets as the files are. */
export interface OriginSource {
  /** The releases of a target, installed or not, and what it looks at, without rendering it. */
  describe(target: RenderTarget): Promise<{ readonly releases: readonly Release[]; readonly reads: TargetReads }>;
  /** What decides the images that a bump is about, those of other flavours included. */
  origins(target: RenderTarget): Promise<TargetOrigins>;
}

/** An installed release in one environment, and what decides its images. */
export interface SurveyedRelease {
  /** Tells it from all others. */
  readonly id: string;
  readonly target: SelectedTarget;
  readonly release: Release;
  readonly isSelected: boolean;
  /** The images that the bump is about, those of other flavours included; none where it could not be rendered. */
  readonly images: readonly ImageOrigin[];
  /** What each of `release.values` is; `undefined` where it is no file that can be edited. */
  readonly files: readonly (ValuesFile | undefined)[];
}

/** What there is to know before a plan is made. */
export interface Survey {
  /** The releases of the selected targets, and all others that read one of their files. */
  readonly releases: readonly SurveyedRelease[];
  /** Which targets look at a file, be it without listing it. */
  readonly readers: TargetReaders;
  readonly failures: readonly RenderFailure[];
}

export interface SurveyRequest {
  /** Every target of the repository. */
  readonly targets: readonly SelectedTarget[];
  /** Globs of the names of releases; none selects all. */
  readonly releases: readonly string[];
  readonly files: ValuesFiles;
}

/**
 * Finds out what decides the images of the selected targets, and of those that read a file that these read.
 *
 * @param onDone - called when a target is done
 * @throws UserError `unknown-selection` for a glob that matches no release, where all of them are known
 */
export async function surveyTargets(
  source: OriginSource,
  { targets, releases: globs, files }: SurveyRequest,
  onDone: (target: SelectedTarget) => void,
): Promise<Survey> {
  const surveyor = new Surveyor(source, files, globs);
  const selected = targets.filter(({ isSelected }) => isSelected);
  const surveys = await Promise.all(
    selected.map(async (target) => {
      const survey = await surveyor.survey(target);
      onDone(target);
      return survey;
    }),
  );
  const names = surveys.flatMap(({ releases }) => releases.map(({ release }) => release.name));
  checkReleaseGlobs(
    globs,
    names,
    surveys.every(({ isComplete }) => isComplete),
  );

  const read = new Set(surveys.flatMap(({ releases }) => releases.flatMap(filesOf)));
  const others = await Promise.all(
    targets
      .filter(({ isSelected }) => !isSelected)
      .map(async (target) => {
        const listed = await surveyor.listedFiles(target);
        return listed.some((file) => read.has(file)) ? [await surveyor.survey(target)] : [];
      }),
  );
  return {
    releases: [...surveys, ...others.flat()].flatMap(({ releases }) => releases),
    readers: surveyor.readers,
    failures: surveys.flatMap(({ failures }) => failures),
  };
}

/** The real paths of the files that a release reads and that can be edited. */
export function filesOf({ files }: SurveyedRelease): string[] {
  return files.flatMap((file) => (file ? [file.realPath] : []));
}

/** Releases by the files that they read and that can be edited, by their real paths. */
export function readersByFile(releases: Iterable<SurveyedRelease>): Map<string, SurveyedRelease[]> {
  const readers = new Map<string, SurveyedRelease[]>();
  for (const release of releases) {
    for (const file of new Set(filesOf(release))) {
      const known = readers.get(file);
      if (known === undefined) readers.set(file, [release]);
      else known.push(release);
    }
  }
  return readers;
}

/** Whether {@link filesOf} a release has a file. */
export function listsFile({ files }: SurveyedRelease, realPath: string): boolean {
  return files.some((file) => file?.realPath === realPath);
}

/** Images whose name goes on behind that of the image: other flavours of it. */
export function seenFlavours({ releases }: Survey, image: string): SeenFlavour[] {
  return releases
    .filter(({ isSelected }) => isSelected)
    .flatMap(({ target, release, images }) =>
      images
        .filter(({ image: { name } }) => name.startsWith(`${image}-`))
        .map(({ image: { text } }) => ({
          helmfile: target.source,
          environment: target.environment,
          release: release.name,
          image: text,
        })),
    );
}

interface TargetSurvey extends Pick<Survey, "releases" | "failures"> {
  /** Whether all releases of the target are known, whatever failed. */
  readonly isComplete: boolean;
}

class Surveyor {
  readonly readers: TargetReaders;
  readonly #source: OriginSource;
  readonly #files: ValuesFiles;
  readonly #matches: (name: string) => boolean;

  constructor(source: OriginSource, files: ValuesFiles, globs: readonly string[]) {
    this.#source = source;
    this.#files = files;
    this.readers = new TargetReaders((path) => files.realPath(path));
    this.#matches = releaseMatcher(globs);
  }

  async survey(target: SelectedTarget): Promise<TargetSurvey> {
    const { releases, unrendered, reads, failures } = await this.#source.origins(target);
    this.readers.add(target, reads);
    // What could not be rendered reads files all the same.
    const unknown = unrendered.map((release) => ({ release, images: [] }));
    const surveyed = [...releases, ...unknown].map((release) => this.#surveyed(target, release));
    if (failures.length === 0) return { releases: surveyed, failures: [], isComplete: true };
    const message = [...new Set(failures)].join("\n");
    return {
      releases: surveyed,
      failures: [{ helmfile: target.source, environment: target.environment, message }],
      isComplete: surveyed.length > 0,
    };
  }

  /** The real paths of the files that the releases of a target list, without rendering them. */
  async listedFiles(target: SelectedTarget): Promise<string[]> {
    const { releases, reads } = await this.#source.describe(target);
    this.readers.add(target, reads);
    return releases
      .filter(({ installed }) => installed)
      .flatMap(({ values }) => this.#files.resolve(values, target.source.folder))
      .flatMap((file) => (file ? [file.realPath] : []));
  }

  #surveyed(target: SelectedTarget, { release, images }: Omit<ReleaseOrigins, "others">): SurveyedRelease {
    const { name, namespace, values } = release;
    return {
      id: releaseId({ ...target, namespace, name }),
      target,
      release,
      isSelected: target.isSelected && this.#matches(name),
      images,
      files: this.#files.resolve(values, target.source.folder),
    };
  }
}
