import type { ChartSource } from "./chart-source.ts";

/**
 * How the charts of a repository take part in TLS: a description, in data. Neither rules nor engine ask which layout it is;
 * another one is another folder here.
 */
export interface Layout {
  /** That of its folder. */
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  /** Whether a chart is of this layout. Of several that say so, the first by name counts. */
  detect(chart: ChartSource): boolean;
  /** Where the helpers that charts call come from. */
  readonly helpers: LinkedHelpers | VendoredHelpers;
  /** The calls that together make a sidecar that terminates TLS. */
  readonly calls: readonly LayoutCall[];
  readonly values: LayoutValues;
}

/** Partials that lie in one folder of the repository for all charts, a folder for each version, and that charts link. */
export interface LinkedHelpers {
  readonly kind: "links";
  /** The folder of the repository that holds the versions: `common_templates`. */
  readonly folder: string;
  readonly files: readonly LinkedFile[];
  /** The key of values.yaml that names the version that the chart was made from. */
  readonly versionKey: string;
}

export interface LinkedFile {
  /** Where charts have it, relative to their folder; the file in the folder of the version has the same base name. */
  readonly file: string;
  /** What the names of the templates in it start with; those of a file that defines none are not asked for. */
  readonly prefixes: readonly string[];
  /** Whether it is what brings TLS. */
  readonly isForTls: boolean;
}

/** Modules of the repository, each with versions and dependencies, of which charts carry copies. */
export interface VendoredHelpers {
  readonly kind: "modules";
  /** The folder of the repository: `modules/mesh/deployment_1.3.1.tpl`, `modules/mesh/module.json`. */
  readonly folder: string;
  /** The folder of the chart that holds the copies: `templates/vendor`. */
  readonly vendor: string;
  /** The list of a chart, of `mesh.deployment:1.3`. */
  readonly list: string;
  /** What the list was resolved to. */
  readonly lock: string;
  /** The namespaces of which copies have to be what the repository keeps. */
  readonly namespaces: readonly string[];
  /** The modules that a chart with TLS lists, without versions. */
  readonly forTls: readonly string[];
}

/** A call of a helper. */
export interface LayoutCall {
  /** The name of the template. */
  readonly name: string;
  /** The rule that looks after it. */
  readonly rule: string;
  /** What it brings, for messages. */
  readonly brings: string;
  readonly place: CallPlace;
  readonly effect: CallEffect;
}

/** Where a call belongs. */
export interface CallPlace {
  /** The template that has it, where nothing says otherwise. */
  readonly template: string;
  /** The kind of the manifest that it goes into; without one, it gives manifests of its own and stands at the end. */
  readonly within?: ObjectRole;
  /** The keys that lead to the list or map that it adds to, from anywhere in the manifest; `a|b` is either of two. */
  readonly path?: readonly string[];
  /** The keys that lead to the map in which the last key of the path is added where it is missing; without them, it is not. */
  readonly addsBelow?: readonly string[];
}

export type ObjectRole = "workload" | "network-policy";

/** What a call must bring about in the manifests when TLS is on. */
export type CallEffect =
  /** Pods have one of these annotations, which versions of the helpers name in their own way; those of jobs need none. */
  | { readonly kind: "annotation"; readonly names: readonly string[] }
  /** Pods have a container whose name ends in this. */
  | { readonly kind: "container"; readonly suffix: string }
  /** Pods have one of these volumes. */
  | { readonly kind: "volume"; readonly names: readonly string[] }
  /** There are the config maps that these volumes of the pods name. */
  | { readonly kind: "config-map"; readonly volumes: readonly string[] }
  /** A service leads to the public port of the pods. */
  | { readonly kind: "service" }
  /** Where a network policy says what may reach the pods, it opens the public port. */
  | { readonly kind: "ingress" }
  /** Where a network policy says what the pods may reach, what the listeners lead to is part of it. */
  | { readonly kind: "egress" };

/** The values that the helpers read. */
export interface LayoutValues {
  /** The key that all of them lie below: `tls`. */
  readonly root: string;
  /** The switch. */
  readonly enabled: readonly string[];
  readonly publicPort: readonly string[];
  /** The metrics of the sidecar itself, where it has any. */
  readonly telemetry?: { readonly enabled: readonly string[]; readonly port: readonly string[] };
  readonly imageVersion: readonly string[];
  /** Keys that the helpers read, with values to try them with where the chart has none. */
  readonly keys: readonly LayoutKey[];
  /** Values that turn on what hides calls: such as network policies. */
  readonly switches: readonly { readonly path: readonly string[]; readonly value: string | number | boolean }[];
  /** Values with which the sidecar has nothing to reach: what it may reach is opened whether it is there or not. */
  readonly reach?: readonly { readonly path: readonly string[]; readonly value: false | readonly [] }[];
  /** How the sidecar is given something to reach; `undefined`: it is not. */
  readonly listeners: LayoutListeners | undefined;
  /** The block for values.yaml; `{port}` stands for the public port, `{version}` for that of the image. */
  readonly block: string;
  /** The values of a fixture that turns TLS on, with the same marks. */
  readonly fixture: string;
  /** The port and the version where other charts of the repository tell none. */
  readonly defaults: { readonly port: number; readonly version: string };
}

export interface LayoutKey {
  readonly path: readonly string[];
  readonly example: string | number | boolean;
  /** What charts must have: a value, or a map around it, without which rendering fails. */
  readonly needs: "value" | "map";
}

export interface LayoutListeners {
  /** The list of the names that a chart or a release has. */
  readonly names: readonly string[];
  /** The map that says what names mean; only production has it. */
  readonly definitions: readonly string[];
  /** What may stand there for a name, in JSON, to try it with. */
  readonly example: string;
  /** The port in it that is led to. */
  readonly port: number;
}
