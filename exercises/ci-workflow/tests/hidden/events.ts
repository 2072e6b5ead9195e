import { random } from '@touchstone/kit';
import type { Context } from './evaluate.ts';
import { matchesFilter } from './match-filter.ts';
import { toTexts, type Fields, type Workflow } from './workflow.ts';

/** Something that happens in the repository, as a workflow sees it. */
export interface Event {
  readonly name: string;
  readonly action: string | null;
  readonly branch: string | null;
  readonly tag: string | null;
  readonly files: readonly string[];
  readonly secrets: Context;
  /** The context `github`. */
  readonly github: Context;
}

const REPOSITORY = 'meridian/tickets';
/** In every text that a stranger chooses: where it turns up, their text does. */
export const STRANGE = 'as-a-stranger-writes';
/** The secret of the repository. */
export const TOKEN = 'the-token-for-production';

const SECRETS = { DEPLOY_TOKEN: TOKEN, GITHUB_TOKEN: 'the-token-of-the-run' };
const DEFAULT_FILES = ['src/seats.ts', 'test/seats.test.ts'];

function toGithub(name: string, ref: string, more: Context, payload: Context): Context {
  const isTag = ref.startsWith('refs/tags/');
  return {
    event_name: name,
    ref,
    ref_name: ref.replace(/^refs\/(?:heads|tags|pull)\//, ''),
    ref_type: isTag ? 'tag' : 'branch',
    ref_protected: ref === 'refs/heads/main',
    head_ref: '',
    base_ref: '',
    repository: REPOSITORY,
    repository_owner: 'meridian',
    workflow: 'ci',
    actor: random.word(),
    sha: random.uuid().replaceAll('-', ''),
    run_id: String(random.integer(1_000_000, 9_000_000_000)),
    run_number: String(random.integer(1, 9000)),
    run_attempt: '1',
    ...more,
    event: { repository: { full_name: REPOSITORY, default_branch: 'main', fork: false }, ref, ...payload },
  };
}

interface PullRequest {
  readonly number?: number;
  /** What the branch is called, from which it comes. */
  readonly branch?: string;
  readonly action?: string;
  readonly isFork?: boolean;
  readonly files?: readonly string[];
  readonly event?: 'pull_request' | 'pull_request_target';
}

/** A pull request against `main`. */
export function pullRequest(of: PullRequest = {}): Event {
  const { number = random.integer(1, 900), action = 'opened', isFork = false } = of;
  const { files = DEFAULT_FILES, event: name = 'pull_request' } = of;
  const head = of.branch ?? `fix-${number}-${STRANGE}`;
  const owner = isFork ? `visitor-${number}` : 'meridian';
  const full_name = `${owner}/tickets`;
  const base = { ref: 'main', repo: { full_name: REPOSITORY, fork: false } };
  const payload = {
    action,
    number,
    pull_request: {
      number,
      title: `${random.sentence()} ${STRANGE}`,
      body: STRANGE,
      draft: false,
      merged: false,
      state: 'open',
      base,
      head: { ref: head, label: `${owner}:${head}`, sha: STRANGE, repo: { full_name, fork: isFork } },
    },
  };
  const ref = name === 'pull_request' ? `refs/pull/${number}/merge` : 'refs/heads/main';
  const github = toGithub(name, ref, { head_ref: head, base_ref: 'main' }, payload);
  // A pull request from a fork runs without secrets; not so its target.
  const secrets = isFork && name === 'pull_request' ? {} : SECRETS;
  return { name, action, branch: 'main', tag: null, files, secrets, github };
}

export function pushTo(branch: string, files: readonly string[] = DEFAULT_FILES): Event {
  const commit = { message: STRANGE, author: { name: STRANGE, email: STRANGE } };
  const payload = { head_commit: commit, commits: [commit], created: false, deleted: false, forced: false };
  const github = toGithub('push', `refs/heads/${branch}`, {}, payload);
  return { name: 'push', action: null, branch, tag: null, files, secrets: SECRETS, github };
}

export function pushOfTag(tag: string): Event {
  const github = toGithub('push', `refs/tags/${tag}`, {}, { created: true, deleted: false });
  return { name: 'push', action: null, branch: null, tag, files: [], secrets: SECRETS, github };
}

const DEFAULT_TYPES = ['opened', 'synchronize', 'reopened'];

/** Whether an event starts the workflow at all. */
export function isTriggered({ on }: Workflow, event: Event): boolean {
  const filters = on.get(event.name);
  if (filters === undefined) return false;
  return matchesType(filters, event) && matchesRef(filters, event) && matchesFiles(filters, event);
}

function matchesType({ types }: Fields, { action }: Event): boolean {
  return action === null || (types === undefined ? DEFAULT_TYPES : toTexts(types)).includes(action);
}

/** A push is filtered by branches or by tags; with filters of one sort only, the other sort starts nothing. */
function matchesRef(filters: Fields, { branch, tag }: Event): boolean {
  const names = branch === null ? 'tags' : 'branches';
  const others = branch === null ? 'branches' : 'tags';
  const has = (key: string): boolean => filters[key] !== undefined || filters[`${key}-ignore`] !== undefined;
  if (!has(names)) return !has(others);
  const ref = branch ?? tag ?? '';
  if (filters[names] !== undefined) return matchesFilter(ref, toTexts(filters[names]));
  return !matchesFilter(ref, toTexts(filters[`${names}-ignore`]));
}

/** Filters of files do not apply to tags. */
function matchesFiles(filters: Fields, { files, tag }: Event): boolean {
  if (tag !== null) return true;
  if (filters.paths !== undefined) return files.some((file) => matchesFilter(file, toTexts(filters.paths)));
  if (filters['paths-ignore'] === undefined) return true;
  return !files.every((file) => matchesFilter(file, toTexts(filters['paths-ignore'])));
}
