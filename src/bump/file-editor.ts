import { existsSync } from "node:fs";
import { join } from "node:path";
import { EditError } from "../edit/edit-error.ts";
import { readSource } from "../edit/read-source.ts";
import { setValue } from "../edit/set-value.ts";
import { formatPlace } from "../errors.ts";
import { formatKeyPath } from "../provenance/origin.ts";
import type { KeyWrite } from "./assign-files.ts";
import type { FileEdit } from "./plan.ts";

/** Makes the edits of values files, without writing them. */
export class FileEditor {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /**
   * The edit that sets keys in a file, which is made where there is none.
   *
   * @param path - relative to the root, links resolved
   * @returns the reason, with the place, where the file is left alone
   * @throws UserError `file-unreadable`
   */
  set(path: string, writes: readonly KeyWrite[]): FileEdit | { readonly reason: string } {
    try {
      const file = join(this.#root, path);
      const before = existsSync(file) ? readSource(file, path) : undefined;
      const after = writes.reduce((text, write) => setValue(text, write.path, write.value), before ?? "");
      if (after !== before) return { path, before, after };
      const keys = writes.map((write) => `${formatKeyPath(write.path)} to ${write.value}`).join(" and ");
      return { reason: `${path} sets ${keys} already, which does not decide what runs` };
    } catch (error) {
      if (!(error instanceof EditError)) throw error;
      return { reason: `${formatPlace({ file: path, line: error.line, column: error.column })}: ${error.message}` };
    }
  }
}
