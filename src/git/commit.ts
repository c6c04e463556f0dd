/** A commit that is to be made. */
export interface PlannedCommit {
  /** All of it, trailers included; the first line is the subject. */
  readonly message: string;
  /** The files that it changes or adds, relative to the root of the repository, links resolved; not one in two commits. */
  readonly files: readonly string[];
}

/** A commit that was made, with the message that it has: hooks may have added to it. */
export interface MadeCommit extends PlannedCommit {
  /** The whole hash. */
  readonly hash: string;
}

/** What is to be committed, in this order. */
export interface CommitRequest {
  /** The root of the repository, links resolved: a folder of the git work tree, not always its top. */
  readonly root: string;
  readonly commits: readonly PlannedCommit[];
  /** The branch to make and switch to; `undefined`: the commits go to where HEAD is. */
  readonly branch: string | undefined;
}

/** What `prepareCommits` has looked at; `makeCommits` takes it once the files are written. */
export interface PreparedCommits extends CommitRequest {
  /** The top of the git work tree. */
  readonly top: string;
  /** The commit that HEAD is at. */
  readonly head: string;
  /** The branch that the commits go to; `undefined`: none, HEAD is detached. */
  readonly target: string | undefined;
  /** The files that git does not know yet. */
  readonly added: ReadonlySet<string>;
}

/** What became of commits. */
export interface CommitOutcome {
  /** The branch that they are on; `undefined`: none, HEAD is detached. */
  readonly target: string | undefined;
  /** The commit that the first is made on; `undefined` where there is nothing to commit. */
  readonly base: string | undefined;
  readonly made: readonly MadeCommit[];
  /** Those that were not made, in their order: their files are written, and not committed. */
  readonly left: readonly PlannedCommit[];
  /** Why some are left: what git or a hook said, or that somebody has interrupted it. */
  readonly problem: string | undefined;
  /** The signal that asked the program to end meanwhile. */
  readonly signal?: NodeJS.Signals | undefined;
}
