import { basename, dirname, join } from "node:path";
import { Allowance, defaultUnits, spend } from "../govalue/allowance.ts";
import { compareText } from "../govalue/text.ts";
import type { GoMap } from "../govalue/value.ts";
import type { YamlValue } from "../goyaml/index.ts";
import { onOneLine } from "../on-one-line.ts";
import { type Environment, emptyEnvironment } from "./environment.ts";
import { loadEnvironmentValues } from "./environment-values.ts";
import { HelmfileError, messageOf, UndefinedEnvironmentError, UnsupportedError } from "./error.ts";
import { readFile } from "./files.ts";
import { type HelmArguments, parseHelmArguments } from "./helm-arguments.ts";
import { isRemote } from "./is-remote.ts";
import { merge } from "./merge.ts";
import { glob, kindOf } from "./paths.ts";
import { needsAsIds, planReleases, releaseId } from "./plan-releases.ts";
import { ReleaseInputReader, type ReleaseInputs, type ReleaseValuesSource } from "./release-inputs.ts";
import { executeReleaseTemplates, type TemplatedState } from "./release-templates.ts";
import { excludeEachOther, selectReleases } from "./select-releases.ts";
import { type HelmState, type Hook, helmStateShape, type ReleaseSpec, type SubHelmfile } from "./spec.ts";
import { type LoadedState, StateLoader } from "./state-loader.ts";
import { Storage } from "./storage.ts";
import { Folder, type World } from "./world.ts";

export interface EvaluationRequest {
  /** The state file, or a folder of state files; absolute. */
  readonly file: string;
  /** The environment; `default` is helmfile's own default. */
  readonly environment: string;
  /** Each selects releases; none selects all. */
  readonly selectors?: readonly string[] | undefined;
  /** `--state-values-file`: relative to the folder of the state file, or absolute. */
  readonly stateValuesFiles?: readonly string[] | undefined;
  /** `--state-values-set`, parsed; over those of the files. */
  readonly stateValues?: GoMap | undefined;
}

/** A release as helmfile would hand it to helm. */
export interface EvaluatedRelease {
  readonly name: string;
  /** "" where the state file names none; helm then takes `default`. */
  readonly namespace: string;
  /** As written: a path relative to the state file's folder, or a name such as `stable/cxserver`. */
  readonly chart: string;
  readonly version: string;
  readonly installed: boolean;
  readonly kubeVersion: string | undefined;
  readonly apiVersions: readonly string[];
  readonly skipSchemaValidation: boolean;
  /** The folder of the state file. */
  readonly folder: Folder;
  /** The state file, absolute. */
  readonly stateFile: string;
  /**
   * The arguments that the state file has for helm: those that come before what the release gives, and those that come
   * after it, and go over it.
   *
   * @throws HelmfileError for arguments that helm refuses, or that are not supported
   */
  helmArguments(): { readonly before: HelmArguments; readonly after: HelmArguments };
  /** Reads a file that the state names: relative to its folder, or absolute. */
  read(path: string): Uint8Array;
  sources(): readonly ReleaseValuesSource[];
  /** @throws HelmfileError where the values cannot be had */
  inputs(): ReleaseInputs;
}

/** What is wrong with one state file; the others are evaluated all the same. */
export interface StateFailure {
  /** Absolute. */
  readonly stateFile: string;
  readonly error: HelmfileError;
}

export interface Evaluation {
  /** In the order in which helmfile renders them, with those that are not installed. */
  readonly releases: readonly EvaluatedRelease[];
  readonly failures: readonly StateFailure[];
  /** What helmfile says where nothing failed and no release is selected, which it takes for an error. */
  readonly noReleases: string | undefined;
}

/** Evaluates a state file, and those that it includes, as `helmfile template` does (pkg/app). */
export function evaluateHelmfile(world: World, request: EvaluationRequest): Evaluation {
  const { file, environment, stateValuesFiles = [], stateValues, selectors = [] } = request;
  const evaluator = new Evaluator(world, environment, selectors);
  try {
    evaluator.visit(file, file, {
      selectors,
      values: stateValuesFiles,
      setValues: stateValues,
      valuesFrom: undefined,
      inherited: undefined,
      parents: [],
    });
  } catch (error) {
    evaluator.failures.push({ stateFile: file, error: asHelmfileError(error) });
  }
  const { releases, failures } = evaluator;
  const isEmpty = releases.length === 0 && failures.length === 0;
  const noReleases = `no releases found that matches specified selector(${selectors.join(", ")}) and environment(${environment}), in any helmfile`;
  return { releases, failures, noReleases: isEmpty ? noReleases : undefined };
}

/** What a state file is evaluated with. */
interface Visit {
  readonly selectors: readonly string[];
  readonly values: readonly YamlValue[];
  readonly setValues: GoMap | undefined;
  /** The folder that files among the values are relative to; else that of the state file. */
  readonly valuesFrom: string | undefined;
  /** What it takes over from the state file that includes it (v1). */
  readonly inherited: Inherited | undefined;
  /** The state files that include it. */
  readonly parents: readonly string[];
}

interface Inherited {
  readonly spec: HelmState;
  readonly environment: Environment | undefined;
}

/** What it takes to go to a state file that another one includes, apart from what is done there. */
const includeCost = 5000;

/** State files that include each other stop here. */
const mostParents = 100;

const noArguments: readonly string[] = [];

class Evaluator {
  readonly releases: EvaluatedRelease[] = [];
  readonly failures: StateFailure[] = [];
  readonly #world: World;
  readonly #environmentName: string;
  readonly #selectors: readonly string[];
  /** Those of a state file are the same for all its releases. */
  readonly #arguments = new Map<readonly string[], HelmArguments>();

  /** @param selectors - of the command line */
  constructor(world: World, environmentName: string, selectors: readonly string[]) {
    this.#world = world;
    this.#environmentName = environmentName;
    this.#selectors = selectors;
  }

  /**
   * @param path - of a state file or a folder of them, absolute
   * @param written - the path as errors have it
   * @throws HelmfileError where there is neither
   */
  visit(path: string, written: string, visit: Visit): void {
    for (const file of this.#stateFiles(path, written)) {
      try {
        this.#visitFile(file, visit);
      } catch (error) {
        if (error instanceof UndefinedEnvironmentError) continue;
        this.failures.push({ stateFile: file, error: asHelmfileError(error) });
      }
    }
  }

  /** A state file, or those of a folder. */
  #stateFiles(path: string, written: string): readonly string[] {
    const kind = kindOf(path, this.#world.files);
    if (kind === undefined) throw new HelmfileError(`specified state file ${written} is not found`);
    if (kind === "file") return [path];
    const folder = new Folder(path);
    const files = ["*.y*ml", "*.y*ml.gotmpl"].flatMap((pattern) => glob(pattern, folder, this.#world.files));
    return files.map((name) => join(path, name)).sort(compareText);
  }

  #visitFile(path: string, visit: Visit): void {
    if (visit.parents.includes(path) || visit.parents.length >= mostParents) {
      throw new HelmfileError(`${path} includes itself: ${[...visit.parents, path].join(" -> ")}`);
    }
    const world = this.#world;
    const folder = new Folder(dirname(path));
    const file = basename(path);
    const loader = new StateLoader(world, folder, this.#environmentName);
    // What it includes has allowances of its own.
    const allowance = new Allowance(defaultUnits);
    const loaded = allowance.run(() => {
      const overriding = this.#overriding(visit, folder);
      return inheritSpec(loader.load(file, visit.inherited?.environment, overriding), visit.inherited, world);
    });

    for (const [i, helmfile] of loaded.helmfiles.entries()) this.#include(path, folder, loaded, helmfile, i, visit);

    allowance.run(() => {
      const state = wrapping(`failed executing release templates in "${file}"`, () =>
        executeReleaseTemplates(world, folder, file, loaded),
      );
      this.#plan(path, folder, state, visit.selectors);
    });
  }

  #overriding({ values, setValues, valuesFrom }: Visit, own: Folder): Environment | undefined {
    if (values.length === 0 && setValues === undefined) return undefined;
    const world = this.#world;
    const folder = valuesFrom === undefined ? own : new Folder(valuesFrom);
    const storage = new Storage(world, folder, folder.path, valuesFrom ?? ".");
    const loaded = loadEnvironmentValues(world, folder, storage, {
      entries: world.semantics.name === "v0" && setValues ? [...values, setValues as YamlValue] : values,
      missingFileHandler: undefined,
      environment: emptyEnvironment(this.#environmentName),
      environmentName: this.#environmentName,
    });
    const overrides = world.semantics.name === "v0" ? new Map() : (setValues ?? new Map());
    return { ...emptyEnvironment(this.#environmentName), values: loaded, overrides };
  }

  #include(
    parent: string,
    folder: Folder,
    state: LoadedState,
    helmfile: SubHelmfile,
    index: number,
    visit: Visit,
  ): void {
    spend(includeCost);
    const { path, selectors, selectorsInherited, values, inherits } = helmfile;
    const child = folder.absolute(path);
    try {
      if (isRemote(path)) throw new UnsupportedError(`state files are not fetched: ${path}`);
      if (this.#world.semantics.skipsBySelectors && excludeEachOther(this.#selectors, selectors ?? [])) return;
      this.visit(child, path, {
        selectors: selectors === undefined || selectorsInherited ? visit.selectors : selectors,
        values,
        setValues: undefined,
        valuesFrom: folder.path,
        inherited: inheritedBy(inherits, state),
        parents: [...visit.parents, parent],
      });
    } catch (error) {
      const message = `in .helmfiles[${index}]: ${messageOf(error)}`;
      this.failures.push({ stateFile: child, error: new HelmfileError(message, { cause: error }) });
    }
  }

  #plan(path: string, folder: Folder, state: TemplatedState, selectors: readonly string[]): void {
    const { spec, values } = state;
    const releases = state.releases.map((release) => overridden(release, spec, selectors, this.#world));
    const selected = selectReleases(releases, selectors, values, this.#world.semantics.name);
    if (selected.length === 0) return;
    this.#noteHooks([...(spec.hooks ?? []), ...selected.flatMap(({ hooks = [] }) => hooks)]);
    const deduplicated = withoutDuplicates(releases, selected);
    const ordered = planReleases(deduplicated, selected);
    const installed = ordered.filter(isInstalled);
    const rendered = installed.length > 0 ? planReleases(deduplicated, installed) : [];
    for (const release of [...rendered, ...ordered.filter((each) => !isInstalled(each))]) {
      this.releases.push(this.#evaluated(release, path, folder, state));
    }
  }

  /** `helmfile template` runs hooks before and after it renders. */
  #noteHooks(hooks: readonly Hook[]): void {
    const events = new Set(hooks.flatMap(({ events = [] }) => events));
    if (!events.has("prepare") && !events.has("cleanup")) return;
    this.#world.note({ kind: "hooks-skipped", message: "state files have hooks for `template`; hooks are not run" });
  }

  #evaluated(release: ReleaseSpec, path: string, folder: Folder, state: TemplatedState): EvaluatedRelease {
    const reader = new ReleaseInputReader(this.#world, folder, basename(path), state, release);
    const { helmDefaults = {} } = state.spec;
    const { args = noArguments, templateArgs = noArguments } = helmDefaults;
    const adopt = (release.adopt ?? []).map((resource) => `--adopt=${resource}`);
    let helmArguments: ReturnType<EvaluatedRelease["helmArguments"]> | undefined;
    return {
      name: release.name ?? "",
      namespace: release.namespace ?? "",
      chart: state.spec.chart || (release.chart ?? ""),
      version: release.version ?? "",
      installed: isInstalled(release),
      kubeVersion: release.kubeVersion || undefined,
      apiVersions: (release.apiVersions ?? []).flatMap((versions) => versions.split(",")),
      skipSchemaValidation: release.skipSchemaValidation || helmDefaults.skipSchemaValidation || false,
      folder,
      stateFile: path,
      helmArguments: () => {
        helmArguments ??= {
          before: this.#helmArguments(adopt.length > 0 ? [...adopt, ...templateArgs] : templateArgs),
          after: this.#helmArguments(args),
        };
        return helmArguments;
      },
      read: (path) => readFile(this.#world, folder, path),
      sources: () => reader.sources(),
      inputs: () => reader.read(),
    };
  }

  #helmArguments(args: readonly string[]): HelmArguments {
    let parsed = this.#arguments.get(args);
    if (parsed === undefined) {
      parsed = this.#parseArguments(args);
      this.#arguments.set(args, parsed);
    }
    return parsed;
  }

  #parseArguments(args: readonly string[]): HelmArguments {
    return parseHelmArguments(args, (flag) => {
      const unknown = flag.startsWith("--")
        ? `unknown flag: ${flag}`
        : `unknown shorthand flag: '${flag[1]}' in ${flag}`;
      if (this.#world.strict) throw new HelmfileError(unknown);
      this.#world.note({ kind: "tolerated", message: `helm knows no flag ${onOneLine(flag)}; it is left out` });
    });
  }
}

function isInstalled({ installed = true }: ReleaseSpec): boolean {
  return installed;
}

/** What the state says for all releases (`ApplyOverrides`), and the labels that selectors and values files see. */
function overridden(
  release: ReleaseSpec,
  { kubeContext, namespace, commonLabels }: HelmState,
  selectors: readonly string[],
  { semantics }: World,
): ReleaseSpec {
  const changed = { ...release, ...(kubeContext && { kubeContext }), ...(namespace && { namespace }) };
  spend(20 * ((commonLabels?.size ?? 0) + (changed.labels?.size ?? 0) + (changed.needs?.length ?? 0)));
  const needs = needsAsIds(changed);
  const own = changed.labels ?? new Map();
  const implied: [string, string][] = [
    ["name", changed.name ?? ""],
    ["namespace", changed.namespace ?? ""],
    ["chart", changed.chart?.split("/").at(-1) ?? ""],
  ];
  const common = commonLabels ?? new Map();
  let labels: ReadonlyMap<string, string> = new Map([...common, ...own, ...implied]);
  // v0 adds them only where something is selected by them, and does not render those of the state then.
  if (semantics.name === "v0") labels = selectors.length > 0 ? new Map([...own, ...implied, ...common]) : own;
  return { ...changed, labels, ...(needs && { needs }) };
}

/** Of releases with the same id, the one that is selected counts (`getSelectedReleases`). */
function withoutDuplicates(releases: readonly ReleaseSpec[], selected: readonly ReleaseSpec[]): ReleaseSpec[] {
  const chosen = new Map<string, ReleaseSpec>();
  for (const release of selected) {
    const id = releaseId(release);
    if (chosen.has(id)) throw new HelmfileError(`found 2 duplicate releases with ID "${id}"`);
    chosen.set(id, release);
  }
  const counts = new Map<string, number>();
  for (const release of releases) counts.set(releaseId(release), (counts.get(releaseId(release)) ?? 0) + 1);
  const seen = new Set<string>();
  return releases.flatMap((release) => {
    const id = releaseId(release);
    if (counts.get(id) === 1) return [release];
    if (seen.has(id)) return [];
    seen.add(id);
    const kept = chosen.get(id);
    return kept === undefined ? [] : [kept];
  });
}

/** What a state file hands down to those that it includes, where they ask for it with `inherits` (v1). */
function inheritedBy(inherits: readonly string[], state: LoadedState): Inherited | undefined {
  if (inherits.length === 0) return undefined;
  const fields = ["helmDefaults", "commonLabels", "apiVersions", "kubeVersion", "templates"] as const;
  const spec = Object.fromEntries(
    fields.flatMap((field) => (inherits.includes(field) && state.spec[field] ? [[field, state.spec[field]]] : [])),
  );
  return { spec, environment: inherits.includes("environments") ? state.environment : undefined };
}

/** `MergeInherited`: what the state file says itself goes first, and API versions are joined. */
function inheritSpec(state: LoadedState, inherited: Inherited | undefined, { semantics }: World): LoadedState {
  if (inherited === undefined) return state;
  const { apiVersions, ...others } = inherited.spec;
  const shape = helmStateShape[semantics.name];
  const spec = merge(state.spec, others, shape, { override: false, append: false }) as HelmState;
  if (apiVersions === undefined) return { ...state, spec };
  return { ...state, spec: { ...spec, apiVersions: [...new Set([...apiVersions, ...(spec.apiVersions ?? [])])] } };
}

function wrapping<T>(context: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new HelmfileError(`${context}: ${messageOf(error)}`, { cause: error });
  }
}

function asHelmfileError(error: unknown): HelmfileError {
  return error instanceof HelmfileError ? error : new HelmfileError(messageOf(error), { cause: error });
}
