import type { GoMap } from "../govalue/value.ts";
import { readMap, type YamlMap, type YamlValue } from "../goyaml/index.ts";
import { type Environment, EnvironmentMerger, emptyEnvironment } from "./environment.ts";
import { HelmfileError, messageOf, UnsupportedError } from "./error.ts";
import { readFile } from "./files.ts";
import { mergeMaps, mergeValues } from "./merge.ts";
import { cleanJoin } from "./paths.ts";
import type { Storage } from "./storage.ts";
import { dataOfEnvironment } from "./template-input.ts";
import { TemplateRenderer } from "./template-renderer.ts";
import { readMapOf, textOf } from "./texts.ts";
import { castKeysToStrings, unexpectedValue } from "./values.ts";
import type { Folder, World } from "./world.ts";

export interface EnvironmentValuesRequest {
  readonly entries: readonly YamlValue[];
  readonly missingFileHandler: string | undefined;
  /** What templates among the files see. */
  readonly environment: Environment | undefined;
  readonly environmentName: string;
  /** Of v1: whether the first file wins, and not the last. */
  readonly mergeStrategy?: string | undefined;
}

/** Loads the `values:` of an environment (`EnvironmentValuesLoader` of helmfile): files, templates and maps. */
export function loadEnvironmentValues(
  world: World,
  folder: Folder,
  storage: Storage,
  request: EnvironmentValuesRequest,
): GoMap {
  const { mergeStrategy = "" } = request;
  if (!["", "override", "fallback"].includes(mergeStrategy)) {
    throw new HelmfileError(
      `environment "${request.environmentName}": invalid mergeStrategy "${mergeStrategy}" (must be "override" or "fallback")`,
    );
  }
  let values: GoMap = new Map();
  const add = (map: YamlMap) => {
    const cast = castKeysToStrings(map);
    // The first file wins by what is there, be it empty.
    values =
      mergeStrategy === "fallback"
        ? mergeMaps(cast, values)
        : mergeValues(values, cast, { override: true, append: false });
  };
  for (const entry of request.entries) {
    if (entry instanceof Map) {
      add(entry);
      continue;
    }
    if (typeof entry !== "string") throw unexpectedValue(entry);
    for (const file of storage.resolve(entry, "environment values", request.missingFileHandler)) {
      add(loadFile(world, folder, file, request, mergeStrategy === "fallback" ? values : undefined));
    }
  }
  return values;
}

function loadFile(
  world: World,
  folder: Folder,
  file: string,
  request: EnvironmentValuesRequest,
  earlier: GoMap | undefined,
): YamlMap {
  if (file.endsWith(".hcl")) throw new UnsupportedError(`values in HCL are not supported: ${file}`);
  const isTemplate = file.endsWith(".gotmpl");
  let text: string;
  let bytes: Uint8Array;
  try {
    bytes = readFile(world, folder, file);
    text = textOf(bytes);
    if (isTemplate) {
      const environment = request.environment ?? emptyEnvironment(request.environmentName);
      const known = () => ({ environment, values: visibleValues(world, environment, earlier) });
      const renderer = new TemplateRenderer(world, folder, cleanJoin(file, ".."));
      text = renderer.render(text, dataOfEnvironment(environment.name, known, world.semantics.name));
    }
  } catch (error) {
    const reason = isTemplate
      ? `failed to render [${file}], because of ${messageOf(error)}`
      : `failed to load [${file}]: ${messageOf(error)}`;
    throw new HelmfileError(`failed to load environment values file "${file}": ${reason}`, { cause: error });
  }
  try {
    const { yaml } = world.semantics;
    return isTemplate ? readMap(text, { library: yaml }) : readMapOf(bytes, yaml);
  } catch (error) {
    throw new HelmfileError(
      `failed to load environment values file "${file}": ${messageOf(error)}\n\nOffending YAML:\n${text}`,
      { cause: error },
    );
  }
}

/** In v0 templates among environment values see no `.Values`. */
function visibleValues(world: World, environment: Environment, earlier: GoMap | undefined): GoMap {
  if (world.semantics.name === "v0") return new Map();
  const values = new EnvironmentMerger(world.semantics).mergedValues(environment);
  return earlier === undefined ? values : mergeValues(earlier, values, { override: true, append: false });
}
