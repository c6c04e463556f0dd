import type { Unproved } from "../bump/assign-files.ts";
import type { Editor } from "../bump/file-editor.ts";
import { makePlan } from "../bump/make-plan.ts";
import type { Survey } from "../bump/survey.ts";
import { UserError } from "../errors.ts";
import { type ImageReference, isTag } from "../render/image-reference.ts";
import type { Terminal } from "../report/terminal.ts";
import { latestVersion, type RegistryOptions } from "./registry-options.ts";
import { type PlanJob, type PlanOptions, type PlanSubject, runPlan } from "./run-plan.ts";

/** The options of the bump as the command line gives them. */
export interface BumpOptions extends PlanOptions, RegistryOptions {
  /** The name of the image that is to run. */
  readonly imageName?: string;
  /** Only what runs this version. */
  readonly from?: string;
  readonly allowDowngrade: boolean;
  readonly force: boolean;
  /** Whether to ask the registry first if the version is published; `undefined`: what the configuration says. */
  readonly verifyImage?: boolean;
}

/**
 * Finds the releases that run the image and sets the version in their values files.
 *
 * @param version - the tag that is to run, or {@link latestVersion}
 * @param paths - files or folders that limit the run to the helmfiles below them; none: the working folder
 * @returns the exit code: 0 where all is done, 1 where something is left
 * @throws UserError for misuse, and for whatever keeps files from being written; then nothing has changed
 */
export async function bump(
  version: string | undefined,
  paths: readonly string[],
  options: BumpOptions,
  terminal: Terminal,
): Promise<number> {
  if (version === undefined) {
    throw new UserError("usage", "no version is named", {
      remedy: "name the tag that is to run, such as bump-envoy 1.15.0-1; bump-envoy --help shows all options",
    });
  }
  return runPlan(bumpJob("bump", version, options, terminal), paths, options, terminal);
}

/** A job that can plan without what some releases read. */
export type BumpJob = PlanJob & Required<Pick<PlanJob, "replan">>;

/**
 * What sets a version where releases run another one.
 *
 * @param version - the tag that is to run, or {@link latestVersion}
 * @throws UserError `usage` where it is no tag
 */
export function bumpJob(
  command: PlanJob["command"],
  version: string,
  options: BumpOptions,
  terminal: Terminal,
): BumpJob {
  checkVersion(version);
  const { imageName, from, allowDowngrade, force } = options;
  const plan = (survey: Survey, subject: PlanSubject, editor: Editor, unproved?: Unproved) =>
    makePlan(
      survey,
      { ...subject, version: subject.version ?? version, imageName, from, allowDowngrade },
      { force, unproved, edit: (file, writes) => editor.set(file, writes) },
    );
  return {
    command,
    version,
    otherImages: imageName === undefined ? [] : [imageName],
    parts: imageName === undefined ? ["version"] : ["version", "name"],
    async settleVersion(survey, name, config) {
      const isAsked = options.verifyImage ?? config.verifyImage;
      if (!isAsked && version !== latestVersion) return version;
      // What speaks with registries is loaded where one is asked.
      const { settlePublished } = await import("./settle-published.ts");
      return settlePublished(version, imagesToRun(survey, name, imageName), options, config, terminal);
    },
    makePlan: plan,
    replan: plan,
  };
}

/** The images that are to run, with the registries of those that run now. */
function imagesToRun(
  { releases }: Survey,
  image: string,
  imageName: string | undefined,
): Pick<ImageReference, "registry" | "path">[] {
  return releases
    .filter(({ isSelected }) => isSelected)
    .flatMap(({ images }) => images.map((origin) => origin.image))
    .filter(({ name }) => name === image || name === imageName)
    .map(({ registry, path, name }) => ({
      registry,
      path: path.slice(0, path.length - name.length) + (imageName ?? name),
    }));
}

function checkVersion(version: string): void {
  if (/^v\d/.test(version)) {
    throw new UserError("usage", `${JSON.stringify(version)} starts with a v, which image versions do not`, {
      remedy: `did you mean ${version.slice(1)}?`,
    });
  }
  if (!isTag(version)) {
    throw new UserError("usage", `${JSON.stringify(version)} is not a valid image tag`, {
      remedy: "a tag is up to 128 letters, digits, dots, dashes and underscores, such as 1.15.0-1",
    });
  }
}
