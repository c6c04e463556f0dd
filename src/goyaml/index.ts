/** YAML as the Go libraries read and print it that Helm and helmfile are built on. */

export type { YamlMap, YamlValue } from "./decoder/yaml-value.ts";
export type { Library } from "./library.ts";
export { marshal } from "./marshal.ts";
export { marshalGo, marshalPretty } from "./marshal-go.ts";
export { CommonDocument, isCommonText } from "./parser/common-document.ts";
export { placeCommonDocument, type ScalarPlace } from "./parser/common-nodes.ts";
export type { Node as YamlNode } from "./parser/node.ts";
export { isCertainWord } from "./resolve/certain-word.ts";
export type { YamlScalar } from "./resolve/schema.ts";
export { YamlTime } from "./resolve/yaml-time.ts";
export { type DecodeOptions, decodeDocuments, eachDocument, readAny, readMap } from "./typed/decode.ts";
export type { Shape, StructShape, UnmarshalerShape } from "./typed/shape.ts";
export { YamlTypeError } from "./typed/type-error.ts";
export type { UnmarshalOptions } from "./unmarshal.ts";
export { unmarshal, unmarshalList, unmarshalMap } from "./unmarshal.ts";
