import type { Draft, SubmissionFile } from '#contracts';
import { ApiError } from '../api/client.js';

export type DraftState =
  | { readonly is: 'loading' }
  /** There is nothing to show: neither this browser nor the server has anything. */
  | { readonly is: 'failed'; readonly error: Error }
  | { readonly is: 'saved' }
  /** Typing has not stopped, or it is on its way. */
  | { readonly is: 'unsaved' }
  /** In this browser, as nobody is logged in. */
  | { readonly is: 'alone' }
  /** In this browser; the server gets it as soon as it can. */
  | { readonly is: 'here-only'; readonly why: string }
  /** In this browser; the server will not take it as it is. */
  | { readonly is: 'refused'; readonly why: string }
  | { readonly is: 'conflict'; readonly theirs: Draft };

/** Somebody has saved another draft meanwhile. */
export class DraftConflictError extends Error {
  override readonly name = 'DraftConflictError';

  constructor(readonly theirs: Draft) {
    super('The draft was saved from somewhere else.');
  }
}

interface Explained {
  readonly state: DraftState;
  /** undefined: soon, and later and later; null: not by itself. */
  readonly retryInMs: number | undefined | null;
  /** The server's revision, when the failure tells that nothing is in the way of it. */
  readonly base?: number;
}

/** What a failed save means for the learner, and whether and when to try again. */
export function explainFailure(error: unknown, mine: readonly SubmissionFile[]): Explained {
  if (error instanceof DraftConflictError) return explainConflict(error.theirs, mine);
  if (!(error instanceof ApiError)) return hereOnly('the server’s answer could not be read');
  const { status, code, message } = error;
  if (status === 429) {
    const seconds = error.retryAfterSeconds ?? 10;
    return hereOnly(`it changed very often; the server takes it in ${seconds} s`, seconds * 1_000);
  }
  if (code === 'unreachable') return hereOnly('the server cannot be reached');
  if (status >= 500) return hereOnly('the server is in trouble');
  if (status === 401) return hereOnly('you are no longer logged in', null);
  return { state: { is: 'refused', why: message }, retryInMs: null };
}

function explainConflict(theirs: Draft, mine: readonly SubmissionFile[]): Explained {
  if (theirs.revision === 0) return { ...hereOnly('the server begins anew', 0), base: 0 };
  if (JSON.stringify(theirs.files) === JSON.stringify(mine))
    return { state: { is: 'saved' }, retryInMs: null, base: theirs.revision };
  return { state: { is: 'conflict', theirs }, retryInMs: null };
}

function hereOnly(why: string, retryInMs?: number | null): Explained {
  return { state: { is: 'here-only', why }, retryInMs };
}
