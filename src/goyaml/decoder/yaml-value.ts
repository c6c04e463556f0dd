import type { PlainScalar, YamlScalar } from "../resolve/schema.ts";

/**
 * What go-yaml decodes a document to: `interface {}`. Mappings are `map[interface {}]interface {}`; in yaml.v3, if all
 * keys are text, `map[string]interface {}`.
 */
export type YamlValue = ValueOf<YamlScalar>;
export type YamlMap = Map<YamlScalar, YamlValue>;

/** What yaml.v2 decodes a document to. */
export type PlainValue = ValueOf<PlainScalar>;

type ValueOf<Scalar> = Scalar | ValueOf<Scalar>[] | Map<Scalar, ValueOf<Scalar>>;
