import { eachDocument, YamlTypeError } from "../goyaml/index.ts";
import { LruCache } from "../sprig/lru-cache.ts";
import { HelmfileError, messageOf } from "./error.ts";
import { documentShape, type HelmState } from "./spec.ts";
import type { World } from "./world.ts";

/** A text read as state: its documents, which are not to be changed. */
export interface DecodedState {
  readonly documents: readonly HelmState[];
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

/** Services share what they include; and what a first pass reads, the second one often reads again. */
const decoded = { strict: new LruCache<DecodedState>(256), tolerant: new LruCache<DecodedState>(256) };

/**
 * Reads a text as helmfile state.
 *
 * @param isStrict - whether what helmfile refuses is an error
 * @throws DocumentError in the words of the YAML library
 */
export function decodeState(text: string, world: World, isStrict: boolean): DecodedState {
  const cache = isStrict ? decoded.strict : decoded.tolerant;
  const key = `${world.semantics.name} ${[...world.dropFields].join()} ${text}`;
  return cache.get(key, () => decode(text, world, isStrict));
}

function decode(text: string, { semantics, dropFields }: World, isStrict: boolean): DecodedState {
  const { name, yaml: library } = semantics;
  const shape = documentShape[name];
  const read = (strict: boolean): HelmState[] => {
    const documents: HelmState[] = [];
    try {
      for (const document of eachDocument(text, shape, { library, strict })) documents.push(document as HelmState);
    } catch (error) {
      throw new DocumentError(documents.length + 1, error);
    }
    return documents;
  };
  try {
    return { documents: read(true), tolerated: [] };
  } catch (error) {
    const { cause } = error as DocumentError;
    if (!(cause instanceof YamlTypeError)) throw error;
    const problems = cause.problems.filter((problem) => !dropFields.has(unknownField(problem)?.field ?? ""));
    const tolerated = problems.map(describeTolerable);
    if ((isStrict && problems.length > 0) || !tolerated.every((message) => message !== undefined)) throw error;
    return { documents: read(false), tolerated };
  }
}

/** What a strict decoder refuses and any other reads: fields that it does not know, and keys that are there twice. */
function describeTolerable(problem: string): string | undefined {
  const unknown = unknownField(problem);
  if (unknown) return `helmfile knows no field ${unknown.field} of ${describeType(unknown.type)}; it is left out`;
  const [, key] = /^line \d+: (?:key|field) "?(.+?)"? already set in (?:map|type \S+)$/.exec(problem) ?? [];
  if (key === undefined) return undefined;
  return `helmfile refuses the key ${key}, which is there twice, be it by a merge key; the last one counts`;
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
