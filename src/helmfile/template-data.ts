import { MapView } from "../govalue/map-view.ts";
import { asNil } from "../govalue/nil.ts";
import { type GoMap, GoObject, type GoType, type GoValue, goTypes, withType } from "../govalue/value.ts";
import type { Environment } from "./environment.ts";
import { mergeMaps } from "./merge.ts";
import type { SemanticsName } from "./semantics.ts";

/** A Go struct that is made of what it holds, or a pointer to one. What is in a field is made when it is asked for. */
class Struct extends GoObject {
  readonly goType: GoType;
  readonly #fields: Readonly<Record<string, () => GoValue>>;
  readonly #made = new Map<string, GoValue>();

  constructor(name: string, fields: Readonly<Record<string, () => GoValue>>) {
    super();
    this.goType = { name, kind: name.startsWith("*") ? "ptr" : "struct" };
    this.#fields = fields;
  }

  override field(name: string): GoValue | undefined {
    let value = this.#made.get(name);
    if (value === undefined && Object.hasOwn(this.#fields, name)) {
      value = this.#fields[name]?.() as GoValue;
      this.#made.set(name, value);
    }
    return value;
  }

  override fields(): readonly (readonly [string, GoValue])[] {
    return Object.keys(this.#fields).map((name) => [name, this.field(name) as GoValue]);
  }
}

/** What state files and environment values files see (`state.EnvironmentTemplateData`). */
export function environmentData(
  name: string,
  known: () => { readonly environment: Environment; readonly values: GoMap },
  semantics: SemanticsName,
): GoObject {
  const overridden = () => {
    const { environment } = known();
    return { ...environment, values: mergeMaps(environment.values, environment.overrides, "elements") };
  };
  return new Struct("*state.EnvironmentTemplateData", {
    Environment: () => environmentStruct(name, overridden, semantics),
    // It is only given on the command line.
    Namespace: () => "",
    Values: () => known().values,
    StateValues: () => pointerTo(known().values),
  });
}

/** The fields of a release that templates see. */
export interface TemplatedRelease {
  readonly name: string;
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly chart: string;
  readonly kubeContext: string;
  readonly version: string;
}

/** What the state says for all its releases. */
export interface StateOverrides {
  readonly kubeContext: string;
  readonly namespace: string;
  readonly chart: string;
}

/** What the templates in a release and its values files see (`state.releaseTemplateData`). */
export function releaseData(
  release: TemplatedRelease,
  environment: Environment,
  values: GoMap,
  overrides: StateOverrides,
  semantics: SemanticsName,
): GoObject {
  return new Struct("state.releaseTemplateData", {
    Environment: () => environmentStruct(environment.name, () => environment, semantics),
    Release: () =>
      new Struct("state.releaseTemplateDataRelease", {
        Name: () => release.name,
        Namespace: () => release.namespace,
        // Helmfile copies releases by way of YAML, where it leaves out what is empty.
        Labels: () => {
          const labels: GoMap = new Map(release.labels);
          return withType(labels.size > 0 ? labels : asNil(labels), goTypes.stringMap);
        },
        Chart: () => release.chart,
        ...(semantics === "v1" && { ChartVersion: () => release.version }),
        KubeContext: () => release.kubeContext,
      }),
    Values: () => values,
    StateValues: () => pointerTo(values),
    KubeContext: () => overrides.kubeContext,
    Namespace: () => overrides.namespace,
    Chart: () => overrides.chart,
  });
}

function environmentStruct(name: string, known: () => Environment, semantics: SemanticsName): GoObject {
  return new Struct("environment.Environment", {
    Name: () => name,
    KubeContext: () => known().kubeContext,
    Values: () => known().values,
    Defaults: () => known().defaults,
    ...(semantics === "v1" && { CLIOverrides: () => known().overrides }),
  });
}

const mapPointer: GoType = { name: `*${goTypes.map.name}`, kind: "ptr", element: goTypes.any };

/** A pointer to a map, through which templates go without noticing, but for its type. */
function pointerTo(map: GoMap): GoMap {
  return withType<GoMap>(new MapView(map), mapPointer);
}
