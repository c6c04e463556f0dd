import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { ValuesFiles } from "../bump/values-files.ts";
import type { Config } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import type { Revision } from "../git/revision.ts";
import { takeSnapshot } from "../git/snapshot.ts";
import { onOneLine } from "../on-one-line.ts";
import type { Terminal } from "../report/terminal.ts";
import { globMatcher } from "../repository/glob.ts";
import { standInRules } from "../repository/stand-ins/preset.ts";
import { AgeFinder } from "../status/ages.ts";
import { makeReport } from "../status/make-report.ts";
import type { StatusReport } from "../status/report.ts";
import { wantedImages } from "./choose-images.ts";
import { type Place, selectIn } from "./open-selection.ts";
import { cacheFolder, embeddedRendererOptions, printNote } from "./renderer-options.ts";
import type { StatusOptions } from "./status-options.ts";
import { traceSelection } from "./trace-selection.ts";

/** Gathers reports of a repository, as it lies there and as it was; what there is to note is said once. */
export class StatusGatherer {
  readonly #place: Place;
  readonly #options: StatusOptions;
  readonly #terminal: Terminal;
  readonly #notes = new Set<string>();

  /** @param place - the repository as it lies there */
  constructor(place: Place, options: StatusOptions, terminal: Terminal) {
    this.#place = place;
    this.#options = options;
    this.#terminal = terminal;
  }

  /**
   * @param revision - the state to look at; `undefined`: the files as they lie there
   * @throws UserError `no-helmfiles` or `unknown-selection` where nothing is selected
   */
  async gather(revision: Revision | undefined): Promise<StatusReport> {
    if (revision === undefined) return this.#gatherIn(this.#place, undefined);
    const { root, config } = this.#place;
    const snapshot = await takeSnapshot(root, revision, standInMatcher(config, root));
    try {
      if (snapshot.submodules.length > 0) {
        this.#note(`submodules are empty in what is looked at of ${revision.name}: ${some(snapshot.submodules)}`);
      }
      if (snapshot.taken.length > 0) {
        this.#note(`what only the deployment host has is as it is now, and not as of then: ${some(snapshot.taken)}`);
      }
      const report = await this.#gatherIn(movePlace(this.#place, snapshot.root, revision), revision);
      const failures = report.failures.map((failure) => ({
        ...failure,
        message: failure.message.replaceAll(`${snapshot.root}/`, ""),
      }));
      return { ...report, failures };
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== "no-helmfiles") throw error;
      throw new UserError(error.code, `no helmfile found in what is selected of ${revision.name}`, {
        remedy: "name another revision, or other files or folders",
        cause: error,
      });
    } finally {
      await snapshot.remove();
    }
  }

  async #gatherIn(place: Place, revision: Revision | undefined): Promise<StatusReport> {
    // Nothing that is kept of a temporary folder would be found again.
    const options = revision === undefined ? this.#options : { ...this.#options, cache: false };
    const { root, config } = place;
    const selection = await selectIn(place, options, cacheFolder(options), (message) => this.#note(message));
    const wanted = wantedImages(options.image, selection);
    const settings = embeddedRendererOptions(options, config, root, this.#terminal, options.concurrency);
    // Git looks at its files while releases are rendered.
    const ages = new AgeFinder({
      ...{ root: this.#place.root, revision, filesRoot: root },
      ...{ concurrency: options.concurrency, now: new Date() },
    });
    const traced = await traceSelection(
      selection,
      {
        images: wanted,
        releases: options.release,
        label: revision === undefined ? "tracing" : `tracing ${onOneLine(revision.name)}`,
      },
      {
        ...settings,
        note: (note) => {
          if (this.#isNew(note.message)) settings.note(note);
        },
      },
      this.#terminal,
    );
    const { targets, failures } = traced;
    const report = makeReport({ revision, wanted, traced: targets, failures, files: new ValuesFiles(root) });
    const aged = await ages.add(report);
    for (const problem of aged.problems) this.#note(problem);
    return aged.report;
  }

  #note(message: string): void {
    if (this.#isNew(message)) printNote({ message }, this.#terminal);
  }

  #isNew(message: string): boolean {
    const isNew = !this.#notes.has(message);
    this.#notes.add(message);
    return isNew;
  }
}

/** Matches files that stand in for those of the deployment host, whatever environment and service they are for. */
function standInMatcher(config: Config, root: string): (path: string) => boolean {
  const names = standInRules(config, root).standIns.flatMap(({ files }) => files.flat());
  const literally = (name: string) => name.replace(/[\\*?[\]]/g, "\\$&");
  return globMatcher(
    names.map((name) => literally(name).replaceAll("{environment}", "*").replaceAll("{service}", "**")),
  );
}

/** The same place in a copy of the repository as it was. */
function movePlace({ config, root, cwd, paths }: Place, copy: string, revision: Revision): Place {
  const move = (path: string) => join(copy, relative(root, path));
  const gone = paths.filter((path) => !existsSync(move(path)));
  if (gone.length > 0) {
    const names = gone.map((path) => relative(root, path)).join(", ");
    throw new UserError("unknown-selection", `there is no ${names} in ${revision.name}`, {
      remedy: "name files or folders that were there, or another revision",
    });
  }
  return { config, root: copy, cwd: move(cwd), paths: paths.map(move) };
}

function some(names: readonly string[]): string {
  const [first, ...others] = names;
  return onOneLine(others.length > 0 ? `${first} and ${others.length} more` : String(first));
}
