import type { Options, ValidateFunction } from "ajv";
import { Ajv } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { RE2JS } from "re2js";
import { unmarshal } from "../../gojson/index.ts";
import { quote } from "../../govalue/strconv.ts";
import { GoInt, type GoMap, type GoValue, JsonNumber } from "../../govalue/value.ts";
import { HelmError, messageOf } from "../errors.ts";
import { type Draft, SchemaExplainer } from "./schema-explainer.ts";
import { printProblems } from "./schema-problems.ts";

/** Checks values against a values.schema.json. Nothing is fetched: a reference to another document is an error. */
export class SchemaValidator {
  readonly #text: string;
  #compiled: { readonly validate: ValidateFunction; readonly explainer: SchemaExplainer } | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** @returns what is wrong, as santhosh-tekuri/jsonschema words it, or `undefined` where nothing is */
  check(values: GoMap): string | undefined {
    try {
      this.#compiled ??= compile(this.#text);
    } catch (error) {
      return schemaProblem(error);
    }
    const { validate, explainer } = this.#compiled;
    if (validate(plainValue(values)) === true) return undefined;
    const lines = printProblems(explainer.explain(values));
    if (lines.length > 0) return `${lines.join("\n")}\n`;
    return (validate.errors ?? [])
      .map(({ instancePath, keyword }) => `- at '${instancePath}': '${keyword}' failed\n`)
      .join("");
  }
}

const options: Options = {
  messages: false,
  strict: false,
  validateSchema: false,
  ownProperties: true,
  unicodeRegExp: false,
  logger: false,
  code: { regExp: Object.assign(linearPattern, { code: "linearPattern" }) },
};

/** Before draft 2019, what stands beside a reference does not count. */
const oldOptions = { ...options, ignoreKeywordsWithRef: true };

/** The patterns of a schema are Go's regular expressions, and run in linear time as there. Ajv tells them apart by their text. */
function linearPattern(pattern: string): { test(text: string): boolean; toString(): string } {
  const compiled = RE2JS.compile(pattern);
  return { test: (text) => compiled.matcher(text).find(), toString: () => pattern };
}

function compile(text: string): { validate: ValidateFunction; explainer: SchemaExplainer } {
  const written = unmarshal(text, { useNumber: true });
  const draft = draftOf(written);
  const root = draft === 4 ? fromDraft4(written) : written;
  return { validate: compileDraft(root, draft), explainer: new SchemaExplainer(root, draft) };
}

function draftOf(schema: GoValue): Draft {
  const dialect = String((schema instanceof Map ? schema.get("$schema") : null) ?? "");
  if (dialect.includes("2019-09")) return 2019;
  const old = ([4, 6, 7] as const).find((draft) => dialect.includes(`draft-0${draft}`));
  return old ?? 2020;
}

function compileDraft(root: GoValue, draft: Draft): ValidateFunction {
  if (typeof root === "boolean") return new Ajv2020(options).compile(root);
  if (!(root instanceof Map)) throw new HelmError("invalid schema");
  // Ajv would look for the dialect by its address.
  const schema = plainObject(new Map([...root].filter(([key]) => key !== "$schema")));
  switch (draft) {
    case 4:
      return new Ajv({ ...oldOptions, schemaId: "id" }).compile(schema);
    case 2019:
      return new Ajv2019(options).compile(schema);
    case 2020:
      return new Ajv2020(options).compile(schema);
    default:
      return new Ajv(oldOptions).compile(schema);
  }
}

/** In draft 4 an exclusive bound was a flag of the bound. */
function fromDraft4(value: GoValue): GoValue {
  if (Array.isArray(value)) return value.map(fromDraft4);
  if (!(value instanceof Map)) return value;
  const converted = new Map([...value].map(([key, member]) => [key, fromDraft4(member)]));
  for (const [flag, bound] of exclusiveFlags) {
    const exclusive = converted.get(flag);
    const limit = converted.get(bound);
    if (typeof exclusive !== "boolean") continue;
    converted.delete(flag);
    if (!exclusive || limit === undefined) continue;
    converted.set(flag, limit);
    converted.delete(bound);
  }
  return converted;
}

const exclusiveFlags = [
  ["exclusiveMinimum", "minimum"],
  ["exclusiveMaximum", "maximum"],
] as const;

function schemaProblem(error: unknown): string {
  if (error instanceof Error && "missingRef" in error) {
    return `failing loading ${quote(String(error.missingRef))}: only the schema itself is read`;
  }
  // Go reads the schema as a stream, which has another word for its end.
  return messageOf(error).replace("unexpected end of JSON input", "unexpected EOF");
}

/** A value for ajv. */
function plainValue(value: GoValue): unknown {
  if (value instanceof Map) return plainObject(value);
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value === "bigint") return Number(value);
  if (value instanceof GoInt) return Number(value.value);
  return value instanceof JsonNumber ? Number(value.text) : value;
}

/** Every key is a property of the object's own, `__proto__` too. */
function plainObject(map: GoMap): Record<string, unknown> {
  return Object.fromEntries([...map].map(([key, member]) => [key, plainValue(member)]));
}
