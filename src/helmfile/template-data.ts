import { type GoMap, GoObject, type GoType, type GoValue, goTypes, withType } from "../govalue/value.ts";
import type { Environment } from "./environment.ts";

/** A Go struct that is made of what it holds. */
class Struct extends GoObject {
  readonly goType: GoType;
  readonly #fields: ReadonlyMap<string, GoValue>;

  constructor(name: string, fields: Readonly<Record<string, GoValue>>) {
    super();
    this.goType = { name, kind: "struct" };
    this.#fields = new Map(Object.entries(fields));
  }

  override field(name: string): GoValue | undefined {
    return this.#fields.get(name);
  }

  override fields(): readonly (readonly [string, GoValue])[] {
    return [...this.#fields];
  }
}

/** What state files and environment values files see (`state.EnvironmentTemplateData`). */
export function environmentData(environment: Environment, namespace: string, values: GoMap): GoObject {
  return new Struct("state.EnvironmentTemplateData", {
    Environment: environmentStruct(environment),
    Namespace: namespace,
    Values: values,
    StateValues: values,
  });
}

/** The fields of a release that templates see. */
export interface TemplatedRelease {
  readonly name: string;
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly chart: string;
  readonly kubeContext: string;
  readonly version: string | undefined;
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
): GoObject {
  return new Struct("state.releaseTemplateData", {
    Environment: environmentStruct(environment),
    Release: new Struct("state.releaseTemplateDataRelease", {
      Name: release.name,
      Namespace: release.namespace,
      Labels: withType(new Map(release.labels), goTypes.stringMap),
      Chart: release.chart,
      KubeContext: release.kubeContext,
      // v0 has no such field.
      ...(release.version !== undefined && { ChartVersion: release.version }),
    }),
    Values: values,
    StateValues: values,
    KubeContext: overrides.kubeContext,
    Namespace: overrides.namespace,
    Chart: overrides.chart,
  });
}

function environmentStruct({ name, kubeContext, values, defaults }: Environment): GoObject {
  return new Struct("environment.Environment", {
    Name: name,
    KubeContext: kubeContext,
    Values: values,
    Defaults: defaults,
  });
}
