import { posix } from "node:path";
import type { Allowance } from "../govalue/allowance.ts";
import type { TargetRenderer } from "../render/embedded/target-renderer.ts";
import { isWithin, pathWithin } from "../repository/is-within.ts";
import type { Occurrence } from "./find-in-texts.ts";
import { locateValue, siteAt } from "./locate.ts";
import type { Site } from "./origin.ts";
import type { KeyPath } from "./values-tree.ts";

/** The files that a target is made of, as texts and sites. Their paths are absolute. */
export class Sources {
  /** What it may take to find things out about the target. */
  readonly allowance: Allowance;
  readonly #renderer: TargetRenderer;

  constructor(renderer: TargetRenderer, allowance: Allowance) {
    this.allowance = allowance;
    this.#renderer = renderer;
  }

  /** As messages call a file: relative to the root where it lies within. */
  nameOf(file: string): string {
    return pathWithin(file, this.#renderer.root) ?? file;
  }

  /** The texts of those files that lie in the repository. */
  texts(files: readonly string[]): Map<string, string> {
    const texts = new Map<string, string>();
    for (const file of files) {
      const text = isWithin(file, this.#renderer.root) ? this.#renderer.textOf(file) : undefined;
      if (text !== undefined) texts.set(file, text);
    }
    return texts;
  }

  /** A renderer that sees other texts in some files. */
  rendererWith(changed: ReadonlyMap<string, string>): TargetRenderer {
    const { root } = this.#renderer;
    return this.#renderer.withTexts(new Map([...changed].map(([file, text]) => [posix.relative(root, file), text])));
  }

  /** Where a YAML file gives a path its value. */
  locate(file: string, path: KeyPath): Site | undefined {
    const text = this.#renderer.textOf(file);
    return text === undefined ? undefined : this.allowance.run(() => locateValue(text, this.nameOf(file), path));
  }

  siteOf({ file, start, end }: Occurrence): Site {
    return siteAt(this.#renderer.textOf(file) ?? "", this.nameOf(file), start, end);
  }

  /** The text of the file of a site. */
  textAround({ file }: Site): string {
    return this.#renderer.textOf(posix.resolve(this.#renderer.root, file)) ?? "";
  }
}
