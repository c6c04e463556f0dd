import { isExhausted, spend } from "../govalue/allowance.ts";
import { compareText } from "../govalue/text.ts";
import type { GoMap } from "../govalue/value.ts";
import { DocumentError, decodeState } from "./decode-state.ts";
import { type Environment, EnvironmentMerger, emptyEnvironment } from "./environment.ts";
import { type EnvironmentValuesRequest, loadEnvironmentValues } from "./environment-values.ts";
import { HelmfileError, messageOf, UndefinedEnvironmentError, UnsupportedError } from "./error.ts";
import { readFile } from "./files.ts";
import { isRemote } from "./is-remote.ts";
import { checkKeyOrder } from "./key-order.ts";
import { merge, mergeValues } from "./merge.ts";
import { cleanJoin } from "./paths.ts";
import { type EnvironmentSpec, type HelmState, helmStateShape, type ReleaseSpec, type SubHelmfile } from "./spec.ts";
import { Storage } from "./storage.ts";
import { dataOfEnvironment } from "./template-input.ts";
import { TemplateRenderer } from "./template-renderer.ts";
import { textOf } from "./texts.ts";
import type { Folder, World } from "./world.ts";

/** A state file, read and evaluated for an environment. The templates in its releases are not rendered yet. */
export interface LoadedState {
  readonly spec: HelmState;
  readonly environment: Environment;
  /** What templates of releases see as `.Values`. */
  readonly values: GoMap;
  /** Other state files, with the paths that their patterns match. */
  readonly helmfiles: readonly SubHelmfile[];
}

/** How a text is read as state. */
interface Pass {
  readonly failsOnMissingEnvironment: boolean;
  readonly evaluatesBases: boolean;
  /** What is known of the environment so far. */
  readonly context: Environment | undefined;
  readonly overriding: Environment | undefined;
  /** Whether it is what counts, of which there is something to say, and not a first pass. */
  readonly isFinal: boolean;
}

/** What a part of a state file takes, apart from what it says. */
const partCost = 10_000;

const defaultEnvironment = "default";
/** State files lie in their own working folder. */
const base = ".";

/** Reads state files as helmfile's `desiredStateLoader` and `StateCreator` do. */
export class StateLoader {
  readonly #world: World;
  readonly #folder: Folder;
  readonly #environmentName: string;
  readonly #merger: EnvironmentMerger;

  constructor(world: World, folder: Folder, environmentName: string) {
    this.#world = world;
    this.#folder = folder;
    this.#environmentName = environmentName;
    this.#merger = new EnvironmentMerger(world.semantics);
  }

  /**
   * @param file - its name in the folder
   * @param inherited - the environment of the state file that includes it, where it takes that over (v1)
   * @param overriding - the values that are given on the command line, or by that state file
   * @throws {UndefinedEnvironmentError} where it does not know the environment
   */
  load(file: string, inherited: Environment | undefined, overriding: Environment | undefined): LoadedState {
    const loaded = this.#loadFile(file, inherited, overriding, true);
    for (const [i, { path }] of loaded.helmfiles.entries()) {
      if (path === file) {
        throw new HelmfileError(`${file} contains a recursion into the same sub-helmfile at helmfiles[${i}]`);
      }
      if (path === ".") {
        throw new HelmfileError(
          `${file} contains a recursion into the the directory containing this helmfile at helmfiles[${i}]`,
        );
      }
    }
    return loaded;
  }

  #loadFile(
    file: string,
    inherited: Environment | undefined,
    overriding: Environment | undefined,
    evaluatesBases: boolean,
  ): LoadedState {
    const path = file.startsWith("/") ? file : cleanJoin(base, file);
    const text = textOf(readFile(this.#world, this.#folder, path)).replaceAll("\r\n", "\n");
    checkKeyOrder(path, text, this.#world);
    return this.#loadParts(path, text, inherited, overriding, evaluatesBases);
  }

  /** Each part sees the environment that those before it have made. */
  #loadParts(
    file: string,
    text: string,
    inherited: Environment | undefined,
    overriding: Environment | undefined,
    evaluatesBases: boolean,
  ): LoadedState {
    const { everyFileIsTemplate, name: semantics } = this.#world.semantics;
    const name = this.#environmentName;
    let environment = inherited;
    let whole: LoadedState | undefined;
    for (const [i, part] of text.split("\n---\n").entries()) {
      spend(partCost);
      const id = `${file}.part.${i}`;
      const yaml =
        everyFileIsTemplate || file.endsWith(".gotmpl") ? this.#renderPart(id, part, environment, overriding) : part;
      const loaded = this.#parseAndLoad(yaml, file, {
        failsOnMissingEnvironment: false,
        evaluatesBases,
        context: this.#merger.merge(environment, overriding),
        overriding: undefined,
        isFinal: true,
      });
      whole = whole === undefined ? loaded : this.#mergeParts(whole, loaded);
      environment = whole.environment;
      const { environments } = whole.spec;
      if (environments === undefined || environments.size === 0) continue;
      if (evaluatesBases && environment.name !== defaultEnvironment && !environments.has(environment.name)) {
        throw this.#undefinedEnvironment(file, environment.name);
      }
    }
    if (whole === undefined) throw new HelmfileError(`${file} is empty`);
    const isKnown = inherited !== undefined || overriding !== undefined || name === defaultEnvironment;
    if (!isKnown && evaluatesBases && (whole.spec.environments?.size ?? 0) === 0) {
      throw this.#undefinedEnvironment(file, name);
    }
    if (semantics === "v1") checkUpdateStrategies(whole.spec.releases ?? [], file);
    return whole;
  }

  #undefinedEnvironment(file: string, name: string): UndefinedEnvironmentError {
    return new UndefinedEnvironmentError(`failed to read ${file}: environment "${name}" is not defined`);
  }

  /** mergo's `Merge` of the `ReleaseSetSpec`s with override, in which the environment is a field. */
  #mergeParts(whole: LoadedState, part: LoadedState): LoadedState {
    const shape = helmStateShape[this.#world.semantics.name];
    const style = { override: true, append: false };
    const [before, after] = [whole.environment, part.environment];
    return {
      spec: merge(whole.spec, part.spec, shape, style) as HelmState,
      environment: {
        name: after.name || before.name,
        kubeContext: after.kubeContext || before.kubeContext,
        values: mergeValues(before.values, after.values, style),
        defaults: mergeValues(before.defaults, after.defaults, style),
        overrides: mergeValues(before.overrides, after.overrides, style),
      },
      values: part.values,
      helmfiles: part.helmfiles.length > 0 ? part.helmfiles : whole.helmfiles,
    };
  }

  #renderPart(
    id: string,
    text: string,
    inherited: Environment | undefined,
    overriding: Environment | undefined,
  ): string {
    try {
      return this.#render(id, text, inherited, overriding);
    } catch (error) {
      throw new HelmfileError(`error during ${id} parsing: ${messageOf(error)}`, { cause: error });
    }
  }

  /** `twoPassRenderTemplateToYaml` */
  #render(id: string, text: string, inherited: Environment | undefined, overriding: Environment | undefined): string {
    const { semantics } = this.#world;
    const isNew = inherited === undefined && overriding === undefined;
    const start = isNew ? emptyEnvironment(this.#environmentName) : inherited;
    const find = () => {
      let environment = this.#merger.merge(start, undefined);
      if (semantics.rendersTwice) {
        const found = this.#findEnvironment(id, text, environment, overriding);
        environment = this.#merger.merge(start, found);
      }
      environment = this.#merger.merge(environment, overriding) ?? emptyEnvironment(this.#environmentName);
      const values = this.#merger.mergedValues(environment);
      return { environment: this.#merger.settled(environment), values };
    };
    const name = overriding?.name || start?.name || this.#environmentName;
    const renderer = new TemplateRenderer(this.#world, this.#folder, base);
    return renderer.render(text, dataOfEnvironment(name, find, semantics.name));
  }

  /**
   * The first pass (`renderPrestate`): what can be said of the environment before the text can be rendered in full. It is
   * made where a template asks for more than the name of the environment, which both passes know.
   */
  #findEnvironment(
    id: string,
    text: string,
    environment: Environment | undefined,
    overriding: Environment | undefined,
  ): Environment | undefined {
    try {
      const visible = this.#merger.merge(environment, overriding) ?? emptyEnvironment(this.#environmentName);
      const renderer = new TemplateRenderer(this.#world, this.#folder, base, { isFirstPass: true });
      const { output, error } = renderer.renderTolerantly(
        text,
        dataOfEnvironment(
          visible.name,
          () => ({ environment: visible, values: new Map() }),
          this.#world.semantics.name,
        ),
      );
      if (isExhausted(error)) throw error;
      const state = output.replaceAll("<no value>", "");
      // Nothing else of it counts. Values that are given are merged into what is found, so that it takes all of that.
      if (environment !== undefined && overriding === undefined && !mayNameEnvironment(state)) return environment;
      const loaded = this.#parseAndLoad(state, id, {
        failsOnMissingEnvironment: true,
        evaluatesBases: false,
        context: environment,
        overriding,
        isFinal: false,
      });
      return loaded.environment;
    } catch (error) {
      // What there was to spend for both is spent.
      if (isExhausted(error)) throw error;
      // The second pass fails with the reason, if it is one.
      return environment;
    }
  }

  #parseAndLoad(text: string, file: string, pass: Pass): LoadedState {
    const spec = this.#withBases(this.#parse(text, file, pass.isFinal), pass);
    const loaded = this.#loadEnvironment(spec, file, pass);
    const environment = this.#merger.settled(loaded);
    const values = this.#merger.mergedValues(loaded);
    return { spec, environment, values, helmfiles: pass.isFinal ? this.#expandHelmfiles(spec) : [] };
  }

  #parse(text: string, file: string, isFinal: boolean): HelmState {
    let state = this.#decode(text, file, isFinal);
    if (state.charts !== undefined && state.charts.length > 0) {
      if (state.releases !== undefined && state.releases.length > 0) {
        throw new HelmfileError(`failed to parse ${file}: you can't specify both \`charts\` and \`releases\` sections`);
      }
      state = { ...state, releases: state.charts, charts: [] };
    }
    if (state.context && !state.helmDefaults?.kubeContext) {
      state = { ...state, helmDefaults: { ...state.helmDefaults, kubeContext: state.context } };
    }
    return state;
  }

  /** @param isFinal - whether to say what helmfile would refuse, or to refuse it; the first pass tolerates it */
  #decode(text: string, file: string, isFinal: boolean): HelmState {
    const { semantics, strict } = this.#world;
    try {
      const { state, tolerated } = decodeState(text, this.#world, isFinal && strict);
      if (isFinal) for (const message of tolerated) this.#world.note({ kind: "tolerated", message });
      return state;
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      const hint =
        semantics.name === "v1" && !file.endsWith(".gotmpl")
          ? ". Started seeing this since Helmfile v1? Add the .gotmpl file extension"
          : "";
      const index = error instanceof DocumentError ? error.index : 1;
      throw new HelmfileError(
        `failed to read ${file}: reading document at index ${index}${hint}: ${messageOf(error)}`,
        {
          cause: error,
        },
      );
    }
  }

  /** The state merged over its bases. */
  #withBases(spec: HelmState, { evaluatesBases, context, overriding }: Pass): HelmState {
    const bases = spec.bases ?? [];
    if (!evaluatesBases) {
      if (bases.length > 0) {
        throw new HelmfileError(
          "nested `base` helmfile is unsupported. please submit a feature request if you need this!",
        );
      }
      return spec;
    }
    const { name, laterOverrides } = this.#world.semantics;
    const shape = helmStateShape[name];
    const style = { override: laterOverrides, append: true };
    const states = [
      ...bases.map((file) => {
        if (isRemote(file)) throw new UnsupportedError(`state files are not fetched: ${file}`);
        const { spec, helmfiles } = this.#loadFile(file, context, overriding, false);
        return { ...spec, helmfiles };
      }),
      spec,
    ];
    const [first = {}, ...rest] = states;
    return rest.reduce<HelmState>((lower, upper) => {
      if (name === "v0") return merge(lower, upper, shape, style) as HelmState;
      const { environments, ...others } = upper;
      const merged = merge(lower, others, shape, style) as HelmState;
      return { ...merged, environments: mergeEnvironments(lower.environments, environments) };
    }, first);
  }

  /** `StateCreator.LoadEnvValues` */
  #loadEnvironment(spec: HelmState, file: string, pass: Pass): Environment {
    const environment = this.#loadEnvironmentValues(spec, file, pass);
    const { context } = pass;
    // v0 merges the environment's values into those that are there.
    const isChanged = context !== undefined && this.#world.semantics.name === "v0";
    const defaults = this.#readValues(file, {
      entries: spec.values ?? [],
      missingFileHandler: undefined,
      environment: isChanged ? { ...context, values: environment.values } : context,
      environmentName: this.#environmentName,
    });
    const style = { override: true, append: false };
    return { ...environment, defaults: mergeValues(environment.defaults, defaults, style) };
  }

  #loadEnvironmentValues(spec: HelmState, file: string, pass: Pass): Environment {
    const name = this.#environmentName;
    const given = spec.environments?.get(name);
    const { context, overriding } = pass;
    const { mergesSparseLists, name: semantics } = this.#world.semantics;
    let values: GoMap = new Map();
    if (given !== undefined) {
      const missingFileHandler = given.missingFileHandler;
      const environment = semantics === "v1" ? this.#merger.merge(context, overriding) : context;
      try {
        if (pass.isFinal) this.#noteSecrets(given, file);
        values = this.#readValues(file, {
          entries: given.values ?? [],
          missingFileHandler,
          environment,
          environmentName: name,
          mergeStrategy: given.mergeStrategy,
        });
      } catch (error) {
        throw new HelmfileError(`failed to read ${file}: ${messageOf(error)}`, { cause: error });
      }
    } else if (
      context === undefined &&
      overriding === undefined &&
      name !== defaultEnvironment &&
      pass.failsOnMissingEnvironment
    ) {
      throw this.#undefinedEnvironment(file, name);
    }
    const own = { ...emptyEnvironment(name), values, kubeContext: given?.kubeContext ?? "" };
    let environment: Environment = own;
    if (context !== undefined) {
      environment = this.#merger.over(context, own);
      // In v1 what is inherited keeps its name and context.
      if (mergesSparseLists) {
        environment = {
          ...environment,
          name: context.name || own.name,
          kubeContext: context.kubeContext || own.kubeContext,
        };
      }
    }
    return overriding === undefined ? environment : this.#merger.over(environment, overriding);
  }

  #noteSecrets({ secrets = [] }: EnvironmentSpec, file: string): void {
    if (secrets.length === 0) return;
    this.#world.note({
      kind: "warning",
      message: `${file}: the secrets of environment ${this.#environmentName} are not known (${secrets.join(", ")})`,
    });
  }

  #readValues(file: string, request: EnvironmentValuesRequest): GoMap {
    const storage = new Storage(this.#world, this.#folder, file, base);
    return loadEnvironmentValues(this.#world, this.#folder, storage, request);
  }

  #expandHelmfiles(spec: HelmState): readonly SubHelmfile[] {
    const storage = new Storage(this.#world, this.#folder, "", base);
    return (spec.helmfiles ?? []).flatMap((helmfile): SubHelmfile[] => {
      if (isRemote(helmfile.path)) return [helmfile];
      const paths = [...storage.expand(helmfile.path)].sort(compareText);
      if (paths.length === 0) {
        const message = `no matches for path: ${helmfile.path}`;
        if ((spec.missingFileHandler ?? this.#world.semantics.missingStateFiles) === "Error")
          throw new HelmfileError(message);
        this.#world.note({ kind: "warning", message });
      }
      return paths.map((path) => ({ ...helmfile, path }));
    });
  }
}

/**
 * Whether a text, read as state, may say something of an environment or its values. That takes a key at its top, which
 * stands at the start of a line if the first one does; where keys could come from elsewhere it may.
 */
function mayNameEnvironment(text: string): boolean {
  spend(text.length);
  const isPlain = !/[\r\u0085\u2028\u2029\ufeff]/.test(text) && !/^(?:[ \t]*(?:#.*)?\n)*[ \t]+[^ \t\n#]/.test(text);
  return !isPlain || decisive.test(text);
}

/** Names, or what could make one or bring one in: escapes, tags, aliases, flow mappings, explicit keys, other documents. */
const decisive = /^(?![ \t#]).*(?:environments|values|[\\!*])|^(?:[{?%<]|---|\.\.\.)/m;

/** `mergeEnvironments` of helmfile v1.8.0: the values of the upper state come after those of the lower one. */
function mergeEnvironments(
  lower: ReadonlyMap<string, EnvironmentSpec> = new Map(),
  upper: ReadonlyMap<string, EnvironmentSpec> = new Map(),
): ReadonlyMap<string, EnvironmentSpec> {
  const merged = new Map(lower);
  for (const [name, over] of upper) {
    const under = merged.get(name);
    merged.set(name, under === undefined ? over : mergeEnvironment(under, over));
  }
  return merged;
}

function mergeEnvironment(under: EnvironmentSpec, over: EnvironmentSpec): EnvironmentSpec {
  const mergeStrategy = over.mergeStrategy || under.mergeStrategy;
  const [lower, upper] = [under.values ?? [], over.values ?? []];
  return {
    ...under,
    ...over,
    kubeContext: over.kubeContext || under.kubeContext || "",
    secrets: [...(under.secrets ?? []), ...(over.secrets ?? [])],
    values: mergeStrategy === "fallback" ? [...upper, ...lower] : [...lower, ...upper],
    ...(mergeStrategy && { mergeStrategy }),
  };
}

function checkUpdateStrategies(releases: readonly ReleaseSpec[], file: string): void {
  for (const { updateStrategy } of releases) {
    if (!updateStrategy || updateStrategy === "reinstallIfForbidden") continue;
    throw new HelmfileError(
      `failed to read ${file}: updateStrategy "${updateStrategy}" is invalid, valid values are: reinstallIfForbidden or not set`,
    );
  }
}
