import type { YamlScalar } from "../resolve/schema.ts";

/** What go-yaml decodes a document to: `interface {}`, with mappings as `map[interface {}]interface {}`. */
export type YamlValue = YamlScalar | YamlValue[] | YamlMap;
export type YamlMap = Map<YamlScalar, YamlValue>;
