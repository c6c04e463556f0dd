import { join, relative, sep } from "node:path";
import type { StandIn } from "../../config/schema.ts";
import { type ChartFiles, FileError, nodeFiles } from "../../helm/index.ts";
import { isWithin } from "../is-within.ts";
import { type PathPattern, pathPattern } from "./path-pattern.ts";
import type { StandInRules } from "./preset.ts";
import { type YamlFile, YamlMerger } from "./yaml-merger.ts";

/**
 * The stand-ins of a repository, made once for all its services: they share what is read, parsed and merged. What a path
 * of the host holds depends on the service alone, not on the environment that is evaluated.
 */
export class StandIns {
  /** The folders of the host that stand-ins lie in or below, without those that lie within another, nor host folders. */
  readonly folders: readonly string[];
  readonly #root: string;
  readonly #rules: readonly Rule[];
  /** The host folders that exist here: on most machines none. */
  readonly #hostFolders: readonly string[];
  readonly #host: ChartFiles;
  readonly #merger = new YamlMerger();

  /**
   * @param root - the root of the repository, absolute
   * @param host - the files of this machine
   */
  constructor(root: string, { standIns, hostFolders }: StandInRules, host: ChartFiles = nodeFiles()) {
    this.#root = root;
    this.#rules = standIns.map(readRule);
    this.#host = host;
    this.#hostFolders = hostFolders.filter((folder) => tryRead(() => host.stat(folder)) !== undefined);
    const folders = [...new Set(this.#rules.map(({ pattern }) => pattern.folder))];
    this.folders = folders
      .filter((folder) => !folders.some((other) => other !== folder && isWithin(folder, other)))
      .filter((folder) => !this.#isOfHost(folder));
  }

  /** The paths of the host that can exist for an environment, as far as the rules name them in full. */
  pathsIn(environment: string): string[] {
    return this.#rules.map(({ pattern }) => pattern.pathIn(environment)).filter((path) => path !== undefined);
  }

  /** Whether something may stand in for a path that begins so. */
  mayMatch(start: string): boolean {
    return this.#rules.some(({ pattern: { literal } }) => literal.startsWith(start) || start.startsWith(literal));
  }

  /** Whether something is said about a path of the host. */
  matches(path: string): boolean {
    return this.#match(path) !== undefined;
  }

  /**
   * A view with the host's files as a service sees them laid over another. What lies in the host's folders on this machine
   * is read there; a path that a rule matches is what stands in for it, or does not exist; all else is left to the other
   * view. The folders that stand-ins would lie in are not there, so that globs find none of them.
   *
   * @param files - the view of the repository; it is asked for the files that stand in, once each
   * @param service - the folder of the helmfile that is evaluated, absolute
   */
  over(files: ChartFiles, service: string): ChartFiles {
    const contents = new Map<string, Uint8Array | undefined>();
    const read = memoize((path) => readIfThere(files, path));
    /** What stands in for a path; `undefined` where no rule matches. */
    const standInFor = (operation: string, path: string): Uint8Array | undefined => {
      const match = this.#match(path);
      if (!match) return undefined;
      if (!contents.has(path)) contents.set(path, this.#make(match, read, service));
      const content = contents.get(path);
      if (content === undefined) throw new FileError(operation, path, "ENOENT");
      return content;
    };
    return {
      stat: (path) => {
        // On the host links lead anywhere: they count as what they lead to.
        if (this.#isOfHost(path)) return this.#host.stat(this.#host.realpath(path));
        const content = standInFor("lstat", path);
        return content === undefined ? files.stat(path) : { kind: "file", size: content.length };
      },
      list: (path) => (this.#isOfHost(path) ? this.#host : files).list(path),
      read: (path) => {
        if (this.#isOfHost(path)) return this.#host.read(path);
        return standInFor("open", path) ?? files.read(path);
      },
      realpath: (path) => {
        if (this.#isOfHost(path)) return path;
        return standInFor("lstat", path) === undefined ? files.realpath(path) : path;
      },
    };
  }

  /** The files that are merged to stand in for a path, absolute, in that order; none where it is no stand-in. */
  filesBehind(path: string, files: ChartFiles, service: string): string[] {
    const match = this.#isOfHost(path) ? undefined : this.#match(path);
    if (!match) return [];
    return this.#filesOf(match, (file) => readIfThere(files, file), service).map((file) => file.path);
  }

  #isOfHost(path: string): boolean {
    return this.#hostFolders.some((folder) => isWithin(path, folder));
  }

  /** What stands in for a path as a service sees it; `undefined` where nothing does. */
  contentOf(path: string, files: ChartFiles, service: string): Uint8Array | undefined {
    const match = this.#match(path);
    return match && this.#make(match, (file) => readIfThere(files, file), service);
  }

  #match(path: string): Match | undefined {
    for (const rule of this.#rules) {
      const match = rule.pattern.match(path);
      if (match) return { rule, environment: match.environment };
    }
    return undefined;
  }

  #make(match: Match, read: ReadIfThere, service: string): Uint8Array | undefined {
    const found = this.#filesOf(match, read, service);
    return found.length > 0 ? this.#merger.merge(found) : match.rule.fallback;
  }

  /** What is merged. */
  #filesOf({ rule, environment }: Match, read: ReadIfThere, service: string): YamlFile[] {
    const folder = relative(this.#root, service).split(sep).join("/") || ".";
    const fill = (name: string) =>
      name.replaceAll("{environment}", () => environment ?? "").replaceAll("{service}", () => folder);
    return rule.files.map((names) => this.#firstOf(names, fill, read)).filter((file) => file !== undefined);
  }

  /** The first of these files that exists, if any. */
  #firstOf(names: readonly string[], fill: (name: string) => string, read: ReadIfThere): YamlFile | undefined {
    for (const name of names) {
      const path = join(this.#root, fill(name));
      if (!isWithin(path, this.#root)) continue;
      const bytes = read(path);
      if (bytes) return { path, bytes };
    }
    return undefined;
  }
}

/** A stand-in of the configuration, ready to be used. */
interface Rule {
  readonly pattern: PathPattern;
  /** What is merged: of each the first that exists. */
  readonly files: readonly (readonly string[])[];
  readonly fallback: Uint8Array | undefined;
}

interface Match {
  readonly rule: Rule;
  readonly environment: string | undefined;
}

function readRule(standIn: StandIn): Rule {
  return {
    pattern: pathPattern(standIn.path),
    files: standIn.files.map((entry) => [entry].flat()),
    // JSON is YAML.
    fallback: standIn.default && Buffer.from(`${JSON.stringify(standIn.default)}\n`),
  };
}

/** Reads a file; `undefined` where there is none. */
type ReadIfThere = (path: string) => Uint8Array | undefined;

function readIfThere(files: ChartFiles, path: string): Uint8Array | undefined {
  return tryRead(() => {
    // Most files that could be there are not: this says so sooner than `realpath`, which no read may go without.
    files.stat(path);
    return files.read(files.realpath(path));
  });
}

function memoize(read: ReadIfThere): ReadIfThere {
  const known = new Map<string, Uint8Array | undefined>();
  return (path) => {
    if (!known.has(path)) known.set(path, read(path));
    return known.get(path);
  };
}

/** What is read; `undefined` where there is no such file. */
function tryRead<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FileError && ["ENOENT", "ENOTDIR", "EISDIR"].includes(error.code)) return undefined;
    throw error;
  }
}
