import { useEffect, useReducer, useState } from 'react';
import { Link } from 'wouter';
import { SubmissionDetail } from '#contracts';
import { request } from '../api/client.js';
import { keepTrying } from '../api/keep-trying.js';
import { watchSubmission } from '../api/watch-submission.js';
import { Failure, Loading } from '../parts/notice.js';
import { Page } from '../parts/page.js';
import { OutcomeBadge } from '../parts/outcome-badge.js';
import { LiveVerdict } from './live-verdict.js';
import { NEW_RUN, takeEvent } from './live-run.js';
import { VerdictView } from './verdict-view.js';

/** A submission: live while it is judged, then the whole verdict. */
export function SubmissionPage({ id }: { id: string }) {
  const [detail, setDetail] = useState<SubmissionDetail | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [run, take] = useReducer(takeEvent, NEW_RUN);

  useEffect(() => {
    const abort = new AbortController();
    const load = async () => {
      const found = await request(SubmissionDetail, `/submissions/${encodeURIComponent(id)}`, {
        signal: abort.signal,
      });
      setDetail(found);
      return found.status === 'judged';
    };
    const follow = async () => {
      if (await load()) return;
      await watchSubmission(id, take, abort.signal);
      await keepTrying(load, abort.signal);
    };
    follow().catch((failure: Error) => !abort.signal.aborted && setError(failure));
    return () => abort.abort();
  }, [id]);

  if (error) return <Failure error={error} />;
  if (detail === null) return <Loading what="the submission" />;
  return (
    <Page title={toTitle(detail)}>
      <p className="facts">
        <Link href={`/exercises/${detail.exercise}`}>← {detail.exercise}</Link>
        <span>{detail.runtime}</span>
        <span>{detail.mode === 'public' ? 'public tests, not scored' : 'graded'}</span>
        <time dateTime={detail.createdAt}>{new Date(detail.createdAt).toLocaleString()}</time>
      </p>
      <p>
        <OutcomeBadge outcome={detail.outcome} status={detail.verdict ? detail.status : run.status} />
      </p>
      {detail.verdict ? <VerdictView verdict={detail.verdict} /> : <LiveVerdict run={run} />}
    </Page>
  );
}

const toTitle = ({ outcome, score }: SubmissionDetail): string =>
  [outcome?.replaceAll('-', ' ') ?? 'being judged', ...(score === null ? [] : [`${score} / 100`])].join(', ');
