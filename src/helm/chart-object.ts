import { type GoList, type GoMap, type GoType, type GoValue, goTypes, withType } from "../govalue/value.ts";
import { asNil } from "../govalue/nil.ts";
import type { Chart } from "./chart.ts";
import { GoStruct } from "./go-struct.ts";
import type { Dependency, Maintainer, Metadata } from "./metadata.ts";

/** `.Chart`: the metadata of a chart, with `IsRoot`. Helm declares the type in place, in `recAllTpls`. */
export class ChartObject extends GoStruct {
  override readonly goType: GoType = { name: "struct { chart.Metadata; IsRoot bool }", kind: "struct" };
  readonly #metadata: MetadataObject;
  readonly #isRoot: boolean;

  constructor(chart: Chart) {
    super();
    this.#metadata = new MetadataObject(chart.metadata);
    this.#isRoot = chart.isRoot;
  }

  /** The fields of the embedded metadata are promoted. */
  override field(name: string): GoValue | undefined {
    return super.field(name) ?? this.#metadata.field(name);
  }

  protected override declareFields(): [string, GoValue][] {
    return [
      ["Metadata", this.#metadata],
      ["IsRoot", this.#isRoot],
    ];
  }
}

class MetadataObject extends GoStruct {
  override readonly goType: GoType = { name: "chart.Metadata", kind: "struct" };
  readonly #metadata: Metadata;

  constructor(metadata: Metadata) {
    super();
    this.#metadata = metadata;
  }

  protected override declareFields(): [string, GoValue][] {
    const metadata = this.#metadata;
    return [
      ["Name", metadata.name],
      ["Home", metadata.home],
      ["Sources", slice(goTypes.strings, metadata.sources)],
      ["Version", metadata.version],
      ["Description", metadata.description],
      ["Keywords", slice(goTypes.strings, metadata.keywords)],
      ["Maintainers", slice(maintainersType, metadata.maintainers?.map(maintainerObject))],
      ["Icon", metadata.icon],
      ["APIVersion", metadata.apiVersion],
      ["Condition", metadata.condition],
      ["Tags", metadata.tags],
      ["AppVersion", metadata.appVersion],
      ["Deprecated", metadata.deprecated],
      ["Annotations", stringMap(metadata.annotations)],
      ["KubeVersion", metadata.kubeVersion],
      ["Dependencies", slice(dependenciesType, metadata.dependencies?.map((each) => new DependencyObject(each)))],
      ["Type", metadata.type],
    ];
  }
}

const maintainerType: GoType = { name: "*chart.Maintainer", kind: "ptr" };
const maintainersType: GoType = { name: "[]*chart.Maintainer", kind: "slice", element: maintainerType };
const dependencyType: GoType = { name: "*chart.Dependency", kind: "ptr" };
const dependenciesType: GoType = { name: "[]*chart.Dependency", kind: "slice", element: dependencyType };

function maintainerObject(maintainer: Maintainer | undefined): GoValue {
  return maintainer === undefined ? null : new MaintainerObject(maintainer);
}

class MaintainerObject extends GoStruct {
  override readonly goType = maintainerType;
  readonly #maintainer: Maintainer;

  constructor(maintainer: Maintainer) {
    super();
    this.#maintainer = maintainer;
  }

  protected override declareFields(): [string, GoValue][] {
    const { name, email, url } = this.#maintainer;
    return [
      ["Name", name],
      ["Email", email],
      ["URL", url],
    ];
  }
}

class DependencyObject extends GoStruct {
  override readonly goType = dependencyType;
  readonly #dependency: Dependency;

  constructor(dependency: Dependency) {
    super();
    this.#dependency = dependency;
  }

  protected override declareFields(): [string, GoValue][] {
    const dependency = this.#dependency;
    return [
      ["Name", dependency.name],
      ["Version", dependency.version],
      ["Repository", dependency.repository],
      ["Condition", dependency.condition],
      ["Tags", slice(goTypes.strings, dependency.tags)],
      ["Enabled", dependency.enabled],
      ["ImportValues", slice(goTypes.list, dependency.importValues)],
      ["Alias", dependency.alias],
    ];
  }
}

function slice(type: GoType, items: readonly GoValue[] | undefined): GoList {
  return items === undefined ? asNil(withType([], type)) : withType([...items], type);
}

function stringMap(entries: ReadonlyMap<string, string> | undefined): GoMap {
  const map = withType<GoMap>(new Map(entries), goTypes.stringMap);
  return entries === undefined ? asNil(map) : map;
}
