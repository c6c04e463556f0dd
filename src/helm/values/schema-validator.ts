import type { ErrorObject, Options, ValidateFunction } from "ajv";
import { Ajv } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { RE2JS } from "re2js";
import { GoInt, type GoMap, type GoValue, JsonNumber } from "../../govalue/value.ts";
import { messageOf } from "../errors.ts";
import { describeErrors } from "./schema-errors.ts";

/** Checks values against a values.schema.json. Nothing is fetched: a reference to another document is an error. */
export class SchemaValidator {
  readonly #text: string;
  #validate: ValidateFunction | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** @returns what is wrong, as santhosh-tekuri/jsonschema words it, or `undefined` where nothing is */
  check(values: GoMap): string | undefined {
    try {
      this.#validate ??= compile(this.#text);
    } catch (error) {
      return schemaProblem(error);
    }
    if (this.#validate(plainValue(values)) === true) return undefined;
    const errors: readonly ErrorObject[] = this.#validate.errors ?? [];
    return `${describeErrors(errors)}\n`;
  }
}

const options: Options = {
  allErrors: true,
  verbose: true,
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

function compile(text: string): ValidateFunction {
  const schema: unknown = JSON.parse(text);
  if (typeof schema === "boolean") return new Ajv2020(options).compile(schema);
  if (typeof schema !== "object" || schema === null) throw new Error("invalid schema");
  const { $schema: dialect = "", ...rest } = schema as { $schema?: unknown };
  const draft = String(dialect);
  if (draft.includes("draft-04")) return new Ajv({ ...options, schemaId: "id" }).compile(fromDraft4(rest));
  if (/draft-0[67]/.test(draft)) return new Ajv(options).compile(rest);
  return new (draft.includes("2019-09") ? Ajv2019 : Ajv2020)(options).compile(rest);
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
