import { KitFailure } from '../failures.js';
import type { GitCommit, GitHistory } from './git-history.js';
import { parseFastExport, type ParsedStream } from './parse-fast-export.js';
import { StreamMistake } from './stream-reader.js';

/**
 * Reads a repository from what `git fast-export --all` wrote. A text that is something else fails the test in words for its learner,
 * with `name` and line. Ids are computed, so that they are those that `git log` shows.
 */
export function readGitHistory(text: string, name: string): GitHistory {
  return new ReadHistory(name, parse(text, name));
}

function parse(text: string, name: string): ParsedStream {
  try {
    return parseFastExport(text);
  } catch (error) {
    if (!(error instanceof StreamMistake)) throw error;
    throw new KitFailure('assertion', `${name}, line ${error.line}: ${error.message}.`, { cause: error });
  }
}

class ReadHistory implements GitHistory {
  readonly refs: GitHistory['refs'];
  readonly tags: GitHistory['tags'];
  readonly commits: readonly GitCommit[];
  readonly #byId: ReadonlyMap<string, GitCommit>;
  readonly #name: string;

  constructor(name: string, { refs, tags, commits }: ParsedStream) {
    this.#name = name;
    this.#byId = commits;
    this.refs = refs;
    this.tags = tags;
    this.commits = [...commits.values()];
  }

  commit(name: string): GitCommit {
    const names = [name, `refs/tags/${name}`, `refs/heads/${name}`];
    const id = names.flatMap((one) => this.refs.get(one) ?? [])[0] ?? name;
    const commit = this.#byId.get(id);
    if (commit) return commit;
    const refs = [...this.refs.keys()].sort().slice(0, 20).join(', ');
    throw new KitFailure(
      'assertion',
      `${this.#name} has no ${name}. It has ${refs || 'no branch and no tag'}.`,
    );
  }

  log(name: string, { firstParent = false }: { readonly firstParent?: boolean } = {}): readonly GitCommit[] {
    const reached = new Set<string>();
    const open = [this.commit(name)];
    for (let commit = open.pop(); commit; commit = open.pop()) {
      if (reached.has(commit.id)) continue;
      reached.add(commit.id);
      for (const parent of firstParent ? commit.parents.slice(0, 1) : commit.parents)
        open.push(this.commit(parent));
    }
    return this.commits.filter(({ id }) => reached.has(id)).reverse();
  }
}
