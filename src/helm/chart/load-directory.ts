import { spend } from "../../govalue/allowance.ts";
import { compareText } from "../../govalue/text.ts";
import type { Warn } from "../errors.ts";
import { HelmError, wrapError } from "../errors.ts";
import { base, join } from "../path.ts";
import { ChartFile, maxFileSize, withoutByteOrderMark } from "./file.ts";
import type { ChartFiles } from "./files.ts";
import { FileError } from "./files.ts";
import { IgnoreRules, ignoreFileName } from "./ignore.ts";

/** As many links as Go's `filepath.EvalSymlinks` resolves on one path. */
const maxLinks = 255;
/** What it takes to look at a file and to read it, apart from its size. Folders that link to each other multiply. */
const entryCost = 5000;

/**
 * Reads the files of a chart's folder in the order of their paths, without those that `.helmignore` leaves out, as helm's
 * pkg/chart/loader does. Links are followed wherever they lead (internal/sympath) and keep their own name; the file view
 * may refuse.
 */
export function readChartDirectory(directory: string, files: ChartFiles, warn: Warn): ChartFile[] {
  return new DirectoryReader(directory, files, warn).read();
}

class DirectoryReader {
  readonly #directory: string;
  readonly #files: ChartFiles;
  readonly #warn: Warn;
  readonly #rules: IgnoreRules;
  readonly #found: ChartFile[] = [];

  constructor(directory: string, files: ChartFiles, warn: Warn) {
    this.#directory = directory;
    this.#files = files;
    this.#warn = warn;
    this.#rules = IgnoreRules.parse(this.#ignoreFile());
  }

  read(): ChartFile[] {
    this.#readEntries(this.#directory, 0);
    return this.#found;
  }

  #ignoreFile(): Uint8Array | undefined {
    const path = join(this.#directory, ignoreFileName);
    let real: string;
    try {
      this.#files.stat(path);
      real = this.#files.realpath(path);
    } catch (error) {
      if (error instanceof FileError && error.code === "ENOENT") return undefined;
      throw error;
    }
    return this.#files.read(real);
  }

  #readEntries(directory: string, links: number): void {
    const names = this.#files.list(directory).sort(compareText);
    const prefix = directory === "/" ? directory : `${directory}/`;
    for (const name of names) this.#visit(`${prefix}${name}`, links);
  }

  #visit(path: string, links: number): void {
    spend(entryCost);
    let { kind, size } = this.#files.stat(path);
    let real = path;
    let followed = links;
    if (kind === "link") {
      real = this.#resolve(path, links);
      followed += 1;
      this.#warn(`found symbolic link in path: ${path} resolves to ${real}. Contents of linked file included and used`);
      ({ kind, size } = this.#files.stat(real));
    }

    const name = path.slice(this.#directory === "/" ? 1 : this.#directory.length + 1);
    if (this.#rules.ignores(name, kind === "directory")) return;
    if (kind === "directory") {
      this.#readEntries(path, followed);
    } else if (kind !== "file") {
      throw new HelmError(`cannot load irregular file ${path} as it has file mode type bits set`);
    } else if (size > maxFileSize) {
      throw new HelmError(`chart file "${base(real)}" is larger than the maximum file size ${maxFileSize}`);
    } else {
      spend(size);
      this.#found.push(new ChartFile(name, withoutByteOrderMark(this.#files.read(path))));
    }
  }

  #resolve(path: string, links: number): string {
    try {
      if (links >= maxLinks) throw new HelmError("EvalSymlinks: too many links");
      return this.#files.realpath(path);
    } catch (error) {
      throw wrapError(error, `error evaluating symlink ${path}`);
    }
  }
}
