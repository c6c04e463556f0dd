import type { AnySchemaObject, Options, ValidateFunction } from "ajv";
import { Ajv } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { unmarshal } from "../../gojson/index.ts";
import { ExhaustedError } from "../../govalue/allowance.ts";
import { quote } from "../../govalue/strconv.ts";
import type { GoMap, GoValue } from "../../govalue/value.ts";
import { Regexp } from "../../sprig/regexp/regexp.ts";
import { HelmError, messageOf } from "../errors.ts";
import { type Draft, SchemaExplainer } from "./schema-explainer.ts";
import { meteredSchema, meteringKeyword, plainValue } from "./schema-metering.ts";
import { printProblems } from "./schema-problems.ts";

/** Checks values against a values.schema.json. Nothing is fetched: a reference to another document is an error. */
export class SchemaValidator {
  readonly #compiled: Compiled | { readonly problem: string };

  /** Compiles the schema, which is a good part of the work; what is wrong with it is known when values are checked. */
  constructor(text: string) {
    this.#compiled = attempt(() => compile(text));
  }

  /** @returns what is wrong, as santhosh-tekuri/jsonschema words it, or `undefined` where nothing is */
  check(values: GoMap): string | undefined {
    const compiled = this.#compiled;
    if ("problem" in compiled) return compiled.problem;
    const { validate, explainer } = compiled;
    const result = attempt(() => ({ isValid: validate(plainValue(values)) === true }));
    if ("problem" in result) return result.problem;
    if (result.isValid) return undefined;
    const lines = printProblems(explainer.explain(values));
    if (lines.length > 0) return `${lines.join("\n")}\n`;
    return (validate.errors ?? [])
      .map(({ instancePath, keyword }) => `- at '${instancePath}': '${keyword}' failed\n`)
      .join("");
  }
}

interface Compiled {
  readonly validate: ValidateFunction;
  readonly explainer: SchemaExplainer;
}

function attempt<T extends object>(action: () => T): T | { readonly problem: string } {
  try {
    return action();
  } catch (error) {
    if (error instanceof ExhaustedError) throw error;
    return { problem: schemaProblem(error) };
  }
}

const options: Options = {
  messages: false,
  strict: false,
  validateSchema: false,
  ownProperties: true,
  // All keywords are tried, so that the one is that spends; and one after the other, not in one another, which for
  // thousands of properties is deeper than JavaScript's stack.
  allErrors: true,
  keywords: [meteringKeyword],
  unicodeRegExp: false,
  logger: false,
  // What is compiled runs a few times only.
  code: { optimize: false, regExp: Object.assign(linearPattern, { code: "linearPattern" }) },
};

/** Before draft 2019, what stands beside a reference does not count. */
const oldOptions = { ...options, ignoreKeywordsWithRef: true };

/** The patterns of a schema are Go's regular expressions, and run in linear time as there. Ajv tells them apart by their text. */
function linearPattern(pattern: string): { test(text: string): boolean; toString(): string } {
  const compiled = Regexp.compile(pattern);
  return { test: (text) => compiled.matches(text), toString: () => pattern };
}

function compile(text: string): Compiled {
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
  const schema = meteredSchema(new Map([...root].filter(([key]) => key !== "$schema"))) as AnySchemaObject;
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
  if (error instanceof RangeError) return "the schema refers to itself without end, or nests too deeply";
  // Go reads the schema as a stream, which has another word for its end.
  return messageOf(error).replace("unexpected end of JSON input", "unexpected EOF");
}
