import { useLayoutEffect, useRef } from 'react';
import type { SubmissionDetail } from '#contracts';
import { Failure } from '../parts/notice.js';
import { announce } from '../shell/announcer.js';
import { LiveProgress } from './live-progress.js';
import { tellVerdict } from './tell-verdict.js';
import { useSubmission } from './use-submission.js';
import { VerdictView } from './verdict-view.js';
import './verdict.css';

interface LiveVerdictProps {
  readonly submissionId: string;
  /** Told whenever the submission was read: as it was found, and once it is judged. */
  readonly onRead?: (detail: SubmissionDetail) => void;
}

/** A submission while it is judged, then its whole verdict. Give it a `key` where it may change to another submission. */
export function LiveVerdict({ submissionId, onRead }: LiveVerdictProps) {
  const { detail, run, connection, error, retry } = useSubmission(submissionId);
  const sawItJudged = useRef(false);
  // Before it is painted: a page that heads itself with what was read must not push it down a moment later.
  useLayoutEffect(() => {
    if (detail === null) return;
    onRead?.(detail);
    if (detail.verdict === null) sawItJudged.current = true;
    else if (sawItJudged.current) announce(tellVerdict(detail.verdict));
    // A new closure for `onRead` is no news.
  }, [detail]);

  if (error) return <Failure error={error} onRetry={retry} />;
  if (detail === null)
    return (
      <p className="loading" role="status">
        Loading the submission …
      </p>
    );
  if (detail.verdict === null) return <LiveProgress run={run} connection={connection} />;
  return <VerdictView verdict={detail.verdict} mode={detail.mode} />;
}
