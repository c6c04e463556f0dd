import { spend } from "../../govalue/allowance.ts";
import { GoInt, type GoList, type GoMap, type GoValue, JsonNumber } from "../../govalue/value.ts";
import { deepEqual } from "../../sprig/deep-equal.ts";
import { Regexp } from "../../sprig/regexp/regexp.ts";
import { display, grouped, isPrimitive, type Problem, quoted, quotedList } from "./schema-problems.ts";

/** A draft of JSON Schema by its number or year. */
export type Draft = 4 | 6 | 7 | 2019 | 2020;

/** What it takes to look at a value. */
const checkCost = 100;

/**
 * Says what is wrong with a value that does not meet a schema, in the order and the words of santhosh-tekuri/jsonschema v6
 * (validator.go). It does not decide whether the value meets it: it knows the keywords that people use, and no others.
 */
export class SchemaExplainer {
  readonly #root: GoValue;
  readonly #draft: Draft;
  /** References that are being followed for the same value; one that leads back to itself ends. */
  #following: readonly GoValue[] = [];

  constructor(root: GoValue, draft: Draft) {
    this.#root = root;
    this.#draft = draft;
  }

  /** @returns what is to be printed; nothing where the explanation is not known */
  explain(value: GoValue): readonly Problem[] {
    const problem = this.#check(this.#root, value, []);
    if (problem === undefined) return [];
    return problem.kind === "group" ? problem.causes : [problem];
  }

  #check(schema: GoValue, value: GoValue, path: readonly string[]): Problem | undefined {
    spend(checkCost + path.length + (typeof value === "string" ? 5 * value.length : 0));
    if (schema === false) return { path, message: "false schema", causes: [] };
    if (!(schema instanceof Map)) return undefined;
    const decisive = checkType(schema, value) ?? checkConst(schema, value) ?? checkEnum(schema, value);
    if (decisive !== undefined) return { path, message: decisive, causes: [] };

    const found: Problem[] = [];
    const add = (problem: Problem | undefined): void => {
      if (problem !== undefined) found.push(problem);
    };
    const reference = schema.get("$ref");
    if (typeof reference === "string") {
      const problem = this.#checkReference(reference, value, path);
      if (this.#draft < 2019) return problem;
      add(problem);
    }
    if (value instanceof Map) for (const problem of this.#checkObject(schema, value, path)) add(problem);
    else if (Array.isArray(value)) for (const problem of this.#checkArray(schema, value, path)) add(problem);
    else for (const message of checkScalar(schema, value)) add({ path, message, causes: [] });
    for (const problem of this.#checkConditions(schema, value, path)) add(problem);

    const [only] = found;
    return found.length > 1 ? { path, message: "validation failed", causes: found, kind: "group" } : only;
  }

  #checkReference(reference: string, value: GoValue, path: readonly string[]): Problem | undefined {
    const target = this.#resolve(reference);
    if (this.#following.includes(target)) return undefined;
    const outer = this.#following;
    this.#following = [...outer, target];
    const problem = this.#check(target, value, path);
    this.#following = outer;
    if (problem === undefined) return undefined;
    const causes = problem.kind === "group" ? problem.causes : [problem];
    return { path, message: "validation failed", causes, kind: "reference" };
  }

  /** Only pointers into the schema itself are known. */
  #resolve(reference: string): GoValue {
    let target: GoValue = this.#root;
    for (const token of reference
      .slice(reference.indexOf("#") + 1)
      .split("/")
      .slice(1)) {
      const key = decodeURIComponent(token).replaceAll("~1", "/").replaceAll("~0", "~");
      const next: GoValue | undefined = Array.isArray(target) ? target[Number(key)] : asObject(target)?.get(key);
      target = next ?? null;
    }
    return target;
  }

  /** Checks a part of a value, which is another value with references of its own. */
  #checkPart(schema: GoValue, value: GoValue, path: readonly string[], key: string): Problem | undefined {
    const outer = this.#following;
    this.#following = [];
    const problem = this.#check(schema, value, [...path, key]);
    this.#following = outer;
    return problem;
  }

  *#checkObject(schema: GoMap, object: GoMap, path: readonly string[]): Generator<Problem | undefined> {
    const at = (message: string): Problem => ({ path, message, causes: [] });
    const fewest = numberOf(schema.get("minProperties"));
    const most = numberOf(schema.get("maxProperties"));
    if (fewest !== undefined && object.size < fewest) yield at(bound("minProperties", object.size, fewest));
    if (most !== undefined && object.size > most) yield at(bound("maxProperties", object.size, most));
    const missing = texts(schema.get("required")).filter((key) => !object.has(key));
    if (missing.length > 0)
      yield at(`missing ${missing.length === 1 ? "property" : "properties"} ${quotedList(missing)}`);
    yield* this.#checkDependencies(schema, object, path);

    const additional: string[] = [];
    const patterns = [...(asObject(schema.get("patternProperties")) ?? [])].map(
      ([pattern, part]) => [Regexp.compile(pattern), part] as const,
    );
    for (const [key, value] of object) {
      const own = asObject(schema.get("properties"))?.get(key);
      const matching = patterns.filter(([pattern]) => pattern.matches(key));
      if (own !== undefined) yield this.#checkPart(own, value, path, key);
      for (const [, part] of matching) yield this.#checkPart(part, value, path, key);
      if (own !== undefined || matching.length > 0) continue;
      const others = schema.get("additionalProperties");
      if (others === false) additional.push(key);
      else if (others !== undefined) yield this.#checkPart(others, value, path, key);
    }
    if (additional.length > 0) yield at(`additional properties ${quotedList(additional)} not allowed`);

    const names = schema.get("propertyNames");
    if (names === undefined || this.#draft === 4) return;
    for (const key of object.keys()) {
      const problem = this.#check(names, key, []);
      if (problem === undefined) continue;
      const causes = problem.kind === "group" ? problem.causes : [problem];
      yield { path: [], message: `invalid propertyName ${quoted(key)}`, causes };
    }
  }

  *#checkDependencies(schema: GoMap, object: GoMap, path: readonly string[]): Generator<Problem | undefined> {
    for (const keyword of ["dependencies", "dependentSchemas", "dependentRequired"]) {
      for (const [key, needed] of asObject(schema.get(keyword)) ?? []) {
        if (!object.has(key)) continue;
        const missing = texts(needed).filter((name) => !object.has(name));
        if (!Array.isArray(needed)) yield this.#check(needed, object, path);
        if (missing.length === 0) continue;
        yield { path, message: `properties ${quotedList(missing)} required, if ${quoted(key)} exists`, causes: [] };
      }
    }
  }

  *#checkArray(schema: GoMap, list: GoList, path: readonly string[]): Generator<Problem | undefined> {
    const at = (message: string, causes: readonly Problem[] = []): Problem => ({ path, message, causes });
    const fewest = numberOf(schema.get("minItems"));
    const most = numberOf(schema.get("maxItems"));
    if (fewest !== undefined && list.length < fewest) yield at(bound("minItems", list.length, fewest));
    if (most !== undefined && list.length > most) yield at(bound("maxItems", list.length, most));
    if (schema.get("uniqueItems") === true) {
      const equal = findEqual(list);
      if (equal !== undefined) yield at(`items at ${equal[0]} and ${equal[1]} are equal`);
    }
    const { first, rest } = this.#itemSchemas(schema);
    for (const [i, item] of list.entries()) {
      const own = first[i] ?? rest;
      if (own === false && rest === false && i >= first.length && this.#draft < 2020) {
        yield at(`last ${list.length - i} additionalItem(s) not allowed`);
        break;
      }
      // Behind those that have a schema of their own, the library counts from 0 again.
      const index = i < first.length ? i : i - first.length;
      if (own !== undefined) yield this.#checkPart(own, item, path, String(index));
    }
    const contained = schema.get("contains");
    if (contained === undefined) return;
    const causes = list.map((item, i) => this.#checkPart(contained, item, path, String(i)));
    if (causes.every((cause) => cause !== undefined)) yield at("no items match contains schema", causes);
  }

  /** Draft 2020 moved what a list of `items` was to `prefixItems`. */
  #itemSchemas(schema: GoMap): { first: readonly GoValue[]; rest: GoValue | undefined } {
    const items = schema.get("items");
    if (this.#draft >= 2020) return { first: asList(schema.get("prefixItems")) ?? [], rest: items };
    const first = asList(items);
    return first === undefined ? { first: [], rest: items } : { first, rest: schema.get("additionalItems") };
  }

  *#checkConditions(schema: GoMap, value: GoValue, path: readonly string[]): Generator<Problem | undefined> {
    const at = (message: string, causes: readonly Problem[] = []): Problem => ({ path, message, causes });
    const check = (part: GoValue): Problem | undefined => this.#check(part, value, path);
    const checkAll = (keyword: string) => (asList(schema.get(keyword)) ?? []).map(check);
    const failing = (results: readonly (Problem | undefined)[]) => results.filter((result) => result !== undefined);

    const not = schema.get("not");
    if (not !== undefined && check(not) === undefined) yield at("'not' failed");
    const all = failing(checkAll("allOf"));
    if (all.length > 0) yield at("'allOf' failed", all);
    const any = checkAll("anyOf");
    if (any.length > 0 && failing(any).length === any.length) yield at("'anyOf' failed", failing(any));
    const one = checkAll("oneOf");
    const matching = one.flatMap((result, i) => (result === undefined ? [i] : []));
    if (one.length > 0 && matching.length === 0) yield at("'oneOf' failed, none matched", failing(one));
    if (matching.length > 1) yield at(`'oneOf' failed, subschemas ${matching.slice(0, 2).join(", ")} matched`);
    const condition = schema.get("if");
    if (condition === undefined) return;
    const branch = schema.get(check(condition) === undefined ? "then" : "else");
    if (branch !== undefined) yield check(branch);
  }
}

function checkType(schema: GoMap, value: GoValue): string | undefined {
  const type = schema.get("type");
  const wanted = typeof type === "string" ? [type] : texts(type);
  const actual = typeName(value);
  if (wanted.length === 0 || wanted.includes(actual)) return undefined;
  if (wanted.includes("integer") && Number.isInteger(numberOf(value))) return undefined;
  return `got ${actual}, want ${typeOrder.filter((name) => wanted.includes(name)).join(" or ")}`;
}

const typeOrder = ["null", "boolean", "number", "integer", "string", "array", "object"];

function typeName(value: GoValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (value instanceof Map) return "object";
  return typeof value === "string" || typeof value === "boolean" ? typeof value : "number";
}

function checkConst(schema: GoMap, value: GoValue): string | undefined {
  const wanted = schema.get("const");
  if (wanted === undefined || equal(value, wanted)) return undefined;
  return isPrimitive(wanted) ? `value must be ${display(wanted)}` : "'const' failed";
}

function checkEnum(schema: GoMap, value: GoValue): string | undefined {
  const wanted = asList(schema.get("enum"));
  if (wanted === undefined || wanted.some((each) => equal(value, each))) return undefined;
  if (!wanted.every(isPrimitive)) return "'enum' failed";
  return `value must be ${wanted.length === 1 ? "" : "one of "}${wanted.map(display).join(", ")}`;
}

function* checkScalar(schema: GoMap, value: GoValue): Generator<string> {
  if (typeof value === "string") yield* checkText(schema, value);
  const number = numberOf(value);
  if (number === undefined) return;
  for (const [keyword, allows] of bounds) {
    const limit = numberOf(schema.get(keyword));
    if (limit !== undefined && !allows(number, limit)) yield bound(keyword, number, limit);
  }
}

const bounds: readonly (readonly [string, (value: number, limit: number) => boolean])[] = [
  ["minimum", (value, limit) => value >= limit],
  ["maximum", (value, limit) => value <= limit],
  ["exclusiveMinimum", (value, limit) => value > limit],
  ["exclusiveMaximum", (value, limit) => value < limit],
  ["multipleOf", (value, limit) => Number.isInteger(value / limit)],
];

function* checkText(schema: GoMap, text: string): Generator<string> {
  const length = Array.from(text).length;
  const shortest = numberOf(schema.get("minLength"));
  const longest = numberOf(schema.get("maxLength"));
  if (shortest !== undefined && length < shortest) yield bound("minLength", length, shortest);
  if (longest !== undefined && length > longest) yield bound("maxLength", length, longest);
  const pattern = schema.get("pattern");
  if (typeof pattern === "string" && !Regexp.compile(pattern).matches(text)) {
    yield `${quoted(text)} does not match pattern ${quoted(pattern)}`;
  }
}

function bound(keyword: string, got: number, want: number): string {
  return `${keyword}: got ${grouped(got)}, want ${grouped(want)}`;
}

/** The first two items that are equal. */
function findEqual(list: GoList): readonly [number, number] | undefined {
  for (const [i, item] of list.entries()) {
    for (let j = 0; j < i; j++) if (equal(list[j] ?? null, item)) return [j, i];
  }
  return undefined;
}

/** Numbers are equal by their value, whatever their type. */
function equal(a: GoValue, b: GoValue): boolean {
  spend(checkCost);
  return deepEqual(withPlainNumbers(a), withPlainNumbers(b));
}

function withPlainNumbers(value: GoValue): GoValue {
  spend(10);
  if (Array.isArray(value)) return value.map(withPlainNumbers);
  if (value instanceof Map) return new Map([...value].map(([key, member]) => [key, withPlainNumbers(member)]));
  return numberOf(value) ?? value;
}

function numberOf(value: GoValue | undefined): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof GoInt) return Number(value.value);
  return value instanceof JsonNumber ? Number(value.text) : undefined;
}

function texts(value: GoValue | undefined): string[] {
  return (asList(value) ?? []).filter((item) => typeof item === "string");
}

function asObject(value: GoValue | undefined): GoMap | undefined {
  return value instanceof Map ? value : undefined;
}

function asList(value: GoValue | undefined): GoList | undefined {
  return Array.isArray(value) ? value : undefined;
}
