import { marshal } from "../gojson/index.ts";
import { quote } from "../govalue/strconv.ts";
import type { GoMap, GoValue } from "../govalue/value.ts";
import { marshalGo, readMap, type YamlMap, type YamlValue } from "../goyaml/index.ts";
import { HelmfileError, messageOf, UnsupportedError } from "./error.ts";
import { readFile } from "./files.ts";
import { cleanJoin, kindOf } from "./paths.ts";
import { expandReferences, mayRefer } from "./references.ts";
import { dataOf, type TemplatedState } from "./release-templates.ts";
import type { ReleaseSpec, SetValue } from "./spec.ts";
import { Storage } from "./storage.ts";
import { TemplateRenderer } from "./template-renderer.ts";
import { textOf } from "./texts.ts";
import { textKeys, unexpectedValue } from "./values.ts";
import type { Folder, World } from "./world.ts";

/** What helm is given for a release, beside the chart. */
export interface ReleaseInputs {
  /** In the order in which helm merges them. */
  readonly values: readonly ReleaseValues[];
  readonly set: readonly string[];
  readonly setString: readonly string[];
  /** With paths relative to the folder of the state file, or absolute. */
  readonly setFile: readonly string[];
}

/** One element of a release's `values:`, as text that helm reads. */
export type ReleaseValues =
  | {
      readonly kind: "file";
      /** Relative to the folder of the state file, or absolute. */
      readonly path: string;
      /** The bytes of the file, where it is no template. */
      readonly bytes: Uint8Array | undefined;
      readonly text: string;
    }
  /** Those of v0 come as they are; those of v1 as helmfile writes them. */
  | { readonly kind: "inline"; readonly values: GoMap; readonly text: string | undefined };

/** Where the values of a release come from, whether or not they can be read. */
export type ReleaseValuesSource =
  | { readonly kind: "file"; readonly path: string; readonly exists: boolean }
  | { readonly kind: "inline"; readonly values: GoMap };

/** Reads what a release is given (`namespaceAndValuesFlags` of helmfile). */
export class ReleaseInputReader {
  readonly #world: World;
  readonly #folder: Folder;
  readonly #file: string;
  readonly #state: TemplatedState;
  readonly #release: ReleaseSpec;
  #sources: readonly ReleaseValuesSource[] | undefined;

  constructor(world: World, folder: Folder, file: string, state: TemplatedState, release: ReleaseSpec) {
    this.#world = world;
    this.#folder = folder;
    this.#file = file;
    this.#state = state;
    this.#release = release;
  }

  /** @throws HelmfileError */
  read(): ReleaseInputs {
    const release = this.#release;
    this.#refuseUnsupported();
    this.#noteSecrets();
    const values = (release.values ?? []).flatMap((entry): ReleaseValues[] => {
      if (entry instanceof Map) return [this.#inline(entry)];
      if (typeof entry === "string") return this.#fileValues(entry);
      throw unexpectedValue(entry);
    });
    const { name = "", namespace = "" } = release;
    // Their temporary file is named after it, and helm takes the name for a list.
    if (values.length > 0 && /["\n]/.test(namespace)) {
      throw new HelmfileError(`helm cannot read the values of release ${name} in namespace ${quote(namespace)}`);
    }
    const flags = this.#setFlags(release.set ?? [], "--set");
    const strings = this.#setFlags(release.setString ?? [], "--set-string");
    return {
      values,
      set: [...flags.assignments, ...this.#environmentValues(release.env ?? [])],
      setString: strings.assignments,
      setFile: flags.files,
    };
  }

  /** The files and maps of the values in their order; a pattern that matches nothing is a file that is not there. */
  sources(): readonly ReleaseValuesSource[] {
    this.#sources ??= this.#findSources();
    return this.#sources;
  }

  #findSources(): readonly ReleaseValuesSource[] {
    return (this.#release.values ?? []).flatMap((entry): ReleaseValuesSource[] => {
      if (entry instanceof Map) return [{ kind: "inline", values: entry as GoMap }];
      if (typeof entry !== "string") return [];
      const storage = this.#storage();
      const path = storage.normalize(`${this.#release.valuesPathPrefix ?? ""}${entry}`);
      let found: readonly string[];
      try {
        found = storage.expand(path);
      } catch {
        found = [];
      }
      if (found.length === 0) return [{ kind: "file", path, exists: false }];
      return found.map((file) => ({ kind: "file", path: file, exists: this.#exists(file) }));
    });
  }

  /** A link that leads nowhere matches as a path but cannot be read. */
  #exists(path: string): boolean {
    return kindOf(this.#folder.absolute(path), this.#world.files) !== undefined;
  }

  #storage(): Storage {
    return new Storage(this.#world, this.#folder, this.#file, ".");
  }

  #fileValues(entry: string): ReleaseValues[] {
    const { missingFileHandler = this.#state.spec.missingFileHandler, valuesPathPrefix = "" } = this.#release;
    const handler = this.#world.semantics.name === "v0" ? this.#release.missingFileHandler : missingFileHandler;
    const storage = this.#storage();
    const path = expandReferences(storage.normalize(`${valuesPathPrefix}${entry}`), this.#world) as string;
    const [file, ...others] = storage.resolve(path, "values", handler);
    if (file === undefined) return [];
    if (others.length > 0) {
      throw new HelmfileError(
        "glob patterns in release values and secrets is not supported yet. please submit a feature request if necessary",
      );
    }
    const isTemplate = file.endsWith(".gotmpl");
    try {
      const bytes = readFile(this.#world, this.#folder, file);
      let text = textOf(bytes);
      if (!isTemplate && !mayRefer(text)) return [{ kind: "file", path: file, bytes, text }];
      if (isTemplate) {
        const renderer = new TemplateRenderer(this.#world, this.#folder, cleanJoin(file, ".."));
        text = renderer.render(text, dataOf(this.#release, this.#state, this.#state.stateValues));
      }
      return [{ kind: "file", path: file, bytes: undefined, text: mayRefer(text) ? this.#withReferences(text) : text }];
    } catch (error) {
      const reason = isTemplate
        ? `failed to render [${file}], because of ${messageOf(error)}`
        : `failed to load [${file}]: ${messageOf(error)}`;
      throw new HelmfileError(`failed to render values files "${path}": ${reason}`, { cause: error });
    }
  }

  /** Helmfile reads a values file with references, and writes it anew. */
  #withReferences(text: string): string {
    const { yaml: library } = this.#world.semantics;
    return marshalGo(expandReferences(textKeys(readMap(text, { library })), this.#world), { library });
  }

  #inline(written: YamlMap): ReleaseValues {
    const { yaml: library } = this.#world.semantics;
    const values = expandReferences(written as GoMap, this.#world) as GoMap;
    // What yaml.v2 writes helm reads as it was; yaml.v3 and helm's library do not agree on everything.
    return {
      kind: "inline",
      values,
      text: library === "v2" ? undefined : marshalGo(values, { library }),
    };
  }

  #setFlags(entries: readonly SetValue[], flag: "--set" | "--set-string") {
    const assignments: string[] = [];
    const files: string[] = [];
    for (const { name = "", value = "", file = "", values = [] } of entries) {
      if (value !== "") assignments.push(`${escaped(name)}=${escaped(this.#looseText(value))}`);
      else if (file !== "" && flag === "--set") files.push(`${escaped(name)}=${this.#storage().normalize(file)}`);
      else if (values.length > 0) {
        assignments.push(`${escaped(name)}={${values.map((each) => escaped(this.#looseText(each))).join(",")}}`);
      }
    }
    return { assignments, files };
  }

  /** A value of `set:` as text; what is none is written as JSON. */
  #looseText(value: YamlValue): string {
    return typeof value === "string" ? (expandReferences(value, this.#world) as string) : marshal(value as GoValue);
  }

  /** `env:`, where the value is the name of an environment variable. */
  #environmentValues(entries: readonly SetValue[]): string[] {
    if (entries.length === 0) return [];
    const missing = entries.filter(({ value = "" }) => !this.#world.variables.has(value));
    if (missing.length > 0) {
      const names = missing.map(({ value = "" }) => `\t${value}`).join("\n");
      throw new HelmfileError(
        `Environment Variables not found. Please make sure they are set and try again:\n${names}`,
      );
    }
    const pairs = entries.map(({ name = "", value = "" }) => {
      return `${escaped(name)}=${escaped(this.#world.variables.get(value) ?? "")}`;
    });
    return [pairs.join(",")];
  }

  #noteSecrets(): void {
    const { name = "", secrets = [] } = this.#release;
    if (secrets.length === 0) return;
    const named = secrets.map((entry) => (typeof entry === "string" ? entry : "in the state file"));
    const message = `${this.#file}: the secrets of release ${name} are not known (${named.join(", ")})`;
    this.#world.note({ kind: "warning", message });
  }

  #refuseUnsupported(): void {
    const release = this.#release;
    const lists = ["jsonPatches", "strategicMergePatches", "transformers", "dependencies"] as const;
    const found = lists.find((field) => (release[field]?.length ?? 0) > 0);
    const field =
      found ??
      (release.forceNamespace ? "forceNamespace" : undefined) ??
      (release.postRenderer || this.#state.spec.helmDefaults?.postRenderer ? "postRenderer" : undefined);
    if (field === undefined) return;
    throw new UnsupportedError(
      `${field} is not supported: it takes a program beside helm (--renderer helmfile renders the release)`,
    );
  }
}

/** What helm would take for more than text. */
function escaped(value: string): string {
  return value.replace(/[{},]/g, "\\$&");
}
