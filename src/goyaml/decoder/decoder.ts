import { GoError } from "../../govalue/function.ts";
import { maxDepth } from "../limits.ts";
import type { AliasNode, MappingNode, Node, ScalarNode } from "../parser/node.ts";
import { type Schema, tags, type YamlScalar } from "../resolve/schema.ts";
import { goSyntax } from "./go-syntax.ts";
import type { YamlMap, YamlValue } from "./yaml-value.ts";

/**
 * Decodes a tree into values (`decoder` in decode.go of go.yaml.in/yaml/v2): resolves scalars, follows aliases, merges.
 */
export class YamlDecoder {
  private readonly schema: Schema;
  private readonly strict: boolean;
  private readonly problems: string[] = [];
  /** The aliases whose targets are being decoded. */
  private readonly following = new Set<AliasNode>();
  private depth = 0;
  private decoded = 0;
  private decodedInAliases = 0;

  /** @param strict whether a key that a mapping has already is an error; else the last one counts */
  constructor(schema: Schema, strict: boolean) {
    this.schema = schema;
    this.strict = strict;
  }

  decodeDocument(root: Node): YamlValue {
    this.decoded += 1;
    const value = this.decode(root);
    if (this.problems.length > 0) throw new GoError(`yaml: unmarshal errors:\n  ${this.problems.join("\n  ")}`);
    return value;
  }

  private decode(node: Node): YamlValue {
    this.count();
    switch (node.kind) {
      case "scalar":
        return this.resolve(node);
      case "alias":
        return this.follow(node, (target) => this.decode(target));
      case "sequence": {
        this.enter();
        const items = node.items.map((item) => this.decode(item));
        this.depth -= 1;
        return items;
      }
      case "mapping": {
        const map: YamlMap = new Map();
        this.decodeInto(node, map);
        return map;
      }
    }
  }

  private resolve(node: ScalarNode): YamlScalar {
    if (node.tag !== "") return this.schema.resolveTagged(node.tag, node.value);
    return node.implicit ? this.schema.resolvePlain(node.value) : node.value;
  }

  private decodeInto(node: MappingNode, map: YamlMap): void {
    this.enter();
    const { entries } = node;
    for (let i = 0; i + 1 < entries.length; i += 2) {
      const [keyNode, valueNode] = [entries[i], entries[i + 1]];
      if (keyNode === undefined || valueNode === undefined) continue;
      if (isMerge(keyNode)) {
        this.merge(valueNode, map);
        continue;
      }
      const key = withoutNegativeZero(this.decode(keyNode));
      if (Array.isArray(key) || key instanceof Map) throw new GoError(`yaml: invalid map key: ${goSyntax(key)}`);
      const value = this.decode(valueNode);
      if (this.strict && map.has(key)) {
        this.problems.push(`line ${valueNode.line + 1}: key ${goSyntax(key)} already set in map`);
      } else {
        map.set(key, value);
      }
    }
    this.depth -= 1;
  }

  /** A merge key takes its turn like any other: it overrides the keys before it. */
  private merge(node: Node, map: YamlMap): void {
    switch (node.kind) {
      case "mapping":
      case "alias":
        this.mergeOne(node, map);
        return;
      case "sequence":
        // Backwards, since the earlier mappings win.
        for (const item of node.items.toReversed()) this.mergeOne(item, map);
        return;
      default:
        failWantMap();
    }
  }

  private mergeOne(node: Node, map: YamlMap): void {
    if (node.kind === "alias") {
      const { target } = node;
      if (target.kind !== "mapping") failWantMap();
      this.count();
      this.follow(node, () => {
        this.count();
        this.decodeInto(target, map);
      });
    } else if (node.kind === "mapping") {
      this.count();
      this.decodeInto(node, map);
    } else {
      failWantMap();
    }
  }

  private follow<T>(node: AliasNode, decode: (target: Node) => T): T {
    if (this.following.has(node)) throw new GoError(`yaml: anchor '${node.name}' value contains itself`);
    this.following.add(node);
    const value = decode(node.target);
    this.following.delete(node);
    return value;
  }

  private enter(): void {
    this.depth += 1;
    if (this.depth > maxDepth) throw new GoError(`yaml: exceeded max depth of ${maxDepth}`);
  }

  /** Guards against documents that are small but grow out of bounds when their aliases are followed. */
  private count(): void {
    this.decoded += 1;
    if (this.following.size > 0) this.decodedInAliases += 1;
    if (
      this.decodedInAliases > 100 &&
      this.decoded > 1000 &&
      this.decodedInAliases / this.decoded > allowedAliasRatio(this.decoded)
    ) {
      throw new GoError("yaml: document contains excessive aliasing");
    }
  }
}

/** A Map takes -0 for 0. As a key it becomes text sooner or later anyway. */
function withoutNegativeZero(key: YamlValue): YamlValue {
  return Object.is(key, -0) ? "-0" : key;
}

function isMerge(node: Node): boolean {
  return node.kind === "scalar" && node.value === "<<" && (node.implicit || node.tag === tags.merge);
}

function failWantMap(): never {
  throw new GoError("yaml: map merge requires map or sequence of maps as the value");
}

const lowCount = 400_000;
const highCount = 4_000_000;

/** Which part of all that is decoded may come from aliases: most of a small document, little of a large one. */
function allowedAliasRatio(decoded: number): number {
  if (decoded <= lowCount) return 0.99;
  if (decoded >= highCount) return 0.1;
  return 0.99 - 0.89 * ((decoded - lowCount) / (highCount - lowCount));
}
