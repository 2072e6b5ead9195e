import { useEffect, useReducer, useState } from 'react';
import { SubmissionDetail } from '#contracts';
import { request } from '../api/client.js';
import { keepTrying } from '../api/keep-trying.js';
import { watchSubmission, type Connection } from '../api/watch-submission.js';
import { NEW_RUN, takeEvent, type LiveRun } from './live-run.js';

export interface FollowedSubmission {
  /** As last read: before it was judged, and with its verdict after. Null until it was read once. */
  readonly detail: SubmissionDetail | null;
  readonly run: LiveRun;
  readonly connection: Connection;
  /** It cannot be read, and trying again will not help. */
  readonly error: Error | null;
  /** Begins again after an error. */
  readonly retry: () => void;
}

/** Reads a submission and, unless it is judged already, follows it until it is; then reads its verdict. */
export function useSubmission(id: string): FollowedSubmission {
  const [detail, setDetail] = useState<SubmissionDetail | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [connection, setConnection] = useState<Connection>('open');
  const [round, setRound] = useState(0);
  const [run, take] = useReducer(takeEvent, NEW_RUN);

  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    let isJudged = false;
    const load = async () => {
      const found = await request(SubmissionDetail, `/submissions/${encodeURIComponent(id)}`, { signal });
      if (!signal.aborted) setDetail(found);
      isJudged = found.status === 'judged';
      return isJudged;
    };
    const follow = async () => {
      if (await load()) return;
      await watchSubmission(id, { onEvent: take, onConnection: setConnection, isOver: load }, signal);
      // Its title tells the outcome of a hidden tab, which has read it by then.
      if (!isJudged) await keepTrying(load, signal);
    };
    follow().catch((failure: Error) => !signal.aborted && setError(failure));
    return () => abort.abort();
  }, [id, round]);

  const retry = () => {
    setError(null);
    setRound((before) => before + 1);
  };
  return { detail, run, connection, error, retry };
}
