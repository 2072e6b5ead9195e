/** Who did something, and when. */
export interface GitSignature {
  readonly name: string;
  readonly email: string;
  /** In their own time zone: `2026-03-02T09:12:40+0000`. */
  readonly date: string;
}

export interface GitFile {
  /** `100644`, `100755` for a program, `120000` for a link. */
  readonly mode: string;
  readonly content: string;
  /** Of the blob, as `git ls-tree` shows it. */
  readonly id: string;
}

export interface GitCommit {
  /** As `git log` shows it: SHA-1, 40 digits. */
  readonly id: string;
  /** Ids, in order; none of a first commit. */
  readonly parents: readonly string[];
  readonly author: GitSignature;
  readonly committer: GitSignature;
  /** Without white space at its end. */
  readonly message: string;
  /** The first line of the message. */
  readonly subject: string;
  /** All files of the commit by their paths, not only those that it changed. */
  readonly files: ReadonlyMap<string, GitFile>;
}

/** An annotated tag; one that is nothing but a name is among the refs only. */
export interface GitTag {
  readonly name: string;
  /** Id of the commit. */
  readonly commit: string;
  readonly tagger: GitSignature | null;
  readonly message: string;
}

/** A repository, as `git fast-export --all` writes it. All values are plain: commits name their parents by id. */
export interface GitHistory {
  /** Full names (`refs/heads/main`) and the ids of the commits that they lead to, annotated tags too. */
  readonly refs: ReadonlyMap<string, string>;
  readonly tags: readonly GitTag[];
  /** All that were exported, each behind its parents. */
  readonly commits: readonly GitCommit[];
  /** By branch, tag, full name of a ref, or whole id. Fails the test when there is none. */
  commit(name: string): GitCommit;
  /** What can be reached from a commit, itself first, each before its parents; with `firstParent` only along first parents. */
  log(name: string, options?: { readonly firstParent?: boolean }): readonly GitCommit[];
}
