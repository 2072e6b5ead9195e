import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import { ExerciseWalkthrough, SubmissionDetail, SubmissionFiles, type SubmissionFile } from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { Failure, Loading, Notice } from '../../parts/notice.js';
import { Moment } from '../../parts/moment.js';
import { OutcomeBadge } from '../../parts/outcome-badge.js';
import { Page } from '../../parts/page.js';
import { REFERENCE } from './reference.js';
import { shortenVersion } from './shorten-version.js';
import { VerdictComparison } from './verdict-comparison.js';
import './history.css';

const DiffView = lazy(async () => ({ default: (await import('./diff-view.js')).DiffView }));

interface Side {
  readonly files: readonly SubmissionFile[];
  /** null for a reference solution. */
  readonly submission: SubmissionDetail | null;
  /** In a sentence: “the reference”. */
  readonly name: string;
}

interface Compared {
  readonly before: Side;
  readonly after: Side;
}

/** Two submissions, or one and the reference solution in its runtime, with what differs between them. */
export function ComparePage({ id, other }: { id: string; other: string }) {
  const loaded = useLoaded(`${id} ${other}`, (signal) => load(id, other, signal));
  if (loaded.state === 'loading') return <Loading what="what is to be compared" />;
  if (loaded.state === 'failed')
    return (
      <Page title="Compare" width="narrow">
        <Failure error={loaded.error} onRetry={loaded.reload} />
        <Link href={`/submissions/${id}`}>To the submission</Link>
      </Page>
    );
  const { before, after } = loaded.value;
  return (
    <Page
      title={other === REFERENCE ? 'Your submission and the reference' : 'Two submissions compared'}
      width="wide"
      trail={<Link href={`/submissions/${id}`}>To the submission</Link>}
    >
      <div className="compared">
        <SideCard label="First" side={before} />
        <SideCard label="Second" side={after} />
      </div>
      <Verdicts before={before} after={after} />
      <h2>Files</h2>
      <Suspense fallback={<p className="loading">Loading the comparison …</p>}>
        <DiffView
          before={before.files}
          after={after.files}
          names={{ before: before.name, after: after.name }}
        />
      </Suspense>
    </Page>
  );
}

function SideCard({ label, side }: { label: string; side: Side }) {
  const { submission } = side;
  return (
    <section className="card" aria-label={label}>
      <h2>
        {label}:{' '}
        {submission === null ? side.name : <Link href={`/submissions/${submission.id}`}>{side.name}</Link>}
      </h2>
      {submission && (
        <p className="facts">
          <Moment at={submission.createdAt} />
          <OutcomeBadge outcome={submission.outcome} status={submission.status} />
          {submission.score !== null && <span>score {submission.score}</span>}
          <span>{submission.runtime}</span>
          <span>
            version{' '}
            <code title={submission.exerciseVersion}>{shortenVersion(submission.exerciseVersion)}</code>
          </span>
        </p>
      )}
    </section>
  );
}

function Verdicts({ before, after }: Compared) {
  if (before.submission === null || after.submission === null) return null;
  const [first, second] = [before.submission, after.submission];
  return (
    <section aria-labelledby="verdicts">
      <h2 id="verdicts">Verdicts</h2>
      {first.exercise !== second.exercise && (
        <Notice tone="fair">
          <p>These were sent for different exercises: their tests have nothing to do with each other.</p>
        </Notice>
      )}
      {first.mode !== second.mode && (
        <Notice tone="fair">
          <p>One of them ran the public tests, the other one the hidden tests.</p>
        </Notice>
      )}
      {first.verdict === null || second.verdict === null ? (
        <p className="muted">At least one of them is not judged yet.</p>
      ) : (
        <VerdictComparison before={first.verdict} after={second.verdict} />
      )}
    </section>
  );
}

async function load(id: string, other: string, signal: AbortSignal): Promise<Compared> {
  if (other === REFERENCE) {
    const own = await loadSubmission(id, signal);
    return { before: own, after: await loadReference(own, signal) };
  }
  const sides = await Promise.all([loadSubmission(other, signal), loadSubmission(id, signal)]);
  // The earlier one comes first, whichever was asked for from where.
  const [first, second] = sides.sort((a, b) => (a.submission.createdAt < b.submission.createdAt ? -1 : 1));
  return { before: first, after: second };
}

async function loadSubmission(id: string, signal: AbortSignal) {
  const path = `/submissions/${encodeURIComponent(id)}`;
  const [submission, { files }] = await Promise.all([
    request(SubmissionDetail, path, { signal }),
    request(SubmissionFiles, `${path}/files`, { signal }),
  ]);
  return { files, submission, name: `submission ${id.slice(0, 8)}` };
}

async function loadReference(
  { submission: { exercise, runtime } }: { submission: SubmissionDetail },
  signal: AbortSignal,
): Promise<Side> {
  const { solutions } = await request(ExerciseWalkthrough, `/exercises/${exercise}/walkthrough`, { signal });
  const solution = solutions.find((one) => one.runtime === runtime);
  if (solution === undefined) throw new Error(`There is no reference solution in ${runtime}.`);
  return { files: solution.files, submission: null, name: `the reference, ${solution.name}` };
}
