import type { ErrorObject } from "ajv";
import { quote } from "../../govalue/strconv.ts";

/**
 * Words what ajv found as santhosh-tekuri/jsonschema v6 does, as a tree: below a keyword that combines schemas stands what
 * was wrong with each of them.
 */
export function describeErrors(errors: readonly ErrorObject[]): string {
  return buildForest(errors)
    .flatMap((node) => print(node, 0))
    .join("\n");
}

interface ErrorNode {
  readonly error: ErrorObject;
  /** All errors of the same keyword at the same place; ajv reports each missing property on its own. */
  readonly group: ErrorObject[];
  readonly causes: ErrorNode[];
}

const combining = new Set(["anyOf", "oneOf", "allOf", "not", "if", "contains", "propertyNames"]);
/** Where one of these fails, the library looks no further. */
const decisive = ["type", "const", "enum", "format"];

/** What ajv tells with an error; which of it depends on the keyword. */
interface ErrorParams {
  readonly additionalProperty?: unknown;
  readonly allowedValue?: unknown;
  readonly allowedValues?: unknown;
  readonly i?: unknown;
  readonly j?: unknown;
  readonly limit?: unknown;
  readonly missingProperty?: unknown;
  readonly multipleOf?: unknown;
  readonly passingSchemas?: unknown;
  readonly pattern?: unknown;
  readonly property?: unknown;
  readonly propertyName?: unknown;
  readonly type?: unknown;
}

function paramsOf({ params }: ErrorObject): ErrorParams {
  return params;
}

/** Ajv reports the errors of the schemas that a keyword combines right before the error of the keyword itself. */
function buildForest(errors: readonly ErrorObject[]): ErrorNode[] {
  const forest: ErrorNode[] = [];
  for (const error of errors) {
    const previous = forest.at(-1);
    if (previous !== undefined && isGrouped(previous.error, error)) {
      previous.group.push(error);
      continue;
    }
    const causes: ErrorNode[] = [];
    if (combining.has(error.keyword)) {
      for (let last = forest.at(-1); last !== undefined && isCause(last.error, error); last = forest.at(-1)) {
        causes.unshift(last);
        forest.pop();
      }
    }
    // `if` says nothing of its own: what counts is what `then` or `else` found.
    if (error.keyword === "if") forest.push(...causes);
    else forest.push({ error, group: [error], causes: withoutIndecisive(causes) });
  }
  return withoutIndecisive(forest);
}

function isGrouped(a: ErrorObject, b: ErrorObject): boolean {
  const keywords = ["required", "additionalProperties"];
  return keywords.includes(b.keyword) && a.schemaPath === b.schemaPath && a.instancePath === b.instancePath;
}

/** A cause lies below the keyword in the schema; one that was found through a reference has a path of its own. */
function isCause(candidate: ErrorObject, parent: ErrorObject): boolean {
  if (!candidate.instancePath.startsWith(parent.instancePath)) return false;
  if (candidate.schemaPath.startsWith(`${parent.schemaPath}/`)) return true;
  const siblings = parent.schemaPath.slice(0, parent.schemaPath.lastIndexOf("/") + 1);
  return !candidate.schemaPath.startsWith(siblings);
}

function withoutIndecisive(nodes: ErrorNode[]): ErrorNode[] {
  const winners = new Map<string, ErrorNode>();
  for (const node of nodes) {
    const rank = decisive.indexOf(node.error.keyword);
    const present = winners.get(schemaAt(node.error));
    if (rank >= 0 && (present === undefined || rank < decisive.indexOf(present.error.keyword))) {
      winners.set(schemaAt(node.error), node);
    }
  }
  return nodes.filter((node) => (winners.get(schemaAt(node.error)) ?? node) === node);
}

/** The schema that the keyword is of, applied to one value. */
function schemaAt({ instancePath, schemaPath }: ErrorObject): string {
  return `${instancePath} ${schemaPath.slice(0, schemaPath.lastIndexOf("/"))}`;
}

function print({ error, group, causes }: ErrorNode, depth: number): string[] {
  const line = `${"  ".repeat(depth)}- at ${quoted(error.instancePath)}: ${describe(error, group)}`;
  const shown = error.keyword === "not" ? [] : causes;
  return [line, ...shown.flatMap((cause) => print(cause, depth + 1))];
}

/** The words of the library's package `kind`. */
function describe(error: ErrorObject, group: readonly ErrorObject[]): string {
  const { keyword, data } = error;
  const params = paramsOf(error);
  switch (keyword) {
    case "type":
      return `got ${typeName(data)}, want ${typeNames(params.type)}`;
    case "required":
      return missing(group.map((each) => paramsOf(each).missingProperty).map(String));
    case "additionalProperties":
      return `additional properties ${names(group.map((each) => paramsOf(each).additionalProperty).map(String))} not allowed`;
    case "enum":
      return oneOf(params.allowedValues);
    case "const":
      return isPrimitive(params.allowedValue) ? `value must be ${display(params.allowedValue)}` : "'const' failed";
    case "anyOf":
    case "allOf":
      return `'${keyword}' failed`;
    case "not":
      return "'not' failed";
    case "oneOf": {
      const passing = params.passingSchemas;
      return Array.isArray(passing)
        ? `'oneOf' failed, subschemas ${passing.join(", ")} matched`
        : "'oneOf' failed, none matched";
    }
    case "pattern":
      return `${quoted(String(data))} does not match pattern ${quoted(String(params.pattern))}`;
    case "uniqueItems":
      return `items at ${[params.i, params.j]
        .map(Number)
        .sort((a, b) => a - b)
        .join(" and ")} are equal`;
    case "contains":
      return "no items match contains schema";
    case "propertyNames":
      return `invalid propertyName ${quoted(String(params.propertyName))}`;
    case "dependencies":
    case "dependentRequired":
      return `properties ${quoted(String(params.missingProperty))} required, if ${quoted(String(params.property))} exists`;
    case "false schema":
      return "false schema";
    case "multipleOf":
      return `multipleOf: got ${number(data)}, want ${number(params.multipleOf)}`;
    default:
      return `${keyword}: got ${number(size(data))}, want ${number(params.limit)}`;
  }
}

function missing(properties: readonly string[]): string {
  return `missing ${properties.length === 1 ? "property" : "properties"} ${names(properties)}`;
}

function names(properties: readonly string[]): string {
  return properties.map(quoted).join(", ");
}

function oneOf(allowed: unknown): string {
  if (!Array.isArray(allowed) || !allowed.every(isPrimitive)) return "'enum' failed";
  return allowed.length === 1
    ? `value must be ${display(allowed[0])}`
    : `value must be one of ${allowed.map(display).join(", ")}`;
}

function isPrimitive(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

function display(value: unknown): string {
  if (value === null) return "<nil>";
  return typeof value === "string" ? quoted(value) : String(value);
}

const typeOrder = ["null", "boolean", "number", "integer", "string", "array", "object"];

function typeNames(types: unknown): string {
  const wanted = Array.isArray(types) ? types : [types];
  return typeOrder.filter((type) => wanted.includes(type)).join(" or ");
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** What a bound of length, items or properties counts. */
function size(data: unknown): unknown {
  if (typeof data === "string") return Array.from(data).length;
  if (Array.isArray(data)) return data.length;
  return typeof data === "object" && data !== null ? Object.keys(data).length : data;
}

/** Numbers go through golang.org/x/text/message, which groups their digits. */
function number(value: unknown): string {
  return Number(value).toLocaleString("en-US", { maximumFractionDigits: 20 });
}

function quoted(text: string): string {
  const inner = quote(text).slice(1, -1);
  return `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
