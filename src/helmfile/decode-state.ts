import { eachDocument, YamlTypeError } from "../goyaml/index.ts";
import { LruCache } from "../sprig/lru-cache.ts";
import { HelmfileError, messageOf } from "./error.ts";
import { merge } from "./merge.ts";
import { documentShape, type HelmState, helmStateShape } from "./spec.ts";
import type { World } from "./world.ts";

/** A text read as state, which is not to be changed. */
export interface DecodedState {
  /** Its documents merged: those beside the first come from `---` with something behind it, since parts are split elsewhere. */
  readonly state: HelmState;
  /** What helmfile would refuse, and what can be passed over: in the words of people. */
  readonly tolerated: readonly string[];
}

/** What keeps a text from being read as state. */
export class DocumentError extends HelmfileError {
  override readonly name = "DocumentError";
  /** Of the document, from 1. */
  readonly index: number;

  constructor(index: number, cause: unknown) {
    super(messageOf(cause), { cause });
    this.index = index;
  }
}

/**
 * Services share what they include; and what a first pass reads, the second one often reads again. By what beside the text
 * decides how it is read.
 */
const decoded = new Map<string, LruCache<DecodedState>>();

/**
 * Reads a text as helmfile state.
 *
 * @param isStrict - whether what helmfile refuses is an error
 * @throws DocumentError in the words of the YAML library
 */
export function decodeState(text: string, world: World, isStrict: boolean): DecodedState {
  const rules = `${world.semantics.name} ${isStrict} ${[...world.dropFields].join()}`;
  let cache = decoded.get(rules);
  if (cache === undefined) {
    cache = new LruCache(256);
    decoded.set(rules, cache);
  }
  return cache.get(text, () => decode(text, world, isStrict));
}

function decode(text: string, { semantics, dropFields }: World, isStrict: boolean): DecodedState {
  const { name, yaml: library } = semantics;
  const style = { override: semantics.laterOverrides, append: true };
  const read = (strict: boolean): HelmState => {
    let state: HelmState = {};
    let index = 0;
    try {
      for (const document of eachDocument(text, documentShape[name], { library, strict })) {
        index += 1;
        state = merge(state, document, helmStateShape[name], style) as HelmState;
      }
    } catch (error) {
      throw new DocumentError(index + 1, error);
    }
    return state;
  };
  try {
    return { state: read(true), tolerated: [] };
  } catch (error) {
    const { cause } = error as DocumentError;
    if (!(cause instanceof YamlTypeError)) throw error;
    const problems = cause.problems.filter((problem) => !dropFields.has(unknownField(problem)?.field ?? ""));
    const tolerated = problems.map(describeTolerable);
    if ((isStrict && problems.length > 0) || !tolerated.every((message) => message !== undefined)) throw error;
    return { state: read(false), tolerated };
  }
}

/** What a strict decoder refuses and any other reads: fields that it does not know, and keys that are there twice. */
function describeTolerable(problem: string): string | undefined {
  const unknown = unknownField(problem);
  if (unknown) return `helmfile knows no field ${unknown.field} of ${describeType(unknown.type)}; it is left out`;
  const [, key] = /^line \d+: (?:key|field) "?(.+?)"? already set in (?:map|type \S+)$/.exec(problem) ?? [];
  if (key === undefined) return undefined;
  // Its other YAML library takes what goes over a merge key.
  return `helmfile refuses the key ${key}, which is there twice, be it by a merge key (unless HELMFILE_GOCCY_GOYAML=true); the last one counts`;
}

function unknownField(problem: string): { field: string; type: string } | undefined {
  const [, field, type] = /^line \d+: field (.+) not found in type (.+)$/.exec(problem) ?? [];
  return field === undefined || type === undefined ? undefined : { field, type };
}

function describeType(type: string): string {
  const names: Readonly<Record<string, string>> = {
    "state.helmStateAlias": "a state file",
    "state.ReleaseSpec": "a release",
    "state.TemplateSpec": "a template of releases",
    "state.HelmSpec": "helmDefaults",
    "state.EnvironmentSpec": "an environment",
  };
  return names[type] ?? (type.startsWith("struct ") ? "an entry of helmfiles" : type);
}
