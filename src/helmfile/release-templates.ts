import { isDeepStrictEqual } from "node:util";
import { spend } from "../govalue/allowance.ts";
import type { GoMap } from "../govalue/value.ts";
import { decodeDocuments, marshalGo, readAny, readMap, type YamlMap, type YamlValue } from "../goyaml/index.ts";
import { HelmfileError, messageOf } from "./error.ts";
import { TemplateInheritance } from "./inherit-templates.ts";
import type { ReleaseSpec, SetValue } from "./spec.ts";
import type { LoadedState } from "./state-loader.ts";
import { StateValues } from "./template-input.ts";
import { type TemplateData, TemplateRenderer } from "./template-renderer.ts";
import { castKeysToStrings, printed, textKeys } from "./values.ts";
import type { Folder, World } from "./world.ts";

/** The releases of a state after their templates were rendered, and the values that templates among their values see. */
export interface TemplatedState extends LoadedState {
  readonly releases: readonly ReleaseSpec[];
  readonly stateValues: StateValues;
}

/** What it takes to go through the fields of a release, apart from the templates in them. */
const releaseCost = 2000;

/** Rendering can name other fields that are rendered too: helmfile tries so often until nothing changes any more. */
const mostPasses = 6;

/** `HelmState.ExecuteTemplates` */
export function executeReleaseTemplates(
  world: World,
  folder: Folder,
  file: string,
  state: LoadedState,
): TemplatedState {
  const stateValues = new StateValues(state.environment, state.values, world.semantics.name);
  const renderer = new TemplateRenderer(world, folder, ".");
  const { spec } = state;
  const inheritance = new TemplateInheritance(world, spec);
  const releases = (spec.releases ?? []).map((written) => {
    const release = withStateDefaults(inheritance.release(written), spec);
    const rendered = renderUntilStable(world, renderer, file, release, state, stateValues);
    if (!rendered.chart) {
      throw new HelmfileError(`encountered empty chart while reading release "${rendered.name ?? ""}"`);
    }
    return rendered;
  });
  return { ...state, releases, stateValues };
}

function withStateDefaults(release: ReleaseSpec, spec: LoadedState["spec"]): ReleaseSpec {
  const kubeContext = release.kubeContext || spec.helmDefaults?.kubeContext;
  const kubeVersion = release.kubeVersion || spec.kubeVersion;
  spend(20 * ((release.labels?.size ?? 0) + (spec.commonLabels?.size ?? 0)));
  const apiVersions = release.apiVersions?.length ? release.apiVersions : spec.apiVersions;
  const { name = "", chart = "", namespace = "", version = "" } = release;
  return {
    ...release,
    // What is rendered is there, so that a release without templates is stable at once.
    ...{ name, chart, namespace, version },
    labels: new Map([...(release.labels ?? []), ...(spec.commonLabels ?? [])]),
    ...(kubeContext && { kubeContext }),
    ...(kubeVersion && { kubeVersion }),
    ...(apiVersions && { apiVersions }),
  };
}

function renderUntilStable(
  world: World,
  renderer: TemplateRenderer,
  file: string,
  release: ReleaseSpec,
  state: LoadedState,
  stateValues: StateValues,
): ReleaseSpec {
  const failed = (reason: string, cause?: unknown) =>
    new HelmfileError(`failed executing templates in release "${file}"."${release.name ?? ""}": ${reason}`, { cause });
  let previous = release;
  for (let pass = 0; pass < mostPasses; pass++) {
    spend(releaseCost);
    const { given } = world.clock;
    let rendered: ReleaseSpec;
    try {
      const data = dataOf(previous, state, stateValues);
      rendered = new ReleaseRendering(world, renderer, release, data).run();
    } catch (error) {
      throw failed(messageOf(error), error);
    }
    // Where templates see the same once more and do nothing but look, they give the same, too.
    const isPure = world.clock.given === given && world.execute === undefined && !stateValues.mayHaveChanged;
    const isStable =
      isPure && pass + 1 < mostPasses ? seesTheSame(previous, rendered) : isDeepStrictEqual(previous, rendered);
    // In Go, what is not a number equals nothing.
    if (isStable && !(rendered.values ?? []).some(hasNaN)) {
      try {
        return withRenderedFlags(world, rendered);
      } catch (error) {
        throw failed(messageOf(error), error);
      }
    }
    previous = rendered;
  }
  throw failed("recursive references can't be resolved");
}

/** Whether templates see the same of two releases: {@link dataOf}. */
function seesTheSame(some: ReleaseSpec, other: ReleaseSpec): boolean {
  const fields = ["name", "namespace", "chart", "kubeContext", "version"] as const;
  return fields.every((field) => some[field] === other[field]) && isDeepStrictEqual(some.labels, other.labels);
}

function hasNaN(value: YamlValue): boolean {
  if (value instanceof Map) return [...value.values()].some(hasNaN);
  return Array.isArray(value) ? value.some(hasNaN) : Number.isNaN(value);
}

/** What the templates of a release, or of its values files, see. */
export function dataOf(release: ReleaseSpec, { spec }: LoadedState, values: StateValues): TemplateData {
  return values.dataOfRelease(
    {
      name: release.name ?? "",
      namespace: release.namespace ?? "",
      labels: release.labels ?? new Map(),
      chart: release.chart ?? "",
      kubeContext: release.kubeContext ?? "",
      version: release.version ?? "",
    },
    { kubeContext: spec.kubeContext ?? "", namespace: spec.namespace ?? "", chart: spec.chart ?? "" },
  );
}

/** `ReleaseSpec.ExecuteTemplateExpressions` */
class ReleaseRendering {
  readonly #world: World;
  readonly #renderer: TemplateRenderer;
  readonly #release: ReleaseSpec;
  readonly #data: TemplateData;

  constructor(world: World, renderer: TemplateRenderer, release: ReleaseSpec, data: TemplateData) {
    this.#world = world;
    this.#renderer = renderer;
    this.#release = release;
    this.#data = data;
  }

  run(): ReleaseSpec {
    const release = this.#release;
    const trim = this.#world.semantics.trimsReleaseFields ? (text: string) => text.trim() : (text: string) => text;
    const name = trim(this.#render("name", release.name ?? ""));
    const chart = trim(this.#render("chart", release.chart ?? ""));
    const namespace = trim(this.#render("namespace", release.namespace ?? ""));
    const version = trim(this.#render("version", release.version ?? ""));
    const flags = this.#flagTemplates();
    const labels = new Map(
      Array.from(release.labels ?? [], ([key, text]) => [key, this.#render(`labels[${key}]`, text)]),
    );
    const fromTemplates = (release.valuesTemplate ?? []).map((entry, i) => this.#valuesTemplate(entry, i));
    const values = [...fromTemplates, ...(release.values ?? [])].map((entry, i) => this.#valuesEntry(entry, i));
    const secrets = release.secrets?.map((entry, i) =>
      typeof entry === "string" ? this.#render(`secrets[${i}]`, entry) : entry,
    );
    const setTemplate = release.setTemplate?.map((entry, i) => this.#setValue(entry, i));
    const needs = release.needs?.map((need, i) => this.#render(`needs[${i}]`, need));
    return {
      ...release,
      ...flags,
      ...{ name, chart, namespace, version, labels },
      ...(values.length > 0 && { values }),
      ...(fromTemplates.length > 0 && { valuesTemplate: fromTemplates }),
      ...(secrets && { secrets }),
      ...(setTemplate && { setTemplate, set: [...setTemplate, ...(release.set ?? [])] }),
      ...(needs && { needs }),
    };
  }

  /** helmfile v0 names `version` for all of them in its messages. */
  #flagTemplates(): Partial<ReleaseSpec> {
    const names = ["waitTemplate", "installedTemplate", "conditionTemplate", "verifyTemplate"] as const;
    return Object.fromEntries(
      names.flatMap((name) => {
        const text = this.#release[name];
        const shown = this.#world.semantics.name === "v0" ? "version" : name;
        return text === undefined ? [] : [[name, this.#render(shown, text)]];
      }),
    );
  }

  /** The YAML of a map is the template. */
  #valuesTemplate(entry: YamlValue, index: number): YamlValue {
    if (!(entry instanceof Map)) return entry;
    const library = this.#world.semantics.yaml;
    const text = marshalGo(entry, { library });
    const rendered = this.#render(`values[${index}]`, text);
    try {
      return castKeysToStrings(readMap(rendered, { library })) as YamlMap;
    } catch (error) {
      throw this.#failed(`values[${index}]`, printed(entry), error);
    }
  }

  #valuesEntry(entry: YamlValue, index: number): YamlValue {
    if (typeof entry === "string") return this.#render(`values[${index}]`, entry);
    if (!(entry instanceof Map)) return entry;
    try {
      return copyWritten(entry, this.#world);
    } catch (error) {
      throw this.#failed(`values[${index}]`, printed(entry, "%s"), error);
    }
  }

  #setValue({ name = "", value = "", file = "", values = [] }: SetValue, index: number): SetValue {
    return {
      name: this.#render(`set[${index}].name`, name),
      value: this.#render(`set[${index}].value`, value),
      file: this.#render(`set[${index}].file`, file),
      values: values.map((each, i) =>
        typeof each === "string" ? this.#render(`set[${index}].values[${i}]`, each) : each,
      ),
    };
  }

  #render(field: string, text: string): string {
    try {
      return this.#renderer.render(text, this.#data);
    } catch (error) {
      throw this.#failed(field, text, error);
    }
  }

  #failed(field: string, text: string, error: unknown): HelmfileError {
    const release = this.#release.name ?? "";
    return new HelmfileError(
      `failed executing template expressions in release "${release}".${field} = "${text}": ${messageOf(error)}`,
      { cause: error },
    );
  }
}

const written = { v2: new WeakMap<YamlMap, GoMap>(), v3: new WeakMap<YamlMap, GoMap>() };

/**
 * Helmfile copies releases by writing and reading them, which changes some values, and takes no keys but texts: with yaml.v3
 * it looks only at those of the map itself, and what is not text further down becomes it later on.
 */
function copyWritten(map: YamlMap, { semantics: { yaml: library } }: World): YamlMap {
  let copy = written[library].get(map);
  if (copy === undefined) {
    const read = readAny(marshalGo(map, { library }), { library }) as YamlMap;
    const hasOwnTexts = [...read.keys()].every((key) => typeof key === "string");
    copy = library === "v3" && hasOwnTexts ? textKeys(read) : castKeysToStrings(read);
    written[library].set(map, copy);
    written[library].set(copy as YamlMap, copy);
  }
  return copy as YamlMap;
}

const templatedFlags = [
  ["installedTemplate", "installed"],
  ["conditionTemplate", "condition"],
  ["waitTemplate", "wait"],
  ["verifyTemplate", "verify"],
] as const;

/** Whoever writes a template for a flag gets the flag (`updateBoolTemplatedValues`). */
function withRenderedFlags(world: World, release: ReleaseSpec): ReleaseSpec {
  const result: Record<string, unknown> = { ...release };
  for (const [template, field] of templatedFlags) {
    const text = release[template];
    if (text === undefined) continue;
    let flag: unknown;
    try {
      if (text === "true" || text === "false") flag = text === "true";
      else [flag = false] = decodeDocuments(text, { kind: "bool" }, { library: world.semantics.yaml, strict: false });
    } catch (error) {
      throw new HelmfileError(`${template}: failed deserialising string ${text}: ${messageOf(error)}`, {
        cause: error,
      });
    }
    result[field] = field === "condition" ? String(flag) : flag;
    delete result[template];
  }
  return result;
}
