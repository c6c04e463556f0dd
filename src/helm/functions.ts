import {
  marshal as marshalJson,
  unmarshalList as unmarshalJsonList,
  unmarshalMap as unmarshalJsonMap,
} from "../gojson/index.ts";
import { marshal as marshalToml, unmarshal as unmarshalToml } from "../gotoml/index.ts";
import type { GoFunction } from "../govalue/function.ts";
import { asNil } from "../govalue/nil.ts";
import type { GoList, GoMap, GoValue } from "../govalue/value.ts";
import { marshalPretty, marshal as marshalYaml, unmarshalList, unmarshalMap } from "../goyaml/index.ts";
import { orElse } from "../sprig/errors.ts";
import { type SprigEnvironment, sprigFunctions } from "../sprig/index.ts";

/**
 * The functions that need no templates and no cluster: sprig's, and Helm's own (`funcMap` of pkg/engine/funcs.go). None of
 * Helm's own fails; what goes wrong shows in the result.
 */
export function helmFunctions(environment: SprigEnvironment): Map<string, GoFunction> {
  const functions = sprigFunctions(environment);
  for (const [name, own] of Object.entries(ownFunctions)) functions.set(name, own);
  return functions;
}

const ownFunctions: Readonly<Record<string, GoFunction>> = {
  toYaml: { signature: "func(interface {}) string", call: (value: GoValue) => textOf(value, marshalYaml) },
  toYamlPretty: { signature: "func(interface {}) string", call: (value: GoValue) => textOf(value, marshalPretty) },
  fromYaml: {
    signature: "func(string) map[string]interface {}",
    call: (text: string) => mapOrError(() => unmarshalMap(text)),
  },
  fromYamlArray: {
    signature: "func(string) []interface {}",
    call: (text: string) => listOrError(() => unmarshalList(text)),
  },
  toToml: { signature: "func(interface {}) string", call: toToml },
  fromToml: {
    signature: "func(string) map[string]interface {}",
    call: (text: string) => mapOrError(() => unmarshalToml(text)),
  },
  toJson: { signature: "func(interface {}) string", call: (value: GoValue) => textOf(value, marshalJson) },
  fromJson: {
    signature: "func(string) map[string]interface {}",
    call: (text: string) => fromJson(text),
  },
  fromJsonArray: {
    signature: "func(string) []interface {}",
    call: (text: string) => listOrError(() => unmarshalJsonList(text) ?? asNil([])),
  },
};

/** Without the newline at the end, and empty for what cannot be written. */
function textOf(value: GoValue, marshal: (value: GoValue) => string): string {
  const text = orElse(
    () => marshal(value),
    () => "",
  );
  return text.endsWith("\n") ? text.slice(0, -1) : text;
}

/** Unlike the others, it shows the error. */
function toToml(value: GoValue): string {
  return orElse(
    () => marshalToml(value),
    (error) => error.message,
  );
}

/** What was read before an error stays in the map beside it. */
function fromJson(text: string): GoMap {
  const read: GoMap = new Map();
  return orElse(
    () => unmarshalJsonMap(text, read) ?? asNil(new Map()),
    (error) => read.set("Error", error.message),
  );
}

function mapOrError(read: () => GoMap): GoMap {
  return orElse(read, (error) => new Map([["Error", error.message]]));
}

function listOrError(read: () => GoList): GoList {
  return orElse(read, (error) => [error.message]);
}
