import { JsonMembers } from "../../gojson/index.ts";
import { asNil } from "../../govalue/nil.ts";
import { type GoList, type GoMap, type GoType, type GoValue, goTypes, withType } from "../../govalue/value.ts";
import type { Chart } from "../chart/chart.ts";
import type { Dependency, Maintainer, Metadata } from "../chart/metadata.ts";
import { GoStruct } from "./go-struct.ts";

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

  jsonValue(): JsonMembers {
    return new JsonMembers([...this.#metadata.jsonValue().members, ["IsRoot", this.#isRoot]]);
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

  jsonValue(): JsonMembers {
    return taggedMembers(this.fields(), jsonNames);
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
      [
        "Dependencies",
        slice(
          dependenciesType,
          metadata.dependencies?.map((each) => new DependencyObject(each)),
        ),
      ],
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

  jsonValue(): JsonMembers {
    return taggedMembers(this.fields(), jsonNames);
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

  jsonValue(): JsonMembers {
    return taggedMembers(this.fields(), jsonNames, ["Name", "Repository"]);
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

/** The JSON names that are not the Go names with a small first letter. */
const jsonNames: ReadonlyMap<string, string> = new Map([
  ["APIVersion", "apiVersion"],
  ["URL", "url"],
  ["ImportValues", "import-values"],
]);

/** The members that encoding/json writes; what is empty is left out, but for the fields of which `always` says otherwise. */
function taggedMembers(
  fields: readonly (readonly [string, GoValue])[],
  names: ReadonlyMap<string, string>,
  always: readonly string[] = [],
): JsonMembers {
  const written = fields.filter(([name, value]) => always.includes(name) || !isEmpty(value));
  return new JsonMembers(
    written.map(([name, value]) => [names.get(name) ?? name.charAt(0).toLowerCase() + name.slice(1), value]),
  );
}

/** What `omitempty` leaves out. */
function isEmpty(value: GoValue): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value instanceof Map ? value.size === 0 : value === "" || value === false;
}

function slice(type: GoType, items: readonly GoValue[] | undefined): GoList {
  return items === undefined ? asNil(withType([], type)) : withType([...items], type);
}

function stringMap(entries: ReadonlyMap<string, string> | undefined): GoMap {
  const map = withType<GoMap>(new Map(entries), goTypes.stringMap);
  return entries === undefined ? asNil(map) : map;
}
