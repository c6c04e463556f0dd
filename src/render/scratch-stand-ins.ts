import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { type ChartFiles, nodeFiles } from "../helm/index.ts";
import type { StandInRules } from "../repository/stand-ins/preset.ts";
import { StandIns } from "../repository/stand-ins/stand-ins.ts";

/** Beside a helmfile of the copy: what the helmfile finds instead of the root of the host's file system. */
const hostFolder = ".bump-envoy-host";

/**
 * Stand-ins as files of a scratch copy, for the real helmfile. Since a state file can belong to several services by links and
 * bases, its text names what stands in by a path relative to the helmfile that is evaluated, as helmfile takes relative
 * paths (v0.167.1 pkg/state/create.go).
 */
export class ScratchStandIns {
  readonly #root: string;
  readonly #files: ChartFiles;
  readonly #standIns: StandIns;
  readonly #written = new Set<string>();

  /** @param root - where the copy of the repository lies */
  constructor(root: string, rules: StandInRules) {
    this.#root = root;
    this.#files = nodeFiles({ root });
    this.#standIns = new StandIns(root, rules);
  }

  /** How state files have to be changed for this. */
  get movedFolders(): { readonly folders: readonly string[]; readonly to: string } {
    return { folders: this.#standIns.folders, to: hostFolder };
  }

  /**
   * Whether prepared state files name no file of the host but those that `writeForEnvironment` writes. A name that comes
   * from a template action can be any, unless it is that of the environment.
   *
   * @param texts - of the helmfile and of all that it brings in
   */
  areKnownBefore(texts: readonly string[], environment: string): boolean {
    const known = new Set(this.#standIns.pathsIn(environment));
    const isKnown = (path: string, isWhole: boolean) => {
      if (path !== posix.normalize(path)) return false;
      return isWhole ? known.has(path) || !this.#standIns.matches(path) : !this.#standIns.mayMatch(path);
    };
    return texts.every((text) => {
      const paths = `${text.replace(environmentName, () => environment)}\n`.matchAll(hostPathInText);
      return [...paths].every(([, path = "", end]) => isKnown(path, end !== undefined));
    });
  }

  /** Writes what stands in for the files of the host that are known to matter before a helmfile is evaluated. */
  writeForEnvironment(folder: string, environment: string): void {
    for (const path of this.#standIns.pathsIn(environment)) this.#write(folder, path);
  }

  /** Writes what stands in for the files of the host among the `values:` of a release, known once it has been evaluated. */
  writeForValues(folder: string, values: readonly unknown[]): void {
    for (const value of values) {
      const hostPath = typeof value === "string" ? this.hostPath(value) : undefined;
      if (hostPath !== undefined) this.#write(folder, hostPath);
    }
  }

  /** The path of the host that a path of the copy stands for, if it does. */
  hostPath(path: string): string | undefined {
    return path.startsWith(`${hostFolder}/`) ? posix.normalize(path.slice(hostFolder.length)) : undefined;
  }

  /** Whether something stands in for a file of the host, once it has been written. */
  exists(folder: string, hostPath: string): boolean {
    return existsSync(this.#placeOf(folder, hostPath));
  }

  /** A text with the paths of the host as they are there. */
  withHostPaths(text: string): string {
    return text.replace(hostFolderInText, "");
  }

  /** Each file is written once: a helmfile may be reading it already. */
  #write(folder: string, hostPath: string): void {
    const place = this.#placeOf(folder, hostPath);
    if (this.#written.has(place)) return;
    this.#written.add(place);
    const content = this.#standIns.contentOf(hostPath, this.#files, join(this.#root, folder));
    if (content === undefined) return;
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, content);
  }

  #placeOf(folder: string, hostPath: string): string {
    return join(this.#root, folder, hostFolder, hostPath);
  }
}

/** `{{ .Environment.Name }}`, also where it is left for the second rendering of releases. */
const environmentName = /\{\{`\{\{ ?\.Environment\.Name ?\}\}`\}\}|\{\{ ?\.Environment\.Name ?\}\}/g;

/** A path of the host in a prepared text, as far as it is plain, and what follows where that certainly ends it. */
const hostPathInText = /\.bump-envoy-host(\/[\w./@+-]*)(["'`\n]|[ \t]+[#\n])?/g;

const hostFolderInText = /(?:[^\s"'`]*\/)?\.bump-envoy-host(?=\/)/g;
