/** YAML as the Go libraries read and print it that Helm is built on. */

export { marshal } from "./marshal.ts";
export { marshalPretty } from "./marshal-pretty.ts";
export type { UnmarshalOptions } from "./unmarshal.ts";
export { unmarshal, unmarshalList, unmarshalMap } from "./unmarshal.ts";
