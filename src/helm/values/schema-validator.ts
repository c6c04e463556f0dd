import type { AnySchema, Options, ValidateFunction } from "ajv";
import { Ajv } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { RE2JS } from "re2js";
import { unmarshal } from "../../gojson/index.ts";
import { GoInt, type GoMap, type GoValue, JsonNumber } from "../../govalue/value.ts";
import { messageOf } from "../errors.ts";
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

/** The patterns of a schema are Go's regular expressions, and run in linear time as there. Ajv tells them apart by their text. */
function linearPattern(pattern: string): { test(text: string): boolean; toString(): string } {
  const compiled = RE2JS.compile(pattern);
  return { test: (text) => compiled.matcher(text).find(), toString: () => pattern };
}

function compile(text: string): { validate: ValidateFunction; explainer: SchemaExplainer } {
  const root = unmarshal(text, { useNumber: true });
  const draft = draftOf(root);
  return { validate: compileDraft(JSON.parse(text), draft), explainer: new SchemaExplainer(root, draft) };
}

function draftOf(schema: GoValue): Draft {
  const dialect = String((schema instanceof Map ? schema.get("$schema") : null) ?? "");
  if (dialect.includes("2019-09")) return 2019;
  const old = ([4, 6, 7] as const).find((draft) => dialect.includes(`draft-0${draft}`));
  return old ?? 2020;
}

function compileDraft(schema: AnySchema, draft: Draft): ValidateFunction {
  if (typeof schema === "boolean") return new Ajv2020(options).compile(schema);
  // Ajv would look for the dialect by its address.
  const { $schema: _, ...own } = schema;
  switch (draft) {
    case 4:
      return new Ajv({ ...options, schemaId: "id" }).compile(fromDraft4(own));
    case 2019:
      return new Ajv2019(options).compile(own);
    case 2020:
      return new Ajv2020(options).compile(own);
    default:
      return new Ajv(options).compile(own);
  }
}

/** In draft 4 an exclusive bound was a flag of the bound. */
function fromDraft4(schema: unknown): object {
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    if (typeof value !== "object" || value === null) return value;
    const converted = new Map(Object.entries(value).map(([key, member]) => [key, convert(member)]));
    for (const [flag, bound] of exclusiveFlags) {
      const exclusive = converted.get(flag);
      if (typeof exclusive !== "boolean") continue;
      converted.delete(flag);
      if (!exclusive || !converted.has(bound)) continue;
      converted.set(flag, converted.get(bound));
      converted.delete(bound);
    }
    return Object.fromEntries(converted);
  };
  return Object(convert(schema));
}

const exclusiveFlags = [
  ["exclusiveMinimum", "minimum"],
  ["exclusiveMaximum", "maximum"],
] as const;

function schemaProblem(error: unknown): string {
  const missing = error instanceof Error && "missingRef" in error ? String(error.missingRef) : undefined;
  return missing === undefined ? messageOf(error) : `failing loading "${missing}": only the schema itself is read`;
}

/** A value for ajv. Objects have no prototype, so that `toString` is a property like any other. */
function plainValue(value: GoValue): unknown {
  if (value instanceof Map) {
    const object: Record<string, unknown> = Object.create(null);
    for (const [key, member] of value) object[key] = plainValue(member);
    return object;
  }
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value === "bigint") return Number(value);
  if (value instanceof GoInt) return Number(value.value);
  return value instanceof JsonNumber ? Number(value.text) : value;
}
