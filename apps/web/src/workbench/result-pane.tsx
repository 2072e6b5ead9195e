import { Link } from 'wouter';
import type { SubmissionDetail } from '#contracts';
import { LiveVerdict } from '../verdict/live-verdict.js';
import type { Run } from './use-submit.js';

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
      <LiveVerdict key={id} submissionId={id} onRead={onRead} />
    </>
  );
}
