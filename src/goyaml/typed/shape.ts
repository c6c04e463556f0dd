/**
 * A Go type, as far as decoding YAML into a value of it depends on it. The values that come of it:
 *
 * | shape                  | value                                                                              |
 * | ---------------------- | ---------------------------------------------------------------------------------- |
 * | string, bool, int      | `string`, `boolean`, `number`                                                      |
 * | any                    | a `YamlValue`                                                                      |
 * | list, map              | an array, a `Map` with string keys                                                 |
 * | struct                 | an object of the fields that were set; one that is null has Go's zero value: no key |
 * | pointer                | its target; nil is an absent field, and `null` elsewhere                           |
 * | unmarshaler            | what `decode` returns; its `zero` where Go does not call it (null)                 |
 */
export type Shape =
  | { readonly kind: "string" | "bool" | "int" | "any" }
  | { readonly kind: "list"; readonly of: Shape }
  | { readonly kind: "map"; readonly of: Shape }
  | { readonly kind: "pointer"; readonly to: Shape }
  | StructShape
  | UnmarshalerShape;

export interface StructShape {
  readonly kind: "struct";
  /** The Go type as errors name it: `state.ReleaseSpec`. */
  readonly name: string;
  /** The fields by their keys in YAML; those of inlined structs among them. */
  readonly fields: Readonly<Record<string, Shape>>;
}

/** A Go type with a method `UnmarshalYAML(unmarshal func(interface{}) error) error`. */
export interface UnmarshalerShape {
  readonly kind: "unmarshaler";
  /** The Go type as errors name it, where the method is not asked: null in quotes. */
  readonly name?: string;
  /** Go's zero value of the type, which null gives in a list or a map; `undefined` if left out. */
  readonly zero?: () => unknown;
  /**
   * The method: `unmarshal` decodes the node to a new value of that shape, as often as it is called. What it throws may be
   * caught, as a Go error may be ignored; a YamlTypeError that is thrown on joins the other type errors of the document.
   */
  decode(unmarshal: (shape: Shape) => unknown): unknown;
}

/** Go's zero value of a type. */
export function zeroOf(shape: Shape): unknown {
  switch (shape.kind) {
    case "string":
      return "";
    case "bool":
      return false;
    case "int":
      return 0;
    case "list":
      return [];
    case "map":
      return new Map();
    case "struct":
      return {};
    case "any":
    case "pointer":
      return null;
    case "unmarshaler":
      return shape.zero?.();
  }
}

/** The Go type as errors name it. */
export function goTypeOf(shape: Shape): string {
  switch (shape.kind) {
    case "any":
      return "interface {}";
    case "list":
      return `[]${goTypeOf(shape.of)}`;
    case "map":
      return `map[string]${goTypeOf(shape.of)}`;
    case "pointer":
      return `*${goTypeOf(shape.to)}`;
    case "struct":
      return shape.name;
    case "unmarshaler":
      return shape.name ?? "";
    default:
      return shape.kind;
  }
}
