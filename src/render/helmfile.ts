import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, posix, relative, resolve, sep } from "node:path";
import { execa } from "execa";
import pLimit, { type LimitFunction } from "p-limit";
import { HelmError } from "../helm/index.ts";
import { type ChartRepositories, chartFolder, isLeftOut } from "../repository/chart-folder.ts";
import { isGlob } from "../repository/glob.ts";
import { isWithin } from "../repository/is-within.ts";
import type { StandInRules } from "../repository/stand-ins/preset.ts";
import { StateFiles } from "../repository/state-files.ts";
import { globFiles } from "../repository/walk.ts";
import { type BuiltRelease, explainFailure, readBuildOutput, saysNoReleases } from "./helmfile-output.ts";
import { findImages, findPrintedImages } from "./images.ts";
import { prepareState } from "./prepare-state.ts";
import type {
  Release,
  ReleaseManifests,
  RenderedRelease,
  Renderer,
  RenderResult,
  RenderTarget,
  TargetImages,
  TargetManifests,
  TemplateOutput,
  ValuesSource,
} from "./renderer.ts";
import { copyRepository, type Scratch } from "./scratch.ts";
import { packageLocalDependencies } from "./scratch-dependencies.ts";
import { ScratchStandIns } from "./scratch-stand-ins.ts";
import { findTools, type Tools } from "./tools.ts";

export interface HelmfileOptions {
  readonly root: string;
  /** Every file that is evaluated as helmfile state, relative to the root. */
  readonly stateFiles: readonly string[];
  /** Chart repositories whose charts lie in the repository: name to folder. */
  readonly charts: ChartRepositories;
  /** Fields of state files to leave out. */
  readonly dropFields: readonly string[];
  /** What stands in for files that only the deployment host has. */
  readonly standIns: StandInRules;
  /** How long one run of helmfile may take, in seconds. */
  readonly timeout: number;
  /** How many runs of helmfile go on at the same time. */
  readonly concurrency: number;
  /** As helmfile's `--kube-version`, which goes over what state files say. */
  readonly kubeVersion?: string | undefined;
  readonly helmfileBinary: string;
  readonly helmBinary: string;
}

/**
 * Makes the reference renderer, which runs the real `helmfile build` and `helmfile template` in a copy of the repository.
 * No state file of the copy has hooks; what the state files `exec` runs, as it does for helmfile itself.
 *
 * @throws UserError as {@link findTools} does
 */
export async function createHelmfileRenderer(options: HelmfileOptions): Promise<Renderer> {
  const tools = await findTools({ helmfile: options.helmfileBinary, helm: options.helmBinary });
  const scratch = await copyRepository(options.root);
  const standIns = new ScratchStandIns(scratch.root, options.standIns);
  try {
    await prepareScratch(scratch.root, options, standIns);
    await packageLocalDependencies(scratch.root, tools.helm.path);
  } catch (error) {
    await scratch.remove();
    throw error;
  }
  return new HelmfileRenderer(scratch, standIns, tools, options);
}

/** Prepares the state files of a copy for helmfile. */
async function prepareScratch(root: string, options: HelmfileOptions, standIns: ScratchStandIns): Promise<void> {
  const mapChart = (chart: string): string => {
    const folder = chartFolder(chart, options.charts);
    const mapped = folder && join(root, folder);
    return mapped && (chart.includes("{{") || existsSync(mapped)) ? mapped : chart;
  };
  const { dropFields } = options;
  const { movedFolders } = standIns;
  // Several paths can lead to one file by links; it is prepared once.
  const files = new Set(await Promise.all(options.stateFiles.map((path) => realpath(join(root, path)))));
  for (const file of files) {
    let text: string;
    try {
      text = prepareState(await readFile(file, "utf8"), { dropFields, mapChart, movedFolders });
    } catch (error) {
      // Whatever reads this state file fails with the reason.
      text = `releases:\n{{ fail ${JSON.stringify((error as Error).message)} }}\n`;
    }
    await writeFile(file, text);
  }
}

/** The releases of a target, or why it cannot be evaluated. */
interface Build {
  readonly releases: readonly Release[];
  readonly failure: string | undefined;
}

interface Templated extends TargetManifests {
  /** Releases that could not be rendered. */
  readonly unrendered: readonly Release[];
}

class HelmfileRenderer implements Renderer {
  readonly #scratch: Scratch;
  readonly #standIns: ScratchStandIns;
  readonly #tools: Tools;
  readonly #options: HelmfileOptions;
  /** An overlay changes no state, so that each target is evaluated once. */
  readonly #builds = new Map<string, Promise<Build>>();
  /** The files that have another text for now, with that of the repository. */
  readonly #overlaid = new Map<string, Buffer | undefined>();
  readonly #limit: LimitFunction;
  readonly #stateFiles: StateFiles;
  /** Of the state files as they are in the copy. */
  readonly #texts = new Map<string, string>();

  constructor(scratch: Scratch, standIns: ScratchStandIns, tools: Tools, options: HelmfileOptions) {
    this.#scratch = scratch;
    this.#standIns = standIns;
    this.#tools = tools;
    this.#options = options;
    this.#limit = pLimit(options.concurrency);
    this.#stateFiles = new StateFiles(scratch.root);
  }

  async releases(target: RenderTarget): Promise<readonly Release[]> {
    return (await this.#build(target)).releases;
  }

  async render(target: RenderTarget): Promise<RenderResult> {
    const { releases, leftOut, unrendered, failures } = await this.#templateAll(target);
    const rendered = releases.map(({ release, text }): RenderedRelease => ({ ...release, images: findImages(text) }));
    return {
      releases: [...rendered, ...leftOut.map((release) => ({ ...release, images: [] }))],
      unrendered,
      failure: failures.length > 0 ? failures.join("\n") : undefined,
    };
  }

  async images(target: RenderTarget): Promise<TargetImages> {
    const { releases, failures } = await this.#templateAll(target);
    const runs = releases.map(({ release: { name, namespace }, text }) => {
      return { name, namespace, images: findPrintedImages(text) };
    });
    return { releases: runs, failures };
  }

  async manifests(target: RenderTarget): Promise<TargetManifests> {
    const { releases, failures } = await this.#templateAll(target);
    return { releases, failures };
  }

  async template(target: RenderTarget): Promise<TemplateOutput> {
    // What stands in for the files of the host has to be there first.
    const areKnown = await this.#areFilesKnownBefore(target);
    const { failure } = areKnown ? this.#writeKnownFiles(target) : await this.#build(target);
    if (failure !== undefined) return { text: "", failure };
    const { stdout, failure: reason } = await this.#run(target, this.#templateCommand);
    return { text: stdout, failure: reason };
  }

  async overlay(files: ReadonlyMap<string, string | undefined>): Promise<void> {
    for (const [path, original] of this.#overlaid) {
      if (original === undefined) await rm(path, { force: true });
      else await writeFile(path, original);
    }
    this.#overlaid.clear();
    for (const [path, text] of files) {
      const file = this.#absolute(path);
      this.#overlaid.set(file, existsSync(file) ? await readFile(file) : undefined);
      await mkdir(dirname(file), { recursive: true });
      if (text === undefined) await rm(file, { force: true });
      else await writeFile(file, text);
    }
  }

  close(): Promise<void> {
    return this.#scratch.remove();
  }

  #build(target: RenderTarget): Promise<Build> {
    const key = JSON.stringify([target.helmfile, target.environment]);
    const known = this.#builds.get(key);
    if (known) return known;
    const build = this.#evaluate(target);
    this.#builds.set(key, build);
    return build;
  }

  async #evaluate(target: RenderTarget): Promise<Build> {
    const known = this.#writeKnownFiles(target);
    if (known.failure !== undefined) return { releases: [], failure: known.failure };
    const { stdout, failure } = await this.#run(target, ["build"]);
    if (failure !== undefined) return { releases: [], failure };
    const built = readBuildOutput(stdout);
    const written = this.#writing(() => {
      for (const { values } of built) this.#standIns.writeForValues(posix.dirname(target.helmfile), values);
    });
    if (written.failure !== undefined) return { releases: [], failure: written.failure };
    return { releases: built.map((release) => this.#describe(release, target)), failure: undefined };
  }

  #writeKnownFiles({ helmfile, environment = "default" }: RenderTarget): { failure: string | undefined } {
    return this.#writing(() => this.#standIns.writeForEnvironment(posix.dirname(helmfile), environment));
  }

  /** Writes stand-ins; the failure where a file that stands in for others cannot be read. */
  #writing(write: () => void): { failure: string | undefined } {
    try {
      write();
      return { failure: undefined };
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      return { failure: error.message.replaceAll(`${this.#scratch.root}/`, "") };
    }
  }

  /** Whether all that can stand in for files of the host is known without `helmfile build`, which takes long. */
  async #areFilesKnownBefore({ helmfile, environment = "default" }: RenderTarget): Promise<boolean> {
    await this.#stateFiles.read([helmfile]);
    const texts = this.#stateFiles.closure([helmfile]).map((path) => this.#textOf(path));
    return this.#standIns.areKnownBefore(texts, environment);
  }

  #textOf(path: string): string {
    let text = this.#texts.get(path);
    if (text === undefined) {
      text = readFileSync(this.#absolute(path), "utf8");
      this.#texts.set(path, text);
    }
    return text;
  }

  /** @returns with what is installed and not rendered, since nobody wants to see it */
  async #templateAll(target: RenderTarget): Promise<Templated & { readonly leftOut: readonly Release[] }> {
    const { releases, failure } = await this.#build(target);
    const installed = releases.filter((release) => release.installed);
    const leftOut = installed.filter(({ chart }) => isLeftOut(chart, this.#options.charts));
    const wanted = installed.filter((release) => !leftOut.includes(release));
    if (wanted.length === 0)
      return { releases: [], leftOut, unrendered: [], failures: failure === undefined ? [] : [failure] };
    const selectors = leftOut.length > 0 ? wanted.map(selectorOf) : [];
    return { ...(await this.#templateEach(target, wanted, selectors)), leftOut };
  }

  async #templateEach(
    target: RenderTarget,
    releases: readonly Release[],
    selectors: readonly string[],
  ): Promise<Templated> {
    const whole = await this.#template(target, releases, ...selectors);
    if (whole.failures.length === 0 || releases.length === 1) return whole;
    // helmfile stops at the first release that fails: the others are rendered one by one.
    const single = await Promise.all(
      whole.unrendered.map((release) => this.#template(target, [release], selectorOf(release))),
    );
    return {
      releases: [...whole.releases, ...single.flatMap((result) => result.releases)],
      unrendered: single.flatMap((result) => result.unrendered),
      failures: [...new Set(single.flatMap((result) => result.failures))],
    };
  }

  async #template(target: RenderTarget, releases: readonly Release[], ...selector: string[]): Promise<Templated> {
    const folder = await this.#scratch.makeFolder();
    const { failure } = await this.#run(target, [
      ...selector,
      ...this.#templateCommand,
      "--output-dir",
      folder,
      "--output-dir-template",
      "{{ .OutputDir }}/{{ .Release.Namespace }}@{{ .Release.Name }}",
    ]);
    const rendered: ReleaseManifests[] = [];
    const unrendered: Release[] = [];
    for (const release of releases) {
      const text = await readManifests(join(folder, `${release.namespace}@${release.name}`));
      if (failure === undefined || text !== "") rendered.push({ release, text, problems: [] });
      else unrendered.push(release);
    }
    await rm(folder, { recursive: true });
    return { releases: rendered, unrendered, failures: failure === undefined ? [] : [failure] };
  }

  get #templateCommand(): string[] {
    const { kubeVersion } = this.#options;
    return ["template", ...(kubeVersion === undefined ? [] : ["--kube-version", kubeVersion])];
  }

  /** Runs helmfile on a state file; of a run that failed, what a person needs to know. */
  async #run(target: RenderTarget, args: readonly string[]): Promise<{ stdout: string; failure: string | undefined }> {
    const { helmfile, helm } = this.#tools;
    const { timeout } = this.#options;
    const file = join(this.#scratch.root, target.helmfile);
    const environment = target.environment === undefined ? [] : ["--environment", target.environment];
    const general = ["--file", file, "--helm-binary", helm.path, "--no-color", "--skip-deps", ...environment];
    const result = await this.#limit(() =>
      execa(helmfile.path, [...general, ...args], {
        cwd: dirname(file),
        env: { HELMFILE_UPGRADE_NOTICE_DISABLED: "true" },
        stdin: "ignore",
        reject: false,
        stripFinalNewline: false,
        timeout: timeout * 1000,
      }),
    );
    if (!result.failed || saysNoReleases(result.stderr)) return { stdout: result.stdout, failure: undefined };
    const failure = result.timedOut
      ? `helmfile took more than ${timeout} s (the limit is \`timeout\` in the configuration)`
      : explainFailure(this.#standIns.withHostPaths(result.stderr), this.#scratch.root) || result.shortMessage;
    return { stdout: "", failure };
  }

  #describe(release: BuiltRelease, target: RenderTarget): Release {
    const service = posix.dirname(target.helmfile);
    const folder = dirname(release.stateFile);
    const isPath = /^\.{0,2}\//.test(release.chart);
    return {
      name: release.name,
      namespace: release.namespace,
      chart: isPath ? this.#pathFrom(folder, release.chart) : release.chart,
      installed: release.installed,
      values: release.values.flatMap((entry): ValuesSource[] => {
        if (typeof entry !== "string") return [{ kind: "inline", values: entry }];
        const hostPath = this.#standIns.hostPath(entry);
        if (hostPath !== undefined) {
          return [{ kind: "file", path: hostPath, exists: this.#standIns.exists(service, hostPath) }];
        }
        const path = this.#pathFrom(folder, release.valuesPathPrefix + entry);
        return this.#expand(path).map((file) => ({
          kind: "file",
          path: file,
          exists: existsSync(this.#absolute(file)),
        }));
      }),
    };
  }

  /** The files that a path or glob of `values:` names; the path itself where there is none. */
  #expand(path: string): string[] {
    if (existsSync(this.#absolute(path)) || !isGlob(path)) return [path];
    const files = globFiles(this.#scratch.root, path);
    return files.length > 0 ? files : [path];
  }

  /** A path that a state file in this folder of the copy names: relative to the root where it lies within, else absolute. */
  #pathFrom(folder: string, path: string): string {
    const absolute = resolve(this.#scratch.root, folder, path);
    const fromRoot = relative(this.#scratch.root, absolute);
    if (isWithin(absolute, this.#scratch.root)) return fromRoot.replaceAll(sep, "/");
    return isAbsolute(path) ? path : resolve(this.#options.root, fromRoot);
  }

  #absolute(path: string): string {
    return resolve(this.#scratch.root, path);
  }
}

function selectorOf({ name, namespace }: Release): string {
  return `--selector=name=${name}${namespace === "" ? "" : `,namespace=${namespace}`}`;
}

/** The manifests that `helm template --output-dir` left below a folder. */
async function readManifests(folder: string): Promise<string> {
  if (!existsSync(folder)) return "";
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return texts.join("");
}
