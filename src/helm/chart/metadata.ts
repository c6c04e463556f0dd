import { quote } from "../../govalue/strconv.ts";
import type { GoValue } from "../../govalue/value.ts";
import { isVersion } from "../compatible.ts";
import { HelmError } from "../errors.ts";
import { base } from "../path.ts";
import {
  anyDecoder,
  boolDecoder,
  type Decoder,
  listOf,
  mapOf,
  pointerTo,
  structOf,
  textDecoder,
  timeDecoder,
} from "../struct-decoder.ts";

/** Chart.yaml, as helm's `chart.Metadata`. An absent list or map is `undefined`, as it is nil in Go. */
export interface Metadata {
  name: string;
  home: string;
  sources: string[] | undefined;
  version: string;
  description: string;
  keywords: string[] | undefined;
  maintainers: (Maintainer | undefined)[] | undefined;
  icon: string;
  apiVersion: string;
  condition: string;
  tags: string;
  appVersion: string;
  deprecated: boolean;
  annotations: Map<string, string> | undefined;
  kubeVersion: string;
  dependencies: Dependency[] | undefined;
  type: string;
}

export interface Maintainer {
  name: string;
  email: string;
  url: string;
}

/** An entry of `dependencies`; resolving the dependencies of a chart changes its name, `enabled` and `importValues`. */
export interface Dependency {
  name: string;
  version: string;
  repository: string;
  condition: string;
  tags: string[] | undefined;
  enabled: boolean;
  importValues: GoValue[] | undefined;
  alias: string;
}

const dependencyDecoder = structOf<Dependency>("chart.Dependency", {
  name: { key: "name", decoder: textDecoder },
  version: { key: "version", decoder: textDecoder },
  repository: { key: "repository", decoder: textDecoder },
  condition: { key: "condition", decoder: textDecoder },
  tags: { key: "tags", decoder: listOf(textDecoder) },
  enabled: { key: "enabled", decoder: boolDecoder },
  importValues: { key: "import-values", decoder: listOf(anyDecoder) },
  alias: { key: "alias", decoder: textDecoder },
});

const maintainerDecoder = structOf<Maintainer>("chart.Maintainer", {
  name: { key: "name", decoder: textDecoder },
  email: { key: "email", decoder: textDecoder },
  url: { key: "url", decoder: textDecoder },
});

/** Metadata as it is written: list entries may be null. */
type WrittenMetadata = Omit<Metadata, "dependencies"> & { dependencies: (Dependency | undefined)[] | undefined };

export const metadataDecoder: Decoder<WrittenMetadata> = structOf<WrittenMetadata>("chart.Metadata", {
  name: { key: "name", decoder: textDecoder },
  home: { key: "home", decoder: textDecoder },
  sources: { key: "sources", decoder: listOf(textDecoder) },
  version: { key: "version", decoder: textDecoder },
  description: { key: "description", decoder: textDecoder },
  keywords: { key: "keywords", decoder: listOf(textDecoder) },
  maintainers: { key: "maintainers", decoder: listOf(pointerTo(maintainerDecoder)) },
  icon: { key: "icon", decoder: textDecoder },
  apiVersion: { key: "apiVersion", decoder: textDecoder },
  condition: { key: "condition", decoder: textDecoder },
  tags: { key: "tags", decoder: textDecoder },
  appVersion: { key: "appVersion", decoder: textDecoder },
  deprecated: { key: "deprecated", decoder: boolDecoder },
  annotations: { key: "annotations", decoder: mapOf(textDecoder) },
  kubeVersion: { key: "kubeVersion", decoder: textDecoder },
  dependencies: { key: "dependencies", decoder: listOf(pointerTo(dependencyDecoder)) },
  type: { key: "type", decoder: textDecoder },
});

/**
 * Checks the metadata and cleans its texts, as helm's `Metadata.Validate` does.
 *
 * @returns the same metadata, cleaned
 * @throws {HelmError} in helm's words
 */
export function validateMetadata(metadata: WrittenMetadata): Metadata {
  for (const name of cleanedTexts) metadata[name] = cleanText(metadata[name]);
  metadata.sources = metadata.sources?.map(cleanText);
  metadata.keywords = metadata.keywords?.map(cleanText);

  if (metadata.apiVersion === "") throw invalid("chart.metadata.apiVersion is required");
  if (metadata.name === "") throw invalid("chart.metadata.name is required");
  if (metadata.name !== base(metadata.name)) throw invalid(`chart.metadata.name ${quote(metadata.name)} is invalid`);
  if (metadata.version === "") throw invalid("chart.metadata.version is required");
  if (!isVersion(metadata.version)) throw invalid(`chart.metadata.version ${quote(metadata.version)} is invalid`);
  if (!["", "application", "library"].includes(metadata.type)) {
    throw invalid("chart.metadata.type must be application or library");
  }
  for (const maintainer of metadata.maintainers ?? []) {
    if (maintainer === undefined) throw invalid("maintainers must not contain empty or null nodes");
    maintainer.name = cleanText(maintainer.name);
    maintainer.email = cleanText(maintainer.email);
    maintainer.url = cleanText(maintainer.url);
  }
  return { ...metadata, dependencies: validateDependencies(metadata.dependencies) };
}

const cleanedTexts = [
  "name",
  "description",
  "home",
  "icon",
  "condition",
  "tags",
  "appVersion",
  "kubeVersion",
] as const satisfies (keyof Metadata)[];

function validateDependencies(dependencies: WrittenMetadata["dependencies"]): Dependency[] | undefined {
  const keys = new Set<string>();
  return dependencies?.map((dependency) => {
    if (dependency === undefined) throw invalid("dependencies must not contain empty or null nodes");
    dependency.name = cleanText(dependency.name);
    dependency.version = cleanText(dependency.version);
    dependency.repository = cleanText(dependency.repository);
    dependency.condition = cleanText(dependency.condition);
    dependency.tags = dependency.tags?.map(cleanText);
    if (!/^[a-zA-Z0-9_-]*$/.test(dependency.alias)) {
      throw invalid(`dependency ${quote(dependency.name)} has disallowed characters in the alias`);
    }
    const key = dependency.alias || dependency.name;
    if (keys.has(key)) throw invalid(`more than one dependency with name or alias ${quote(key)}`);
    keys.add(key);
    return dependency;
  });
}

/** Turns white space into spaces and drops what does not print, as helm's `sanitizeString`. */
function cleanText(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(/\p{White_Space}/gu, " ").replace(/[^ \p{L}\p{M}\p{N}\p{P}\p{S}]/gu, "");
}

function invalid(message: string): HelmError {
  return new HelmError(`validation: ${message}`);
}

/** What a lock file is read into; only its errors matter. */
export const lockDecoder = structOf("chart.Lock", {
  generated: { key: "generated", decoder: timeDecoder },
  digest: { key: "digest", decoder: textDecoder },
  dependencies: { key: "dependencies", decoder: listOf(pointerTo(dependencyDecoder)) },
});
