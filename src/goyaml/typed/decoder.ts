import { spend } from "../../govalue/allowance.ts";
import { GoError } from "../../govalue/function.ts";
import { byteLength, sliceBytes } from "../../govalue/text.ts";
import { maxDepth } from "../limits.ts";
import type { AliasNode, MappingNode, Node, ScalarNode, SequenceNode } from "../parser/node.ts";
import { shortTag, tags, type YamlScalar } from "../resolve/schema.ts";
import { AliasGuard } from "./alias-guard.ts";
import { goTypeOf, type Shape, type StructShape, type UnmarshalerShape, zeroOf } from "./shape.ts";
import { YamlTypeError } from "./type-error.ts";

/** The object that a struct is decoded to. */
export type Struct = Record<string, unknown>;

/** A value that is absent, or null: Go's zero value of whatever type. */
const zero = undefined;

export const anyShape: Shape = { kind: "any" };
export const stringShape: Shape = { kind: "string" };

/**
 * Decodes a tree into values of Go types (`decoder` in decode.go): resolves scalars, follows aliases, merges. The
 * subclasses are in what go-yaml's versions differ.
 *
 * As in Go a value is decoded into one that may be there already, and what does not fit is noted and passed over: a
 * method gets the current value, returns the new one, and leaves in {@link fits} whether the node fitted.
 */
export abstract class Decoder {
  /** Whether the last node that was decoded fitted its shape. */
  protected fits = true;
  protected readonly strict: boolean;
  private problems: string[] = [];
  private readonly aliases = new AliasGuard();
  private depth = 0;

  /** @param strict whether fields that a struct does not have are an error */
  constructor(strict: boolean) {
    this.strict = strict;
  }

  /** The value of a document. Throws a YamlTypeError where something does not fit, any other GoError at once. */
  decodeDocument(root: Node, shape: Shape): unknown {
    this.aliases.count();
    const value = this.decode(root, shape, zero) ?? zeroOf(shape);
    if (this.problems.length > 0) throw new YamlTypeError(this.problems, value);
    return value;
  }

  // What differs between the versions

  /** What a scalar means. */
  protected abstract resolve(node: ScalarNode): YamlScalar;
  /** The tag that errors name. */
  protected abstract tagOf(node: Node, value: YamlScalar | undefined): string;
  /** Whether pointers and unmarshalers stay untouched by a node, as null leaves them. */
  protected abstract isNull(node: Node): boolean;
  /** What null makes of a value. */
  protected abstract decodeNull(shape: Shape, current: unknown): unknown;
  /** The truth that a scalar means where only a bool fits; `undefined` if it means none. */
  protected abstract toBool(value: YamlScalar): boolean | undefined;
  protected abstract fillStruct(node: MappingNode, shape: StructShape, struct: Struct): void;
  protected abstract fillMap(node: MappingNode, map: Map<unknown, unknown>, keys: Shape, values: Shape): void;

  // What they share

  protected decode(node: Node, shape: Shape, current: unknown): unknown {
    this.aliases.count();
    if (node.kind === "alias") return this.follow(node, (target) => this.decode(target, shape, current));
    if ((shape.kind !== "pointer" && shape.kind !== "unmarshaler") || this.isNull(node)) {
      return this.decodeContent(node, shape, current);
    }
    let target: Shape = shape;
    while (target.kind === "pointer") target = target.to;
    const value =
      target.kind === "unmarshaler"
        ? this.callUnmarshaler(node, target, current)
        : this.decodeContent(node, target, current);
    return value ?? zeroOf(target);
  }

  private decodeContent(node: Exclude<Node, AliasNode>, shape: Shape, current: unknown): unknown {
    switch (node.kind) {
      case "scalar":
        return this.decodeScalar(node, shape, current);
      case "sequence":
        return this.decodeSequence(node, shape, current);
      case "mapping":
        return this.decodeMapping(node, shape, current);
    }
  }

  private decodeScalar(node: ScalarNode, shape: Shape, current: unknown): unknown {
    const value = this.resolve(node);
    if (value === null) return this.decodeNull(shape, current);
    this.fits = true;
    switch (shape.kind) {
      case "any":
        return value;
      case "string":
        return typeof value === "string" ? value : node.value;
      case "bool": {
        const bool = this.toBool(value);
        if (bool !== undefined) return bool;
        break;
      }
      case "int": {
        const int = toInt(value);
        if (int !== undefined) return int;
        break;
      }
      case "pointer":
        // Null in quotes: the pointer has not been followed.
        if (shape.to.kind === "string" && typeof value === "string") return value;
        break;
    }
    return this.reject(node, this.tagOf(node, value), shape, current);
  }

  private decodeSequence(node: SequenceNode, shape: Shape, current: unknown): unknown {
    if (shape.kind !== "list" && shape.kind !== "any") {
      return this.reject(node, this.tagOf(node, undefined), shape, current);
    }
    this.enter();
    const of = shape.kind === "list" ? shape.of : anyShape;
    const items: unknown[] = [];
    for (const child of node.items) {
      const item = this.decodeElement(child, of);
      if (this.fits) items.push(item);
    }
    this.leave();
    return items;
  }

  protected decodeMapping(node: MappingNode, shape: Shape, current: unknown): unknown {
    switch (shape.kind) {
      case "any":
        return this.decodeMap(node, new Map(), anyShape, anyShape);
      case "map":
        return this.decodeMap(node, (current ?? new Map()) as Map<unknown, unknown>, stringShape, shape.of);
      case "struct":
        return this.decodeStruct(node, shape, (current ?? {}) as Struct);
      default:
        return this.reject(node, this.tagOf(node, undefined), shape, current);
    }
  }

  protected decodeMap(node: MappingNode, map: Map<unknown, unknown>, keys: Shape, values: Shape): unknown {
    this.enter();
    this.fillMap(node, map, keys, values);
    this.leave();
    return map;
  }

  private decodeStruct(node: MappingNode, shape: StructShape, struct: Struct): Struct {
    this.enter();
    this.fillStruct(node, shape, struct);
    this.leave();
    return struct;
  }

  private callUnmarshaler(node: Node, shape: UnmarshalerShape, current: unknown): unknown {
    const { depth } = this;
    const before = this.problems.length;
    const unmarshal = (target: Shape): unknown => {
      this.depth = depth;
      const value = this.decode(node, target, zero) ?? zeroOf(target);
      if (this.problems.length > before) throw new YamlTypeError(this.problems.splice(before), value);
      return value;
    };
    try {
      const value = shape.decode(unmarshal);
      this.fits = true;
      return value;
    } catch (error) {
      if (!(error instanceof YamlTypeError)) throw error;
      this.problems.push(...error.problems);
      this.fits = false;
      return current;
    } finally {
      this.depth = depth;
    }
  }

  /** Decodes the mappings that a merge key names. */
  protected mergeEach(node: Node, items: (list: readonly Node[]) => readonly Node[], fill: Fill): void {
    const mappings = node.kind === "sequence" ? items(node.items) : [node];
    for (const mapping of mappings) this.mergeOne(mapping, fill);
  }

  private mergeOne(node: Node, fill: Fill): void {
    if (node.kind === "alias") {
      const { target } = node;
      if (target.kind !== "mapping") failWantMap();
      this.aliases.count();
      this.follow(node, () => this.mergeMapping(target, fill));
    } else if (node.kind === "mapping") {
      this.mergeMapping(node, fill);
    } else {
      failWantMap();
    }
  }

  protected mergeMapping(node: MappingNode, fill: Fill): void {
    this.aliases.count();
    this.enter();
    fill(node);
    this.leave();
  }

  /** An element of a list or a map. */
  protected decodeElement(node: Node, shape: Shape): unknown {
    return this.decode(node, shape, zero) ?? zeroOf(shape);
  }

  /** Decodes a field of a struct; one that becomes null is none. */
  protected decodeField(node: Node, shape: Shape, struct: Struct, name: string): void {
    const value = this.decode(node, shape, struct[name]);
    if (value === zero || value === null) delete struct[name];
    else struct[name] = value;
  }

  /** A key that is there a thousand times is half a million problems. */
  protected note(line: number, problem: string): void {
    spend(noteCost);
    this.problems.push(`line ${line + 1}: ${problem}`);
  }

  protected get problemCount(): number {
    return this.problems.length;
  }

  private reject(node: Exclude<Node, AliasNode>, tag: string, shape: Shape, current: unknown): unknown {
    const text = node.kind === "scalar" ? node.value : "";
    const isCollection = tag === tags.sequence || tag === tags.mapping;
    const quoted = byteLength(text) > 10 ? `${sliceBytes(text, 0, 7)}...` : text;
    const value = isCollection ? text : ` \`${quoted}\``;
    this.note(node.line, `cannot unmarshal ${shortTag(tag)}${value} into ${goTypeOf(shape)}`);
    this.fits = false;
    return current;
  }

  private follow<T>(node: AliasNode, decode: (target: Exclude<Node, AliasNode>) => T): T {
    this.aliases.enter(node);
    const value = decode(node.target);
    this.aliases.leave(node);
    return value;
  }

  private enter(): void {
    this.depth += 1;
    if (this.depth > maxDepth) throw new GoError(`yaml: exceeded max depth of ${maxDepth}`);
  }

  /** What a collection holds may not have fitted; the collection does. */
  private leave(): void {
    this.depth -= 1;
    this.fits = true;
  }
}

/** What it takes to write down a problem, and the memory. */
const noteCost = 200;

export type Fill = (mapping: MappingNode) => void;

function failWantMap(): never {
  throw new GoError("yaml: map merge requires map or sequence of maps as the value");
}

const maxInt64 = 2n ** 63n - 1n;

/** A number as Go's `int`: cut off behind the point; one that is too small for 64 bits is the smallest. */
function toInt(value: YamlScalar): number | undefined {
  if (typeof value === "bigint") return value <= maxInt64 ? Number(value) : undefined;
  if (typeof value !== "number" || !(value <= 2 ** 63)) return undefined;
  return value < -(2 ** 63) || value === 2 ** 63 ? -(2 ** 63) : Math.trunc(value) + 0;
}
