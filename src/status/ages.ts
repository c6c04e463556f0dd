import { realpathSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import pLimit from "p-limit";
import { type Blame, blameLines } from "../git/blame.ts";
import { readGit } from "../git/read-git.ts";
import { GitFailure, splitPaths } from "../git/run-git.ts";
import { groupBy } from "../group-by.ts";
import type { Site } from "../provenance/origin.ts";
import type { Age, StatusReport, StatusRow } from "./report.ts";

export interface AgesRequest {
  /** The folder of the repository that git knows. */
  readonly root: string;
  /** The state that is looked at; `undefined`: the files as they lie there. */
  readonly revision: StatusReport["revision"];
  /** Where the files of the report lie: the same, or a copy as they were. */
  readonly filesRoot: string;
  /** How many processes of git run at the same time. */
  readonly concurrency: number;
  readonly now: Date;
}

/** A report with ages, as far as git knows them. */
export interface AgedReport {
  readonly report: StatusReport;
  /** Why ages are missing, where it is not that git does not know a file. */
  readonly problems: readonly string[];
}

/** What git knows of which files there are. */
interface KnownFiles {
  readonly isShallow: boolean;
  readonly committed: ReadonlySet<string>;
  /** The others that are there; `undefined` where the files are looked at as they were committed. */
  readonly known: ReadonlySet<string> | undefined;
}

/**
 * Finds out how long the lines that decide are as they are: one `git blame` for each file that decides something, beside three
 * runs of git for all, which begin at once.
 */
export class AgeFinder {
  readonly #request: AgesRequest;
  readonly #files: Promise<KnownFiles | GitFailure>;
  /** By file, then by line. */
  readonly #blames = new Map<string, ReadonlyMap<number, Blame>>();
  readonly #failed: string[] = [];

  constructor(request: AgesRequest) {
    this.#request = request;
    this.#files = this.#findFiles();
    // Whoever adds the ages is told, if it comes to that.
    this.#files.catch(() => {});
  }

  /** @param report - of the state that the ages are asked for */
  async add(report: StatusReport): Promise<AgedReport> {
    const files = await this.#files;
    if (files instanceof GitFailure) return { report, problems: [`there are no ages: ${files.said}`] };
    await this.#blame(
      report.rows.flatMap(({ origin }) => origin.sites),
      files,
    );
    const rows = report.rows.map((row) => ({ ...row, age: this.#ageOf(row) }));
    return { report: { ...report, rows }, problems: this.#problems };
  }

  async #findFiles(): Promise<KnownFiles | GitFailure> {
    const { root, revision } = this.#request;
    try {
      const [shallow, committed, known] = await Promise.all([
        readGit(root, ["rev-parse", "--is-shallow-repository"]),
        // Names are relative to the folder where git runs.
        this.#listFiles(["ls-tree", "-r", "-z", "--name-only", revision?.commit ?? "HEAD"]),
        revision ? undefined : this.#listFiles(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]),
      ]);
      return { isShallow: shallow.trim() === "true", committed, known };
    } catch (error) {
      if (error instanceof GitFailure) return error;
      throw error;
    }
  }

  async #blame(sites: readonly Site[], { isShallow, committed, known }: KnownFiles): Promise<void> {
    const limit = pLimit(this.#request.concurrency);
    await Promise.all(
      [...groupBy(sites, ({ file }) => file)].map(async ([name, own]) => {
        const file = this.#fileOf(name);
        const lines = own.map(({ line }) => line);
        if (file === undefined) return;
        if (committed.has(file)) {
          const blames = await limit(() => this.#blameFile(file, lines, isShallow));
          if (blames) this.#blames.set(name, blames);
        } else if (known?.has(file)) {
          this.#blames.set(name, new Map(lines.map((line) => [line, { kind: "uncommitted" }])));
        }
      }),
    );
  }

  async #blameFile(
    file: string,
    lines: readonly number[],
    isShallow: boolean,
  ): Promise<ReadonlyMap<number, Blame> | undefined> {
    const { root: folder, revision } = this.#request;
    try {
      return await blameLines({ folder, file, lines, commit: revision?.commit, isShallow });
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error;
      this.#failed.push(`there are no ages of ${file}: ${error.said}`);
      return undefined;
    }
  }

  get #problems(): string[] {
    const isCutOff = [...this.#blames.values()].some((lines) =>
      [...lines.values()].some(({ kind }) => kind === "cut-off"),
    );
    const cutOff = "some ages are missing: the clone is shallow, and what is older than its history has none";
    return [...this.#failed.sort(), ...(isCutOff ? [cutOff] : [])];
  }

  /** That of the line that was changed last; `undefined` where one is not known. */
  #ageOf({ origin }: StatusRow): Age | undefined {
    const ages = origin.sites.map((site) => this.#ageOfSite(site));
    if (ages.length === 0 || ages.includes(undefined)) return undefined;
    const changed = ages.filter((age) => age !== undefined);
    return changed.find(({ commit }) => commit === undefined) ?? changed.sort(newestFirst)[0];
  }

  #ageOfSite({ file, line }: Site): Age | undefined {
    const blame = this.#blames.get(file)?.get(line);
    if (blame === undefined || blame.kind === "cut-off") return undefined;
    if (blame.kind === "uncommitted") return { commit: undefined, days: 0 };
    const { revision, now } = this.#request;
    const end = revision === undefined ? now : new Date(revision.date);
    const days = Math.floor((end.getTime() - new Date(blame.commit.date).getTime()) / millisecondsPerDay);
    // Clocks differ.
    return { commit: blame.commit, days: Math.max(0, days) };
  }

  async #listFiles(args: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(splitPaths(await readGit(this.#request.root, args)));
  }

  /** The file behind links, relative to the root; `undefined` where it lies elsewhere. */
  #fileOf(name: string): string | undefined {
    const { filesRoot } = this.#request;
    if (isAbsolute(name)) return undefined;
    try {
      return relative(filesRoot, realpathSync(join(filesRoot, name))).replaceAll(sep, "/");
    } catch {
      return undefined;
    }
  }
}

function newestFirst(a: Age, b: Age): number {
  const [x = "", y = ""] = [a.commit?.date, b.commit?.date];
  return x < y ? 1 : x > y ? -1 : 0;
}

const millisecondsPerDay = 24 * 60 * 60 * 1000;
