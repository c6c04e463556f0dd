import type { Shape, StructShape, YamlValue } from "../goyaml/index.ts";
import { HelmfileError } from "./error.ts";
import type { SemanticsName } from "./semantics.ts";

/**
 * The Go structs that helmfile reads state into (pkg/state: `HelmState`, `ReleaseSpec`, ...), as shapes for the YAML decoder
 * and as types of what it gives. A field that is absent has Go's zero value.
 */
export interface HelmState {
  readonly helmBinary?: string;
  readonly values?: readonly YamlValue[];
  readonly environments?: ReadonlyMap<string, EnvironmentSpec>;
  readonly bases?: readonly string[];
  readonly helmDefaults?: HelmDefaults;
  readonly helmfiles?: readonly SubHelmfile[];
  readonly context?: string;
  readonly charts?: readonly ReleaseSpec[];
  readonly kubeContext?: string;
  readonly namespace?: string;
  readonly chart?: string;
  readonly commonLabels?: ReadonlyMap<string, string>;
  readonly releases?: readonly ReleaseSpec[];
  readonly apiVersions?: readonly string[];
  readonly kubeVersion?: string;
  readonly templates?: ReadonlyMap<string, ReleaseSpec>;
  readonly defaultInherit?: readonly string[];
  readonly missingFileHandler?: string;
  readonly hooks?: readonly Hook[];
}

export interface Hook {
  readonly events?: readonly string[];
}

export interface EnvironmentSpec {
  readonly values?: readonly YamlValue[];
  readonly secrets?: readonly string[];
  readonly kubeContext?: string;
  readonly missingFileHandler?: string;
  readonly missingFileHandlerConfig?: unknown;
  readonly mergeStrategy?: string;
}

export interface HelmDefaults {
  readonly kubeContext?: string;
  readonly args?: readonly string[];
  readonly templateArgs?: readonly string[];
  readonly skipSchemaValidation?: boolean;
  readonly postRenderer?: string;
}

export interface SubHelmfile {
  readonly path: string;
  /** `undefined`: none are given, and those of the parent count. */
  readonly selectors?: readonly string[];
  readonly selectorsInherited: boolean;
  /** What it takes over from its parent (v1). */
  readonly inherits: readonly string[];
  readonly values: readonly YamlValue[];
}

export interface ReleaseSpec {
  readonly name?: string;
  readonly namespace?: string;
  readonly chart?: string;
  readonly directory?: string;
  readonly version?: string;
  readonly updateStrategy?: string;
  readonly installed?: boolean;
  readonly installedTemplate?: string;
  readonly condition?: string;
  readonly conditionTemplate?: string;
  readonly labels?: ReadonlyMap<string, string>;
  readonly needs?: readonly string[];
  readonly values?: readonly YamlValue[];
  readonly valuesTemplate?: readonly YamlValue[];
  readonly valuesPathPrefix?: string;
  readonly missingFileHandler?: string;
  readonly secrets?: readonly YamlValue[];
  readonly set?: readonly SetValue[];
  readonly setString?: readonly SetValue[];
  readonly setTemplate?: readonly SetValue[];
  readonly env?: readonly SetValue[];
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
  readonly adopt?: readonly string[];
  readonly kubeContext?: string;
  readonly inherit?: readonly Inherit[];
  readonly waitTemplate?: string;
  readonly verifyTemplate?: string;
  readonly skipSchemaValidation?: boolean;
  readonly postRenderer?: string;
  readonly postRendererArgs?: readonly string[];
  readonly dependencies?: readonly unknown[];
  readonly jsonPatches?: readonly YamlValue[];
  readonly strategicMergePatches?: readonly YamlValue[];
  readonly transformers?: readonly YamlValue[];
  readonly forceNamespace?: string;
  readonly hooks?: readonly Hook[];
}

export interface SetValue {
  readonly name?: string;
  readonly value?: string;
  readonly file?: string;
  readonly values?: readonly YamlValue[];
}

export interface Inherit {
  readonly template?: string;
  readonly except?: readonly string[];
}

const text: Shape = { kind: "string" };
const flag: Shape = { kind: "bool" };
const integer: Shape = { kind: "int" };
const anything: Shape = { kind: "any" };
const texts = listOf(text);
const anythings = listOf(anything);
const textPointer = pointerTo(text);
const flagPointer = pointerTo(flag);
const integerPointer = pointerTo(integer);

function listOf(of: Shape): Shape {
  return { kind: "list", of };
}

function mapOf(of: Shape): Shape {
  return { kind: "map", of };
}

function pointerTo(to: Shape): Shape {
  return { kind: "pointer", to };
}

type Fields = Readonly<Record<string, Shape>>;

function struct(name: string, fields: Fields): StructShape {
  return { kind: "struct", name, fields };
}

/** Fields of the same shape. */
function all(shape: Shape, ...names: string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, shape]));
}

const missingFileHandlerConfig = struct("state.MissingFileHandlerConfig", { ignoreMissingGitBranch: flag });

const hook = struct("event.Hook", {
  ...all(text, "name", "command"),
  ...all(texts, "events", "args"),
  showlogs: flag,
  kubectlApply: mapOf(text),
});

const repositoryFields: Fields = {
  ...all(text, "name", "url", "caFile", "certFile", "keyFile", "username", "password", "registryConfig", "managed"),
  ...all(text, "keyring"),
  ...all(flag, "oci", "verify", "passCredentials", "skipTLSVerify"),
};

const dependency = struct("state.Dependency", all(text, "chart", "version", "alias"));

const inherit = struct("state.Inherit", { template: text, except: texts });

/** A list; in helmfile v0.150.0 it was a single one. */
const inherits: Shape = {
  kind: "unmarshaler",
  decode(unmarshal) {
    try {
      return unmarshal(listOf(inherit));
    } catch (error) {
      try {
        return [unmarshal(inherit)];
      } catch {
        throw error;
      }
    }
  },
};

/** A list of names, or a single one. */
const defaultInherits: Shape = {
  kind: "unmarshaler",
  decode(unmarshal) {
    let names: unknown;
    try {
      names = unmarshal(texts);
    } catch {
      names = [unmarshal(text)];
    }
    return ((names ?? []) as string[]).map((name) => name.trim()).filter((name) => name !== "");
  },
};

/** The fields of an entry of `helmfiles`, as errors name the type that is made up for it. */
function subHelmfileType(more: readonly string[]): string {
  const fields = ["Path string path", "Selectors []string selectors", "SelectorsInherited bool selectorsInherited"];
  const inlined = "Environment state.SubhelmfileEnvironmentSpec ,inline";
  const written = [...fields, ...more, inlined].map((field) => field.replace(/ (\S+)$/, ' "yaml:\\"$1\\""'));
  return `struct { ${written.join("; ")} }`;
}

/** A path, or a map with one. */
function subHelmfile(type: string, fields: Fields): Shape {
  const written = struct(type, {
    path: text,
    selectors: texts,
    selectorsInherited: flag,
    values: anythings,
    ...fields,
  });
  return {
    kind: "unmarshaler",
    decode(unmarshal): SubHelmfile {
      const given = unmarshal(anything);
      const {
        path = "",
        selectors,
        selectorsInherited = false,
        inherits = [],
        values = [],
      } = (
        typeof given === "string" ? { path: given } : given instanceof Map ? unmarshal(written) : {}
      ) as Partial<SubHelmfile>;
      if (selectors !== undefined && path === "") {
        throw new HelmfileError(`found 'selectors' definition without path: [${selectors.join(" ")}]`);
      }
      if (selectorsInherited && selectors !== undefined && selectors.length > 0) {
        throw new HelmfileError(
          `you cannot use 'SelectorsInherited: true' along with and explicit selector for path: ${path}`,
        );
      }
      checkInherits(inherits, path);
      return { path, ...(selectors && { selectors }), selectorsInherited, inherits, values };
    },
  };
}

/** What a state file can take over from the one that includes it. */
const inheritable = "repositories helmDefaults commonLabels apiVersions kubeVersion templates environments".split(" ");

function checkInherits(inherits: readonly string[], path: string): void {
  if (inherits.length > 0 && path === "") {
    throw new HelmfileError(`found 'inherits' definition without path: [${inherits.join(" ")}]`);
  }
  const wrong = inherits.find((field) => !inheritable.includes(field));
  if (wrong === undefined) return;
  throw new HelmfileError(
    `invalid inherits entry "${wrong}" for path "${path}": allowed values are [${inheritable.join(" ")}]`,
  );
}

const setValues = (values: Shape) =>
  listOf(struct("state.SetValue", { ...all(text, "name", "value", "file"), values }));

const releaseFields: Fields = {
  ...all(text, "chart", "chartPath", "directory", "version", "keyring", "condition", "name", "namespace"),
  ...all(text, "kubeVersion", "valuesPathPrefix", "kubeContext", "forceNamespace"),
  ...all(flagPointer, "verify", "enableDNS", "devel", "wait", "waitForJobs", "recreatePods", "force", "installed"),
  ...all(flagPointer, "atomic", "cleanupOnFail", "createNamespace", "disableOpenAPIValidation", "disableValidation"),
  ...all(flagPointer, "disableValidationOnInstall", "skipDeps", "suppressDiff", "deleteWait"),
  ...all(integerPointer, "timeout", "historyMax", "deleteTimeout"),
  ...all(textPointer, "missingFileHandler", "verifyTemplate", "waitTemplate", "installedTemplate", "postRenderer"),
  ...all(textPointer, "cascade"),
  ...all(texts, "needs", "apiVersions", "adopt", "postRendererArgs", "suppressOutputLineRegex"),
  ...all(anythings, "values", "secrets", "valuesTemplate", "jsonPatches", "strategicMergePatches", "transformers"),
  ...all(setValues(texts), "set", "setTemplate", "env"),
  ...all(flag, "insecureSkipTLSVerify", "forceGoGetter"),
  hooks: listOf(hook),
  labels: mapOf(text),
  dependencies: listOf(dependency),
  inherit: inherits,
};

const releaseFieldsV1: Fields = {
  ...releaseFields,
  ...all(text, "updateStrategy", "description", "trackMode"),
  ...all(flagPointer, "rollbackOnFailure", "forceConflicts", "reuseValues", "skipRefresh", "resolveOCIVersions"),
  ...all(flagPointer, "skipSchemaValidation", "disableAutoDetectedKubeVersionForDiff", "syncReleaseLabels"),
  ...all(flagPointer, "takeOwnership", "trackLogs", "trackFailedLogs", "trackFailOnError"),
  ...all(integerPointer, "waitRetries", "trackTimeout", "helmStuckGrace", "kubedogBurst"),
  ...all(textPointer, "conditionTemplate", "serverSide"),
  ...all(texts, "unitTests", "trackKinds", "skipKinds"),
  ...all(setValues(anythings), "set", "setString", "setTemplate", "env"),
  kubedogQPS: anything,
  missingFileHandlerConfig: pointerTo(missingFileHandlerConfig),
  plainHttp: flag,
  trackResources: listOf(struct("state.TrackResourceSpec", all(text, "kind", "name", "namespace"))),
};

const helmDefaultsFields: Fields = {
  ...all(text, "kubeContext", "keyring"),
  ...all(texts, "args", "diffArgs", "syncArgs", "postRendererArgs", "suppressOutputLineRegex"),
  ...all(flag, "verify", "enableDNS", "devel", "wait", "waitForJobs", "recreatePods", "force", "atomic"),
  ...all(flag, "cleanupOnFail", "skipDeps", "reuseValues", "insecureSkipTLSVerify", "deleteWait"),
  ...all(integer, "timeout", "deleteTimeout"),
  ...all(flagPointer, "createNamespace", "disableValidation", "disableOpenAPIValidation"),
  ...all(textPointer, "postRenderer", "cascade"),
  historyMax: integerPointer,
};

const helmDefaultsFieldsV1: Fields = {
  ...helmDefaultsFields,
  templateArgs: texts,
  ...all(flag, "rollbackOnFailure", "forceConflicts", "skipCRDs", "skipRefresh", "plainHttp"),
  ...all(flagPointer, "skipSchemaValidation", "resolveOCIVersions", "disableAutoDetectedKubeVersionForDiff"),
  ...all(flagPointer, "syncReleaseLabels", "takeOwnership"),
  ...all(integer, "waitRetries", "helmStuckGrace"),
  serverSide: textPointer,
  trackMode: text,
};

const environmentFields: Fields = {
  values: anythings,
  secrets: texts,
  kubeContext: text,
  missingFileHandler: textPointer,
  missingFileHandlerConfig,
};

interface Structs {
  readonly release: Shape;
  readonly environment: Fields;
  readonly helmDefaults: Fields;
  readonly template: Shape;
  readonly repository: Fields;
  readonly subHelmfile: Shape;
}

function stateShape(structs: Structs, more: Fields): Shape {
  const { release, template, environment, helmDefaults, repository, subHelmfile } = structs;
  // Helmfile decodes a state by another name of its type.
  return struct("state.helmStateAlias", {
    ...all(text, "helmBinary", "kustomizeBinary", "kubeContext", "namespace", "chart", "kubeVersion"),
    ...all(text, "lockFilePath"),
    ...all(texts, "bases", "apiVersions"),
    values: anythings,
    environments: mapOf(struct("state.EnvironmentSpec", environment)),
    helmDefaults: struct("state.HelmSpec", helmDefaults),
    helmfiles: listOf(subHelmfile),
    repositories: listOf(struct("state.RepositorySpec", repository)),
    commonLabels: mapOf(text),
    releases: listOf(release),
    hooks: listOf(hook),
    templates: mapOf(template),
    // What helmfile prints of a state it can read, and computes anew.
    filepath: text,
    renderedvalues: mapOf(anything),
    ...more,
  });
}

const releaseV0 = struct("state.ReleaseSpec", releaseFields);
const releaseV1 = struct("state.ReleaseSpec", releaseFieldsV1);

/** `state.ReleaseSpec` */
export const releaseShape: Readonly<Record<SemanticsName, StructShape>> = { v0: releaseV0, v1: releaseV1 };

/** `state.HelmState` */
export const helmStateShape: Readonly<Record<SemanticsName, Shape>> = {
  v0: stateShape(
    {
      release: releaseV0,
      template: struct("state.TemplateSpec", releaseFields),
      environment: environmentFields,
      helmDefaults: helmDefaultsFields,
      repository: repositoryFields,
      subHelmfile: subHelmfile(subHelmfileType([]), {}),
    },
    { context: text, charts: listOf(releaseV0), missingFileHandler: text, missingFileHandlerConfig },
  ),
  v1: stateShape(
    {
      release: releaseV1,
      template: struct("state.TemplateSpec", releaseFieldsV1),
      environment: {
        ...environmentFields,
        missingFileHandlerConfig: pointerTo(missingFileHandlerConfig),
        mergeStrategy: text,
      },
      helmDefaults: helmDefaultsFieldsV1,
      repository: { ...repositoryFields, plainHttp: flag },
      subHelmfile: subHelmfile(subHelmfileType(["Inherits []string inherits"]), { inherits: texts }),
    },
    {
      llm: anything,
      defaultInherit: defaultInherits,
      missingFileHandler: textPointer,
      missingFileHandlerConfig: pointerTo(missingFileHandlerConfig),
    },
  ),
};

/** A document of a state file. Helmfile reads it as a map before it reads it as state, for whatever is no map. */
export const documentShape: Readonly<Record<SemanticsName, Shape>> = {
  v0: documentOf(helmStateShape.v0),
  v1: documentOf(helmStateShape.v1),
};

function documentOf(state: Shape): Shape {
  return {
    kind: "unmarshaler",
    zero: () => ({}),
    decode(unmarshal) {
      unmarshal(mapOf(anything));
      return unmarshal(state);
    },
  };
}
