import { MapView } from "../../govalue/map-view.ts";
import type { GoMap, GoValue } from "../../govalue/value.ts";
import { noteChange } from "./effects.ts";

/** What a template has read and set of its dot, apart from what all templates of a chart find there. */
export class DotUse {
  /** What was there, of what it had not set itself before. */
  readonly read = new Map<string, GoValue | undefined>();
  /** What was set, in this order; `undefined`: it was deleted. */
  readonly set: [key: string, value: GoValue | undefined][] = [];
  /** Whether it has been used as a whole, so that anything in it may count. */
  isWhole = false;

  noteRead(key: string, value: GoValue | undefined): void {
    if (!this.read.has(key) && !this.set.some((own) => own[0] === key)) this.read.set(key, value);
  }

  /** The keys that are set at the end. Who finds one of the others finds what there was at first: nothing. */
  left(): string[] {
    const last = new Map(this.set);
    return [...last.keys()].filter((key) => last.get(key) !== undefined);
  }

  /** Adds what was used within. */
  add(inner: DotUse): void {
    inner.read.forEach((value, key) => {
      this.noteRead(key, value);
    });
    this.set.push(...inner.set);
    this.isWhole ||= inner.isWhole;
  }
}

/**
 * Whether templates do the same whatever others among them have done to the dots of their charts, in which they leave nothing
 * but texts and the like. Through `Subcharts` they would see what is in the dots of others.
 *
 * @param uses - what each of them has done
 */
export function areIndependent(uses: readonly DotUse[]): boolean {
  const left = new Set(uses.flatMap((use) => use.left()));
  return uses.every(
    (use) => !use.isWhole && [...use.read.keys()].every((key) => key !== "Subcharts" && !left.has(key)),
  );
}

/** What helm puts there; it stays what it is from one template of a chart to the next, and is not watched. */
const constantKeys: ReadonlySet<string> = new Set(["Values", "Chart", "Files", "Release", "Capabilities"]);

/**
 * The dot of the templates of a chart, as `chartutil.Values`. It knows what is read of it that changes: `Template`, and what
 * templates set, as those do that use their dot for arguments.
 */
export class TemplateDot extends MapView {
  /** Where it is noted; else it need not be known. */
  use: DotUse | undefined;

  /** Says which template is executed. */
  enter(template: GoMap): void {
    super.set("Template", template);
  }

  /** The scope itself, of which nobody knows then what becomes of it. */
  override get map(): GoMap {
    this.#noteWhole();
    return super.map;
  }

  override get size(): number {
    this.#noteWhole();
    return super.size;
  }

  override get(key: string): GoValue | undefined {
    const value = super.get(key);
    if (!constantKeys.has(key)) this.use?.noteRead(key, value);
    return value;
  }

  override has(key: string): boolean {
    this.get(key);
    return super.has(key);
  }

  override set(key: string, value: GoValue): this {
    if (constantKeys.has(key) || (typeof value === "object" && value !== null)) {
      noteChange();
      this.#noteWhole();
    }
    this.use?.set.push([key, value]);
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    if (constantKeys.has(key)) {
      noteChange();
      this.#noteWhole();
    }
    this.use?.set.push([key, undefined]);
    return super.delete(key);
  }

  override clear(): void {
    noteChange();
    this.#noteWhole();
    super.clear();
  }

  override forEach(action: (value: GoValue, key: string, map: GoMap) => void): void {
    this.#noteWhole();
    super.forEach(action);
  }

  override keys(): MapIterator<string> {
    this.#noteWhole();
    return super.keys();
  }

  override values(): MapIterator<GoValue> {
    this.#noteWhole();
    return super.values();
  }

  override entries(): MapIterator<[string, GoValue]> {
    this.#noteWhole();
    return super.entries();
  }

  override [Symbol.iterator](): MapIterator<[string, GoValue]> {
    this.#noteWhole();
    return super[Symbol.iterator]();
  }

  #noteWhole(): void {
    if (this.use) this.use.isWhole = true;
  }
}
