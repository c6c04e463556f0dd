import { spend } from "../../govalue/allowance.ts";
import { GoError } from "../../govalue/function.ts";
import type { AliasNode } from "../parser/node.ts";

/** What it takes to decode a node, with what becomes of its value before it can be used. */
const nodeCost = 40;

/** Guards against anchors that contain themselves, and against documents that are small but grow out of bounds. */
export class AliasGuard {
  /** The aliases whose targets are being decoded. */
  private readonly following = new Set<AliasNode>();
  private decoded = 0;
  private decodedInAliases = 0;

  /** Counts a node that is decoded. */
  count(): void {
    spend(nodeCost);
    this.decoded += 1;
    if (this.following.size > 0) this.decodedInAliases += 1;
    if (
      this.decodedInAliases > 100 &&
      this.decoded > 1000 &&
      this.decodedInAliases / this.decoded > allowedRatio(this.decoded)
    ) {
      throw new GoError("yaml: document contains excessive aliasing");
    }
  }

  enter(node: AliasNode): void {
    if (this.following.has(node)) throw new GoError(`yaml: anchor '${node.name}' value contains itself`);
    this.following.add(node);
  }

  leave(node: AliasNode): void {
    this.following.delete(node);
  }
}

const lowCount = 400_000;
const highCount = 4_000_000;

/** Which part of all that is decoded may come from aliases: most of a small document, little of a large one. */
function allowedRatio(decoded: number): number {
  if (decoded <= lowCount) return 0.99;
  if (decoded >= highCount) return 0.1;
  return 0.99 - 0.89 * ((decoded - lowCount) / (highCount - lowCount));
}
