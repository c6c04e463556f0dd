import { GoError } from "../../govalue/function.ts";
import { quote } from "../../govalue/strconv.ts";
import { goTypeName } from "../decoder/go-syntax.ts";
import type { MappingNode, Node, ScalarNode } from "../parser/node.ts";
import { oldBooleans, schemaV3, tagOfValue } from "../resolve/go-schema.ts";
import { tags, type YamlScalar } from "../resolve/schema.ts";
import { anyShape, Decoder, type Fill, type Struct, stringShape } from "./decoder.ts";
import { toMapKey } from "./map-key.ts";
import type { Shape, StructShape } from "./shape.ts";

/** go.yaml.in/yaml/v3 v3.0.5. A key that a mapping has already is an error, strict or not. */
export class DecoderV3 extends Decoder {
  /** In mappings that are merged: the keys that are set already, which win. */
  private merged: Set<unknown> | undefined;

  protected resolve(node: ScalarNode): YamlScalar {
    if (hasTag(node)) return schemaV3.resolveTagged(node.tag, node.value);
    return node.plain ? schemaV3.resolvePlain(node.value) : node.value;
  }

  protected tagOf(node: Node, value: YamlScalar | undefined): string {
    if (hasTag(node)) return node.tag;
    if (value === undefined) return node.kind === "sequence" ? tags.sequence : tags.mapping;
    return isMerge(node) ? tags.merge : tagOfValue(value);
  }

  protected isNull(node: Node): boolean {
    if (node.kind === "alias") return this.isNull(node.target);
    if (hasTag(node)) return node.tag === tags.null;
    return node.kind === "scalar" && node.plain && schemaV3.resolvePlain(node.value) === null;
  }

  /** Null fits only what can be nil in Go. */
  protected decodeNull(shape: Shape, current: unknown): unknown {
    this.fits = shape.kind === "any" || shape.kind === "pointer" || shape.kind === "map" || shape.kind === "list";
    return this.fits ? undefined : current;
  }

  protected toBool(value: YamlScalar): boolean | undefined {
    return typeof value === "string" ? oldBooleans.get(value) : typeof value === "boolean" ? value : undefined;
  }

  protected override decodeMapping(node: MappingNode, shape: Shape, current: unknown): unknown {
    if (!this.checkKeys(node)) return current;
    if (shape.kind === "any" && hasTextKeys(node)) return this.decodeMap(node, new Map(), stringShape, anyShape);
    return super.decodeMapping(node, shape, current);
  }

  protected fillStruct(node: MappingNode, shape: StructShape, struct: Struct): void {
    const { merged } = this;
    this.merged = undefined;
    const done = new Set<string>();
    let mergeNode: Node | undefined;
    const { entries } = node;
    for (let i = 0; i + 1 < entries.length; i += 2) {
      const [keyNode, valueNode] = [entries[i], entries[i + 1]];
      if (keyNode === undefined || valueNode === undefined) continue;
      if (isMerge(keyNode)) {
        mergeNode = valueNode;
        continue;
      }
      const name = String(this.decode(keyNode, stringShape, undefined));
      if (!this.fits || isTaken(merged, name)) continue;
      const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
      if (field === undefined) {
        if (this.strict) this.note(keyNode.line, `field ${name} not found in type ${shape.name}`);
      } else if (done.has(name)) {
        this.note(keyNode.line, `field ${name} already set in type ${shape.name}`);
      } else {
        done.add(name);
        this.decodeField(valueNode, field, struct, name);
      }
    }
    this.merged = merged;
    if (mergeNode !== undefined) this.merge(node, mergeNode, (mapping) => this.fillStruct(mapping, shape, struct));
  }

  protected fillMap(node: MappingNode, map: Map<unknown, unknown>, keys: Shape, values: Shape): void {
    const { merged } = this;
    this.merged = undefined;
    let mergeNode: Node | undefined;
    const { entries } = node;
    for (let i = 0; i + 1 < entries.length; i += 2) {
      const [keyNode, valueNode] = [entries[i], entries[i + 1]];
      if (keyNode === undefined || valueNode === undefined) continue;
      if (isMerge(keyNode)) {
        mergeNode = valueNode;
        continue;
      }
      const key = this.decodeElement(keyNode, keys);
      if (!this.fits || isTaken(merged, key)) continue;
      const mapKey = toMapKey(key, true);
      const value = this.decodeElement(valueNode, values);
      if (this.fits || (!map.has(mapKey) && this.isNull(valueNode))) map.set(mapKey, value);
    }
    this.merged = merged;
    if (mergeNode !== undefined) this.merge(node, mergeNode, (mapping) => this.fillMap(mapping, map, keys, values));
  }

  /** A merge key comes last and overrides nothing; the earlier of its mappings win. */
  private merge(parent: MappingNode, node: Node, fill: Fill): void {
    const { merged } = this;
    this.merged ??= this.keysOf(parent);
    this.mergeEach(
      node,
      (list) => list,
      (mapping) => {
        if (this.checkKeys(mapping)) fill(mapping);
      },
    );
    this.merged = merged;
  }

  /** The keys of a mapping, as `interface {}`. */
  private keysOf(node: MappingNode): Set<unknown> {
    const keys = new Set<unknown>();
    for (let i = 0; i < node.entries.length; i += 2) {
      const keyNode = node.entries[i];
      if (keyNode === undefined) continue;
      const key = this.decodeElement(keyNode, anyShape);
      if (this.fits) keys.add(hashable(key));
    }
    return keys;
  }

  /** Notes the keys that a mapping has twice, as they are written; such a mapping fits nothing. */
  private checkKeys({ entries }: MappingNode): boolean {
    if (!mayRepeatKeys(entries)) return true;
    const before = this.problemCount;
    const keys = entries.filter((_, i) => i % 2 === 0);
    const later = new Map<string, Node[]>();
    for (const key of keys.toReversed()) {
      const alike = later.get(identityOf(key));
      if (alike === undefined) later.set(identityOf(key), [key]);
      else alike.push(key);
    }
    for (const first of keys) {
      const alike = later.get(identityOf(first)) ?? [];
      alike.pop();
      for (const { line } of alike.toReversed()) {
        this.note(line, `mapping key ${quote(textOf(first))} already defined at line ${first.line + 1}`);
      }
    }
    this.fits = this.problemCount === before;
    return this.fits;
  }
}

/** Whether a key is set already; if not, it is now. */
function isTaken(merged: Set<unknown> | undefined, key: unknown): boolean {
  if (merged === undefined) return false;
  if (merged.has(hashable(key))) return true;
  merged.add(key);
  return false;
}

function hashable(key: unknown): unknown {
  if (!Array.isArray(key) && !(key instanceof Map)) return key;
  throw new GoError(`yaml: runtime error: hash of unhashable type ${goTypeName(key, true)}`);
}

function mayRepeatKeys(entries: readonly Node[]): boolean {
  const texts = new Set<string>();
  let others = 0;
  for (let i = 0; i < entries.length; i += 2) {
    const key = entries[i];
    if (key?.kind === "scalar") texts.add(key.value);
    else others += 1;
  }
  return texts.size + Math.min(others, 1) < entries.length / 2;
}

/** What go-yaml compares of keys. */
function textOf(key: Node): string {
  return key.kind === "scalar" ? key.value : key.kind === "alias" ? key.name : "";
}

function identityOf(key: Node): string {
  return `${key.kind} ${textOf(key)}`;
}

/** Whether a mapping becomes a map[string]interface {}. */
function hasTextKeys({ entries }: MappingNode): boolean {
  return entries.every((node, i) => i % 2 === 1 || isText(node));
}

function isText(node: Node): boolean {
  if (node.kind === "alias") return isText(node.target);
  if (node.kind !== "scalar") return false;
  if (hasTag(node)) return node.tag === tags.string || node.tag === tags.merge;
  return !node.plain || typeof schemaV3.resolvePlain(node.value) === "string";
}

function hasTag(node: Node): boolean {
  return node.tag !== "" && node.tag !== "!";
}

function isMerge(node: Node): boolean {
  if (node.kind !== "scalar" || node.value !== "<<") return false;
  return hasTag(node) ? node.tag === tags.merge : node.plain;
}
