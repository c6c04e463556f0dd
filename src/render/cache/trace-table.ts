import type { RepositoryFiles } from "../../repository/files.ts";
import { answerTo, questions, type Trace } from "../../repository/traced.ts";

/** A path and the answer to each question; -1 where it was not asked. */
const width = 1 + questions.length;

/** What part of a table has to be of use, for the rest to be kept as well. */
const mostly = 0.8;

/** As it is written to a file. */
export interface StoredTraces {
  readonly texts: string[];
  /** `width` numbers an access. */
  readonly accesses: number[];
  readonly groups: (readonly number[])[];
}

/**
 * Traces, with what many of them have in common kept once: texts, accesses, and groups of accesses (one for each
 * computation). Targets share charts, so that most of what they look at is the same.
 */
export class TraceTable {
  readonly #texts: string[];
  readonly #accesses: number[];
  readonly #groups: (readonly number[])[];
  readonly #checks = new WeakMap<RepositoryFiles, Checks>();
  /** Made when something is added. */
  #numbers: Numbers | undefined;
  /** The groups of traces that are parts of others, as those of charts are of many. */
  readonly #ofParts = new WeakMap<Trace, number>();

  /** @param stored - it belongs to the table from then on */
  constructor(stored: StoredTraces = { texts: [], accesses: [], groups: [] }) {
    this.#texts = stored.texts;
    this.#accesses = stored.accesses;
    this.#groups = stored.groups;
  }

  stored(): StoredTraces {
    return { texts: this.#texts, accesses: this.#accesses, groups: this.#groups };
  }

  /** The paths that some group asked about. */
  paths(): Set<string> {
    const paths = new Set<string>();
    for (let at = 0; at < this.#accesses.length; at += width) paths.add(this.#text(this.#accesses[at]));
    return paths;
  }

  /** Adds a trace and returns its groups. */
  add(trace: Trace): number[] {
    const groups = new Set<number>();
    const seen = new Set<Trace>();
    const visit = (part: Trace): void => {
      if (seen.has(part)) return;
      seen.add(part);
      groups.add(part === trace ? this.#addTrace(part) : this.#ofPart(part));
      part.parts.forEach(visit);
    };
    visit(trace);
    return [...groups];
  }

  #ofPart(part: Trace): number {
    const group = this.#ofParts.get(part) ?? this.#addTrace(part);
    this.#ofParts.set(part, group);
    return group;
  }

  #addTrace({ accesses }: Trace): number {
    const numbers = accesses.map((access) =>
      this.#addAccess([access.path, ...questions.map((question) => access[question])]),
    );
    return this.#addGroup(numbers);
  }

  /**
   * Makes a table of some of the groups. Where they are most of this one, it is this one.
   *
   * @returns the table, and the number that it has for each of the groups
   */
  only(groups: ReadonlySet<number>): { readonly table: TraceTable; readonly numberOf: (group: number) => number } {
    if (this.#size(groups) >= mostly * this.#size(this.#groups.keys()))
      return { table: this, numberOf: (group) => group };
    const table = new TraceTable();
    const numbers = new Map(Array.from(groups, (group) => [group, table.#addFrom(this, group)]));
    return { table, numberOf: (group) => numbers.get(group) as number };
  }

  #size(groups: Iterable<number>): number {
    let size = 0;
    for (const group of groups) size += this.sizeOf(group);
    return size;
  }

  #addFrom(other: TraceTable, group: number): number {
    const accesses = (other.#groups[group] ?? []).map((access) => {
      const numbers = other.#accesses.slice(access * width, (access + 1) * width);
      return this.#addAccess(numbers.map((number) => other.#texts[number]));
    });
    return this.#addGroup(accesses);
  }

  /** About how many characters a group takes in a file, if nothing else asks about these paths. */
  sizeOf(group: number): number {
    return (this.#groups[group]?.length ?? 0) * 128;
  }

  /** Whether everything in a group is still as it was. A file view answers each question once. */
  holds(group: number, files: RepositoryFiles): boolean {
    let checks = this.#checks.get(files);
    if (checks === undefined) {
      checks = { groups: [], accesses: [] };
      this.#checks.set(files, checks);
    }
    const { accesses } = checks;
    checks.groups[group] ??= (this.#groups[group] as readonly number[]).every((access) => {
      accesses[access] ??= this.#isSame(access * width, files);
      return accesses[access];
    });
    return checks.groups[group];
  }

  #isSame(at: number, files: RepositoryFiles): boolean {
    const path = this.#text(this.#accesses[at]);
    return questions.every((question, index) => {
      const answer = this.#accesses[at + 1 + index] as number;
      return answer < 0 || answerTo(files, question, path) === this.#texts[answer];
    });
  }

  #text(number: number | undefined): string {
    return this.#texts[number as number] as string;
  }

  #addGroup(accesses: readonly number[]): number {
    const { groups } = this.#writable();
    return numberOf(groups, accesses.join(), () => this.#groups.push(accesses) - 1);
  }

  #addAccess(values: readonly (string | undefined)[]): number {
    const { texts, accesses } = this.#writable();
    const numbers = values.map((text) =>
      text === undefined ? -1 : numberOf(texts, text, () => this.#texts.push(text) - 1),
    );
    return numberOf(accesses, numbers.join(), () => this.#accesses.push(...numbers) / width - 1);
  }

  #writable(): Numbers {
    if (this.#numbers === undefined) {
      const accesses = new Map<string, number>();
      for (let at = 0; at < this.#accesses.length; at += width) {
        accesses.set(this.#accesses.slice(at, at + width).join(), at / width);
      }
      this.#numbers = {
        texts: new Map(this.#texts.map((text, number) => [text, number])),
        accesses,
        groups: new Map(this.#groups.map((group, number) => [group.join(), number])),
      };
    }
    return this.#numbers;
  }
}

/** What is known of one file view so far, by number. */
interface Checks {
  readonly groups: boolean[];
  readonly accesses: boolean[];
}

/** The number of each thing that a table holds. */
interface Numbers {
  readonly texts: Map<string, number>;
  readonly accesses: Map<string, number>;
  readonly groups: Map<string, number>;
}

function numberOf(numbers: Map<string, number>, key: string, add: () => number): number {
  let number = numbers.get(key);
  if (number === undefined) {
    number = add();
    numbers.set(key, number);
  }
  return number;
}
