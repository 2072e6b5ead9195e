import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { SubmissionDetail } from '#contracts';
import { Moment } from '../parts/moment.js';
import { Page } from '../parts/page.js';
import { LiveVerdict } from '../verdict/live-verdict.js';
import { OUTCOME_WORDS } from '../verdict/words.js';
import { SubmissionExtras } from './history/submission-extras.js';

/** A submission: live while it is judged, then the whole verdict. */
export function SubmissionPage({ id }: { id: string }) {
  const [detail, setDetail] = useState<SubmissionDetail | null>(null);
  // A tab in the background tells the outcome. After the page's own title, which says less.
  useEffect(() => {
    if (detail !== null) document.title = `${tellState(detail)} · ${detail.exercise} · Touchstone`;
  }, [detail]);
  return (
    <Page
      title={detail === null ? 'Submission' : `Submission to ${detail.exercise}`}
      lead={detail && <Facts detail={detail} />}
    >
      <LiveVerdict key={id} submissionId={id} onRead={setDetail} />
      {detail !== null && <SubmissionExtras detail={detail} />}
    </Page>
  );
}

function Facts({ detail: { exercise, runtime, mode, createdAt } }: { detail: SubmissionDetail }) {
  return (
    <span className="facts">
      <Link href={`/exercises/${exercise}`}>To the exercise</Link>
      <span>{runtime}</span>
      <span>{mode === 'public' ? 'public tests, not scored' : 'graded'}</span>
      <Moment at={createdAt} />
    </span>
  );
}

const tellState = ({ outcome }: SubmissionDetail): string =>
  outcome === null ? 'Being judged' : OUTCOME_WORDS[outcome];
