import type { FileStat } from "../../helm/chart/files.ts";
import type { Failure } from "./failure.ts";

/**
 * What lies at real paths: absolute, within bounds, and no folder on them is a link. Answers stay the same for as long as
 * the tree lives, and are not to be changed by who gets them.
 */
export interface Tree {
  stat(path: string): FileStat | Failure;
  /** Where a link leads, as it says. */
  target(path: string): string | Failure;
  /** The names in a folder. */
  names(path: string): readonly string[] | Failure;
  read(path: string): Uint8Array | Failure;
  namesDigest(path: string): string | Failure;
  /** That of what `read` gave last, where it was called. */
  contentDigest(path: string): string | Failure;
}

/** A link in place of what is there, with where it leads as it says. */
export interface LinkTo {
  readonly link: string;
}
