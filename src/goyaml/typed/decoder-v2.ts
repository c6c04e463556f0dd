import { goSyntax } from "../decoder/go-syntax.ts";
import type { PlainValue } from "../decoder/yaml-value.ts";
import type { MappingNode, Node, ScalarNode } from "../parser/node.ts";
import { schemaV2, tagOfValue } from "../resolve/go-schema.ts";
import { tags, type YamlScalar } from "../resolve/schema.ts";
import { isTimestamp } from "../resolve/timestamp.ts";
import { anyShape, Decoder, type Fill, type Struct, stringShape } from "./decoder.ts";
import { toMapKey } from "./map-key.ts";
import type { Shape, StructShape } from "./shape.ts";

/**
 * yaml.v2, in its homes gopkg.in/yaml.v2 v2.4.0 and go.yaml.in/yaml/v2. If it is strict, a key that a mapping has already
 * is an error as well; else the last one counts.
 */
export class DecoderV2 extends Decoder {
  /** The value of a document that is decoded to `interface {}`. */
  decodeAny(root: Node): PlainValue {
    return this.decodeDocument(root, anyShape) as PlainValue;
  }

  protected resolve(node: ScalarNode): YamlScalar {
    if (node.tag !== "") return schemaV2.resolveTagged(node.tag, node.value);
    return node.implicit ? schemaV2.resolvePlain(node.value) : node.value;
  }

  /** The tags of collections are not looked at. */
  protected tagOf(node: Node, value: YamlScalar | undefined): string {
    if (node.kind !== "scalar" || value === undefined) return node.kind === "sequence" ? tags.sequence : tags.mapping;
    if (node.tag !== "") return node.tag;
    if (node.implicit && isTimestamp(node.value)) return tags.timestamp;
    return tagOfValue(value);
  }

  /** The words `null` and `~` count even in quotes, `Null` and `NULL` do not. */
  protected isNull(node: Node): boolean {
    if (node.kind !== "scalar") return false;
    const { tag, value } = node;
    if (tag !== "") return tag === tags.null;
    return value === "null" || value === "~" || (value === "" && node.implicit);
  }

  protected decodeNull(): undefined {
    this.fits = true;
  }

  protected toBool(value: YamlScalar): boolean | undefined {
    return typeof value === "boolean" ? value : undefined;
  }

  protected fillStruct(node: MappingNode, shape: StructShape, struct: Struct): void {
    const done = this.strict ? new Set<string>() : undefined;
    const { entries } = node;
    for (let i = 0; i + 1 < entries.length; i += 2) {
      const [keyNode, valueNode] = [entries[i], entries[i + 1]];
      if (keyNode === undefined || valueNode === undefined) continue;
      if (isMerge(keyNode)) {
        this.merge(valueNode, (mapping) => this.fillStruct(mapping, shape, struct));
        continue;
      }
      const name = String(this.decode(keyNode, stringShape, undefined) ?? "");
      if (!this.fits) continue;
      const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
      if (field === undefined) {
        if (this.strict) this.note(keyNode.line, `field ${name} not found in type ${shape.name}`);
      } else if (done?.has(name)) {
        this.note(keyNode.line, `field ${name} already set in type ${shape.name}`);
      } else {
        done?.add(name);
        this.decodeField(valueNode, field, struct, name);
      }
    }
  }

  protected fillMap(node: MappingNode, map: Map<unknown, unknown>, keys: Shape, values: Shape): void {
    const { entries } = node;
    for (let i = 0; i + 1 < entries.length; i += 2) {
      const [keyNode, valueNode] = [entries[i], entries[i + 1]];
      if (keyNode === undefined || valueNode === undefined) continue;
      if (isMerge(keyNode)) {
        this.merge(valueNode, (mapping) => this.fillMap(mapping, map, keys, values));
        continue;
      }
      const decodedKey = this.decodeElement(keyNode, keys);
      if (!this.fits) continue;
      const key = toMapKey(decodedKey, false);
      const value = this.decodeElement(valueNode, values);
      if (!this.fits) continue;
      if (this.strict && map.has(key)) {
        this.note(valueNode.line, `key ${goSyntax(key as PlainValue)} already set in map`);
      } else {
        map.set(key, value);
      }
    }
  }

  /** A merge key takes its turn like any other: it overrides the keys before it. The earlier of its mappings win. */
  private merge(node: Node, fill: Fill): void {
    this.mergeEach(node, (list) => list.toReversed(), fill);
  }
}

function isMerge(node: Node): boolean {
  return node.kind === "scalar" && node.value === "<<" && (node.implicit || node.tag === tags.merge);
}
