import type { Budget, Tree } from "../../gotemplate/index.ts";
import { spend, unitsLeft } from "../../govalue/allowance.ts";
import type { GoValue } from "../../govalue/value.ts";
import { changesSoFar, looksSoFar } from "./effects.ts";
import { DotUse, type TemplateDot } from "./template-dot.ts";
import type { WatchedValues } from "./watched-values.ts";

interface Printed {
  readonly text: string;
  readonly use: DotUse;
  /** How many changes there had been. */
  readonly changes: number;
  /** What it took. */
  readonly units: number;
  /** How many templates were open in one another at most, with this one. */
  readonly height: number;
  /** Whether what becomes different in watched values has been looked at, and whether it was different already. */
  readonly looked: { readonly isSwitched: boolean } | undefined;
}

/** As deep as that, no limit on the depth of templates is near. */
const safeDepth = 200;

/**
 * What the templates of a render have printed for the dot of their chart. A configuration is printed several times, for its
 * own manifest and for the checksums of it; where nothing has changed that it sees, it is the same each time.
 */
export class PrintedBefore {
  readonly #budget: Budget;
  readonly #printed = new Map<Tree, Printed>();
  readonly #watched: WatchedValues | undefined;
  #dot: TemplateDot | undefined;

  /** @param watched - the values that the templates see, where they are watched */
  constructor(budget: Budget, watched?: WatchedValues) {
    this.#budget = budget;
    this.#watched = watched;
  }

  /** The dot that templates are given from now on, of which alone it is kept what they print. */
  start(dot: TemplateDot): void {
    if (dot !== this.#dot) this.#printed.clear();
    this.#dot = dot;
  }

  /**
   * What a template prints.
   *
   * @param print - executes it
   */
  execute(tree: Tree, data: GoValue, print: () => string): string {
    const dot = this.#dot;
    if (dot === undefined || data !== dot) return print();
    const known = this.#printed.get(tree);
    return known !== undefined && this.#holds(known, dot) ? this.#repeat(known, dot) : this.#keep(tree, dot, print);
  }

  #holds({ changes, use, units, height, looked }: Printed, dot: TemplateDot): boolean {
    if (looked && looked.isSwitched !== this.#watched?.isSwitched) return false;
    if (changes !== changesSoFar() || units > unitsLeft() || this.#budget.depth + height > safeDepth) return false;
    for (const [key, value] of use.read) if (dot.get(key) !== value) return false;
    return true;
  }

  #repeat({ text, use, units, height, looked }: Printed, dot: TemplateDot): string {
    const budget = this.#budget;
    if (looked) this.#watched?.noteLook();
    spend(units);
    budget.deepest = Math.max(budget.deepest, budget.depth + height);
    for (const [key, value] of use.set) {
      if (value === undefined) dot.delete(key);
      else dot.set(key, value);
    }
    return text;
  }

  #keep(tree: Tree, dot: TemplateDot, print: () => string): string {
    const budget = this.#budget;
    const outer = { use: dot.use, deepest: budget.deepest };
    const before = { changes: changesSoFar(), looks: looksSoFar(), left: unitsLeft() };
    const watched = this.#watched;
    const seen = watched?.looks;
    const use = new DotUse();
    dot.use = use;
    budget.deepest = budget.depth;
    let text: string;
    let height: number;
    try {
      text = print();
    } finally {
      height = budget.deepest - budget.depth;
      budget.deepest = Math.max(outer.deepest, budget.deepest);
      dot.use = outer.use;
      outer.use?.add(use);
    }
    if (!use.isWhole && changesSoFar() === before.changes && looksSoFar() === before.looks) {
      const units = before.left - unitsLeft();
      const looked = watched && watched.looks !== seen ? { isSwitched: watched.isSwitched } : undefined;
      const { changes } = before;
      this.#printed.set(tree, { text, use, changes, units: Number.isNaN(units) ? 0 : units, height, looked });
    }
    return text;
  }
}
