import { posix } from "node:path";
import { bytesToText } from "../../govalue/text.ts";
import { FileError, ifReadable } from "../../helm/chart/files.ts";
import type { LinkedFile, LinkedHelpers } from "../../layouts/layout.ts";
import type { ChartContext } from "../rule.ts";
import { compareVersions } from "./modules.ts";
import { readValuesText, valueIn } from "./tls-values.ts";

/** What a chart has where a link to helpers belongs. */
export type LinkState =
  | { readonly kind: "missing" }
  | { readonly kind: "file"; readonly text: string; readonly sameAs: string | undefined }
  | {
      readonly kind: "link";
      /** Where it leads, as far as that is known without following links further. */
      readonly path: string;
      readonly isAbsolute: boolean;
      /** The version of the helpers that it leads to; `undefined` where it leads elsewhere. */
      readonly version: string | undefined;
      readonly leads: "there" | "nowhere" | "outside";
    };

/** The linked helpers of a repository, seen from one chart. */
export class LinkStore {
  readonly #context: ChartContext;
  readonly #helpers: LinkedHelpers;

  constructor(context: ChartContext, helpers: LinkedHelpers) {
    this.#context = context;
    this.#helpers = helpers;
  }

  /** What the chart has in the place of a helper. */
  state({ file }: LinkedFile): LinkState {
    const { files, folder, root } = this.#context;
    const path = posix.join(folder, file);
    const kind = ifReadable(() => files.stat(path).kind);
    if (kind === undefined) return { kind: "missing" };
    if (kind !== "link") {
      const text = this.#text(path) ?? "";
      return { kind: "file", text, sameAs: this.versions(file).find((version) => this.text(file, version) === text) };
    }
    const target = files.readlink(path);
    const leadsTo = posix.resolve(posix.dirname(path), target);
    const base = { kind: "link" as const, path: leadsTo, isAbsolute: posix.isAbsolute(target) };
    const [version, name] = posix.relative(posix.join(root, this.#helpers.folder), leadsTo).split("/");
    const isVersion = version !== undefined && version !== ".." && name === posix.basename(file);
    try {
      files.realpath(path);
      return { ...base, leads: "there", version: isVersion ? version : undefined };
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return {
        ...base,
        leads: error.code === "EOUTSIDE" ? "outside" : "nowhere",
        version: isVersion ? version : undefined,
      };
    }
  }

  /** The versions in which the repository has a helper, the oldest first. */
  versions(file: string): string[] {
    const { files, root } = this.#context;
    const names = ifReadable(() => files.list(posix.join(root, this.#helpers.folder))) ?? [];
    return names
      .filter((version) => /^\d/.test(version) && this.text(file, version) !== undefined)
      .sort(compareVersions);
  }

  /** A helper in a version of the repository. */
  text(file: string, version: string): string | undefined {
    return this.#text(posix.join(this.#context.root, this.#helpers.folder, version, posix.basename(file)));
  }

  /** The version that the chart says it was made from. */
  get scaffoldVersion(): string | undefined {
    const value = valueIn([readValuesText(this.#context.values?.text ?? "")], [this.#helpers.versionKey]);
    return value === undefined ? undefined : String(value);
  }

  /** The version to link: the one that the chart's other helpers have, else that it was made from, else the newest. */
  versionToLink(file: string): string | undefined {
    const versions = this.versions(file);
    const others = this.#helpers.files.flatMap((each) => {
      const state = each.file === file ? undefined : this.state(each);
      return state?.kind === "link" && state.version !== undefined ? [state.version] : [];
    });
    return [...others, this.scaffoldVersion, versions.at(-1)].find(
      (version) => version !== undefined && versions.includes(version),
    );
  }

  /** What a link to a version says, from where it stands. */
  targetOf(file: string, version: string): string {
    const from = posix.dirname(posix.join(this.#context.folder, file));
    return posix.relative(from, posix.join(this.#context.root, this.#helpers.folder, version, posix.basename(file)));
  }

  #text(path: string): string | undefined {
    return ifReadable(() => bytesToText(this.#context.files.read(path)));
  }
}
