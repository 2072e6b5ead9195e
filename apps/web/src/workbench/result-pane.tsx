import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import type { SubmissionDetail } from '#contracts';
import { Loading } from '../parts/notice.js';
import type { Run } from './use-submit.js';

/** Not before there is one to be seen: reading and writing come first. */
const LiveVerdict = lazy(async () => ({
  default: (await import('../verdict/live-verdict.js')).LiveVerdict,
}));

interface ResultPaneProps {
  readonly run: Run | null;
  readonly onJudged: () => void;
}

/** The verdict of the latest run, as it comes. */
export function ResultPane({ run, onJudged }: ResultPaneProps) {
  return (
    <section className="pane result" aria-label="Result">
      <div className="pane-text">
        {run === null ? (
          <p className="muted">Submit, or run the public tests: the verdict appears here, test by test.</p>
        ) : (
          <Result run={run} onJudged={onJudged} />
        )}
      </div>
    </section>
  );
}

function Result({ run: { id, mode }, onJudged }: { run: Run; onJudged: () => void }) {
  const onRead = ({ status }: SubmissionDetail) => status === 'judged' && onJudged();
  return (
    <>
      <div className="row apart">
        <h2>{mode === 'public' ? 'Public tests' : 'Submission'}</h2>
        <Link href={`/submissions/${id}`}>Open on its own page</Link>
      </div>
      <Suspense fallback={<Loading what="the verdict" />}>
        <LiveVerdict key={id} submissionId={id} onRead={onRead} />
      </Suspense>
    </>
  );
}
