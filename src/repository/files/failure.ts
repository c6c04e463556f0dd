/** Why a path gives nothing. It is handed on, not thrown: what is missing is asked for often. */
export class Failure {
  /** As of the file system (`ENOENT`), or `EOUTSIDE`. */
  readonly code: string;
  /** Where on the way it failed. */
  readonly path: string;
  /** What was still to go from there, the first name first. */
  readonly rest: readonly string[];

  constructor(code: string, path: string, rest: readonly string[] = []) {
    this.code = code;
    this.path = path;
    this.rest = rest;
  }
}
