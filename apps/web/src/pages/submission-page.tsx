import { useEffect, useState } from 'react';
import { Link, useSearch } from 'wouter';
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
    if (detail !== null) document.title = `${tellState(detail)} · ${toName(detail)} · Touchstone`;
  }, [detail]);
  return (
    <Page
      title={detail === null ? 'Submission' : `Submission to ${toName(detail)}`}
      trail={<WayBack detail={detail} />}
      lead={detail === null ? undefined : <Facts detail={detail} />}
    >
      <LiveVerdict key={id} submissionId={id} onRead={setDetail} />
      {detail !== null && <SubmissionExtras detail={detail} />}
    </Page>
  );
}

/** To one's own history; from the work of a learner, back to it; from a preview to the desk. */
function WayBack({ detail }: { detail: SubmissionDetail | null }) {
  const cohort = new URLSearchParams(useSearch()).get('cohort');
  const { learner, exercise, mode } = detail ?? {};
  if (mode === 'preview') return <Link href={`/desk/exercises/${exercise}`}>Desk: {exercise}</Link>;
  if (cohort === null) return <Link href="/submissions">Your submissions</Link>;
  const work = learner && exercise ? `/${learner.id}/${exercise}` : '';
  return <Link href={`/cohorts/${cohort}/progress${work}`}>Progress of the cohort</Link>;
}

function Facts({ detail: { exercise, learner, runtime, mode, createdAt } }: { detail: SubmissionDetail }) {
  return (
    <span className="facts">
      {learner && <strong>{learner.displayName}</strong>}
      <Link href={`/exercises/${exercise}`}>To the exercise</Link>
      <span>{runtime}</span>
      <span>{MODES[mode]}</span>
      <Moment at={createdAt} />
    </span>
  );
}

const MODES: Readonly<Record<SubmissionDetail['mode'], string>> = {
  graded: 'graded',
  public: 'public tests, not scored',
  preview: 'a preview, counts for nothing',
};

const toName = ({ title, exercise }: SubmissionDetail): string => title || exercise;

const tellState = ({ outcome }: SubmissionDetail): string =>
  outcome === null ? 'Being judged' : OUTCOME_WORDS[outcome];
