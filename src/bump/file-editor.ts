import { existsSync } from "node:fs";
import { join } from "node:path";
import { EditError } from "../edit/edit-error.ts";
import { readSource } from "../edit/read-source.ts";
import { removeValue } from "../edit/remove-value.ts";
import { setValues } from "../edit/set-value.ts";
import { formatPlace } from "../errors.ts";
import { Allowance, defaultUnits, ExhaustedError } from "../govalue/allowance.ts";
import { formatKeyPath } from "../provenance/origin.ts";
import type { KeyWrite } from "./assign-files.ts";
import type { NoKey } from "./deciding-key.ts";
import type { TextChange } from "./plan.ts";

/** What plans edit files with. */
export type Editor = Pick<FileEditor, "set" | "remove">;

/** Makes the edits of values files, without writing them. */
export class FileEditor {
  readonly #read: (path: string) => string | undefined;
  /** By what was asked for: plans are made anew where something cannot be served, and most of each is as it was. */
  readonly #made = new Map<string, TextChange | NoKey>();

  /** @param read - gives the text of a file, `undefined` where there is none; default: as it is on the disk */
  constructor(root: string, read = (path: string) => readValuesFile(root, path)) {
    this.#read = read;
  }

  /**
   * The edit that sets keys in a file, which is made where there is none.
   *
   * @param path - relative to the root, links resolved
   * @returns the reason, with the place, where the file is left alone
   * @throws UserError `file-unreadable`
   */
  set(path: string, writes: readonly KeyWrite[]): TextChange | NoKey {
    const keys = writes.map((write) => `${formatKeyPath(write.path)} to ${write.value}`).join(" and ");
    const reason = `${path} sets ${keys} already, which does not decide what runs`;
    return this.#once(["set", path, writes], () => this.#edit(path, reason, (text) => setValues(text, writes)));
  }

  /** The edit that removes keys from a file, with the maps that it leaves empty; throws and returns as {@link set} does. */
  remove(path: string, keys: readonly (readonly string[])[]): TextChange | NoKey {
    const names = keys.map(formatKeyPath).join(" and ");
    const reason = `${path} has no ${names} of its own`;
    return this.#once(["remove", path, keys], () => this.#edit(path, reason, (text) => keys.reduce(removeValue, text)));
  }

  #once(request: readonly unknown[], make: () => TextChange | NoKey): TextChange | NoKey {
    const id = JSON.stringify(request);
    const edit = this.#made.get(id) ?? make();
    this.#made.set(id, edit);
    return edit;
  }

  #edit(path: string, whyUnchanged: string, edit: (text: string) => string): TextChange | NoKey {
    try {
      const before = this.#read(path);
      const after = new Allowance(defaultUnits).run(() => edit(before ?? ""));
      return after === before ? { reason: whyUnchanged } : { path, before, after };
    } catch (error) {
      if (error instanceof ExhaustedError) return { reason: `${path}: ${error.message}` };
      // What edits calls itself for what is nested.
      if (error instanceof RangeError) return { reason: `${path}: it nests too deeply` };
      if (!(error instanceof EditError)) throw error;
      return { reason: `${formatPlace({ file: path, line: error.line, column: error.column })}: ${error.message}` };
    }
  }
}

/**
 * The text of a file as it is on the disk; `undefined` where there is none.
 *
 * @throws UserError `file-unreadable`
 */
export function readValuesFile(root: string, path: string): string | undefined {
  const file = join(root, path);
  return existsSync(file) ? readSource(file, path) : undefined;
}
