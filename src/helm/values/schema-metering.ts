import type { FuncKeywordDefinition } from "ajv";
import { spend } from "../../govalue/allowance.ts";
import { type GoList, type GoMap, type GoValue, JsonNumber } from "../../govalue/value.ts";

/** In every schema, what it takes to check a value against it. No schema that people write has a keyword of this name. */
const keyword = "bump-envoy:metered";

/** What it takes to compile a schema, without those within it, and to check a value against it. */
const compileCost = 10_000;
const checkCost = 50;

interface Metering {
  readonly units: number;
  /** Whether all items are compared with each other. */
  readonly comparesItems: boolean;
}

/**
 * Spends for each value that is checked against a schema, each time that it is. Schemas can refer to each other, so that a
 * small one takes a value apart as often as there are ways to it.
 */
export const meteringKeyword: FuncKeywordDefinition = {
  keyword,
  errors: false,
  validate({ units, comparesItems }: Metering, data: unknown) {
    spend(units + (typeof data === "string" ? data.length : 0));
    if (comparesItems && Array.isArray(data)) spend((typeof data[0] === "object" ? 10 : 1) * data.length ** 2);
    return true;
  },
};

/** Where the keywords of a schema hold others. */
const ofSchemas = new Set([
  "properties",
  "patternProperties",
  "definitions",
  "$defs",
  "dependentSchemas",
  "dependencies",
]);
const listOfSchemas = new Set(["allOf", "anyOf", "oneOf", "prefixItems", "items"]);
const ofOneSchema = new Set([
  "items",
  "not",
  "if",
  "then",
  "else",
  "additionalProperties",
  "additionalItems",
  "contains",
  "propertyNames",
  "unevaluatedItems",
  "unevaluatedProperties",
]);

/** A schema for ajv, in which every schema spends what it takes; compiling it is paid for here. */
export function meteredSchema(schema: GoValue): unknown {
  if (!(schema instanceof Map)) return plainValue(schema);
  spend(compileCost);
  const entries = [...schema].map(([name, value]) => [name, meteredPart(name, value)] as const);
  const listed = ["enum", "required", "properties", "patternProperties"].map((name) => sizeOf(schema.get(name)));
  const metering: Metering = {
    units: checkCost + 20 * listed.reduce((sum, size) => sum + size, 0),
    comparesItems: schema.get("uniqueItems") === true,
  };
  return Object.fromEntries([...entries, [keyword, metering]]);
}

function meteredPart(name: string, value: GoValue): unknown {
  if (ofSchemas.has(name) && value instanceof Map) {
    return Object.fromEntries([...value].map(([key, part]) => [key, meteredSchema(part)]));
  }
  if (listOfSchemas.has(name) && Array.isArray(value)) return value.map(meteredSchema);
  return ofOneSchema.has(name) ? meteredSchema(value) : plainValue(value);
}

function sizeOf(value: GoValue | undefined): number {
  if (Array.isArray(value)) return (value satisfies GoList).length;
  return value instanceof Map ? (value satisfies GoMap).size : 0;
}

/** A value for ajv. Every key is a property of the object's own, `__proto__` too. */
export function plainValue(value: GoValue): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, member]) => [key, plainValue(member)]));
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value === "bigint") return Number(value);
  return value instanceof JsonNumber ? Number(value.text) : value;
}
