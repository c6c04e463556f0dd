import { basename, dirname, join, posix } from "node:path";
import { compareText } from "../govalue/text.ts";
import type { GoMap } from "../govalue/value.ts";
import type { YamlValue } from "../goyaml/index.ts";
import { type Environment, emptyEnvironment } from "./environment.ts";
import { loadEnvironmentValues } from "./environment-values.ts";
import { HelmfileError, messageOf, UndefinedEnvironmentError, UnsupportedError } from "./error.ts";
import { readFile } from "./files.ts";
import { type HelmArguments, parseHelmArguments } from "./helm-arguments.ts";
import { merge } from "./merge.ts";
import { glob, kindOf } from "./paths.ts";
import { needsAsIds, planReleases, releaseId } from "./plan-releases.ts";
import { ReleaseInputReader, type ReleaseInputs, type ReleaseValuesSource } from "./release-inputs.ts";
import { executeReleaseTemplates, type TemplatedState } from "./release-templates.ts";
import { selectReleases } from "./select-releases.ts";
import { type HelmState, helmStateShape, type ReleaseSpec, type SubHelmfile } from "./spec.ts";
import { type LoadedState, StateLoader } from "./state-loader.ts";
import { isRemote, Storage } from "./storage.ts";
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
  readonly helmArguments: HelmArguments;
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
}

/** Evaluates a state file, and those that it includes, as `helmfile template` does (pkg/app). */
export function evaluateHelmfile(world: World, request: EvaluationRequest): Evaluation {
  const evaluator = new Evaluator(world, request.environment);
  const { stateValuesFiles = [], stateValues, selectors = [] } = request;
  evaluator.visit(request.file, {
    selectors,
    values: stateValuesFiles,
    setValues: stateValues,
    valuesFrom: dirname(request.file),
    inherited: undefined,
    parents: [],
  });
  return { releases: evaluator.releases, failures: evaluator.failures };
}

/** What a state file is evaluated with. */
interface Visit {
  readonly selectors: readonly string[];
  readonly values: readonly YamlValue[];
  readonly setValues: GoMap | undefined;
  /** The folder that files among the values are relative to. */
  readonly valuesFrom: string;
  /** What it takes over from the state file that includes it (v1). */
  readonly inherited: Inherited | undefined;
  /** The state files that include it. */
  readonly parents: readonly string[];
}

interface Inherited {
  readonly spec: HelmState;
  readonly environment: Environment | undefined;
}

/** State files that include each other stop here. */
const mostParents = 100;

class Evaluator {
  readonly releases: EvaluatedRelease[] = [];
  readonly failures: StateFailure[] = [];
  readonly #world: World;
  readonly #environmentName: string;

  constructor(world: World, environmentName: string) {
    this.#world = world;
    this.#environmentName = environmentName;
  }

  visit(path: string, visit: Visit): void {
    for (const file of this.#stateFiles(path)) {
      try {
        this.#visitFile(file, visit);
      } catch (error) {
        if (error instanceof UndefinedEnvironmentError) continue;
        this.failures.push({ stateFile: file, error: asHelmfileError(error) });
      }
    }
  }

  /** A state file, or those of a folder. */
  #stateFiles(path: string): readonly string[] {
    const kind = kindOf(path, this.#world.files);
    if (kind !== "directory") return [path];
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
    const overriding = this.#overriding(visit);
    const loaded = inheritSpec(loader.load(file, visit.inherited?.environment, overriding), visit.inherited, world);

    for (const [i, helmfile] of loaded.helmfiles.entries()) this.#include(path, folder, loaded, helmfile, i, visit);

    const state = wrapping(`failed executing release templates in "${file}"`, () =>
      executeReleaseTemplates(world, folder, file, loaded),
    );
    this.#plan(path, folder, state, visit.selectors);
  }

  #overriding({ values, setValues, valuesFrom }: Visit): Environment | undefined {
    if (values.length === 0 && setValues === undefined) return undefined;
    const world = this.#world;
    const folder = new Folder(valuesFrom);
    const loaded = loadEnvironmentValues(world, folder, new Storage(world, folder, valuesFrom, "."), {
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
    const { path, selectors, selectorsInherited, values, inherits } = helmfile;
    const child = folder.absolute(path);
    try {
      if (isRemote(path)) throw new UnsupportedError(`state files are not fetched: ${path}`);
      if (selectors !== undefined && visit.parents.length === 0 && conflict(visit.selectors, selectors)) return;
      this.visit(child, {
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
    const releases = state.releases.map((release) => overridden(release, spec, this.#world));
    const commonLabels = spec.commonLabels ?? new Map();
    const { name: semantics } = this.#world.semantics;
    const selected = selectReleases(releases, selectors, commonLabels, values, semantics);
    if (selected.length === 0) return;
    const deduplicated = withoutDuplicates(releases, selected);
    const ordered = planReleases(deduplicated, selected);
    const installed = ordered.filter(isInstalled);
    const rendered = installed.length > 0 ? planReleases(deduplicated, installed) : [];
    for (const release of [...rendered, ...ordered.filter((each) => !isInstalled(each))]) {
      this.releases.push(this.#evaluated(release, path, folder, state));
    }
  }

  #evaluated(release: ReleaseSpec, path: string, folder: Folder, state: TemplatedState): EvaluatedRelease {
    const reader = new ReleaseInputReader(this.#world, folder, basename(path), state, release);
    const { helmDefaults = {} } = state.spec;
    return {
      name: release.name ?? "",
      namespace: release.namespace ?? "",
      chart: release.chart ?? "",
      version: release.version ?? "",
      installed: isInstalled(release),
      kubeVersion: release.kubeVersion || undefined,
      apiVersions: release.apiVersions ?? [],
      skipSchemaValidation: release.skipSchemaValidation ?? helmDefaults.skipSchemaValidation ?? false,
      folder,
      stateFile: path,
      helmArguments: parseHelmArguments([...(helmDefaults.templateArgs ?? []), ...(helmDefaults.args ?? [])]),
      read: (path) => readFile(this.#world, folder, path),
      sources: () => reader.sources(),
      inputs: () => reader.read(),
    };
  }
}

function isInstalled({ installed = true }: ReleaseSpec): boolean {
  return installed;
}

/** What the state says for all releases (`ApplyOverrides`); in v1 they get their labels before they are selected. */
function overridden(release: ReleaseSpec, spec: HelmState, { semantics }: World): ReleaseSpec {
  const changed = {
    ...release,
    ...(spec.kubeContext && { kubeContext: spec.kubeContext }),
    ...(spec.namespace && { namespace: spec.namespace }),
    ...(spec.chart && { chart: spec.chart }),
  };
  const needs = needsAsIds(changed);
  const labels =
    semantics.name === "v0"
      ? changed.labels
      : new Map([
          ...(spec.commonLabels ?? []),
          ...(changed.labels ?? []),
          ["name", changed.name ?? ""],
          ["namespace", changed.namespace ?? ""],
          ["chart", posix.basename(changed.chart ?? "")],
        ]);
  return { ...changed, ...(needs && { needs }), ...(labels && { labels }) };
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

/** Whether no release could fit selectors of both lists (`SelectorsAreCompatible`, v1): a label would need two values. */
function conflict(given: readonly string[], own: readonly string[]): boolean {
  if (given.length === 0 || own.length === 0) return false;
  const labels = (selector: string) =>
    new Map(
      selector.split(",").flatMap((text) => {
        const [, key, value] = /^([\w./+-]+)=([\w./+-]+)$/.exec(text) ?? [];
        return key === undefined || value === undefined ? [] : [[key, value] as const];
      }),
    );
  return given
    .map(labels)
    .every((a) => own.map(labels).every((b) => [...a].some(([key, value]) => b.has(key) && b.get(key) !== value)));
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
