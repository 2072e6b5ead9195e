import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { RejudgeBatchDetail, type RejudgeSummary } from '#contracts';
import { request } from '../../api/client.js';
import { usePolled } from '../../api/use-polled.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Moment } from '../../parts/moment.js';
import { Notice } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { Tallies, Tally } from '../../parts/tally.js';
import { announce } from '../../shell/announcer.js';
import { countOf } from '../../parts/count-of.js';
import { BatchState } from './batch-state.js';
import { DecideBatch, DiscardButton } from './decide-batch.js';
import { FlippedTests } from './flipped-tests.js';
import { Results } from './results.js';
import { STATE_WORDS, tellScope } from './scope-words.js';

const REFRESH_MS = 1_500;

/** One batch: how far it is, what it would move, and the decision. */
export function RejudgeBatchPage({ id }: { id: string }) {
  const loaded = usePolled(
    `batch ${id}`,
    (signal) => request(RejudgeBatchDetail, `/rejudge-batches/${id}`, { signal }),
    ({ state }) => (state === 'running' ? REFRESH_MS : null),
  );
  const trail = (
    <>
      <Link href="/desk">Desk</Link> › <Link href="/desk/rejudge">Judge again</Link>
    </>
  );
  if (loaded.state !== 'ready') {
    return (
      <Page title="A batch judged again" trail={trail}>
        <WhenLoaded of={loaded} what="the batch">
          {() => null}
        </WhenLoaded>
      </Page>
    );
  }
  const batch = loaded.value;
  return (
    <Page
      title={`Judging ${batch.scope.exercise} again`}
      lead={tellScope(batch.scope)}
      trail={trail}
      actions={<BatchState state={batch.state} />}
    >
      <Announce state={batch.state} />
      <WhoAndWhen batch={batch} />
      {batch.state === 'running' && <Progress batch={batch} onChange={loaded.reload} />}
      {batch.summary !== null && (
        <>
          <Outlook summary={batch.summary} state={batch.state} />
          {batch.state === 'ready' && (
            <DecideBatch id={batch.id} summary={batch.summary} onChange={loaded.reload} />
          )}
          <FlippedTests flips={batch.summary.flips} />
          {batch.state !== 'discarded' && <Results id={batch.id} key={batch.state} state={batch.state} />}
        </>
      )}
    </Page>
  );
}

/** Says a change of state, not the state at first sight. */
function Announce({ state }: { state: RejudgeBatchDetail['state'] }) {
  const before = useRef(state);
  useEffect(() => {
    if (before.current !== state) announce(`The batch is ${STATE_WORDS[state]}.`);
    before.current = state;
  }, [state]);
  return null;
}

function WhoAndWhen({ batch }: { batch: RejudgeBatchDetail }) {
  const { createdBy, createdAt, settledAt, settledBy, state } = batch;
  return (
    <p className="facts">
      <span>
        Started <Moment at={createdAt} /> by {createdBy?.displayName ?? 'an account that is gone'}
      </span>
      {settledAt !== null && (
        <span>
          {state === 'applied' ? 'Applied' : 'Discarded'} <Moment at={settledAt} /> by{' '}
          {settledBy?.displayName ?? 'an account that is gone'}
        </span>
      )}
    </p>
  );
}

function Progress({ batch, onChange }: { batch: RejudgeBatchDetail; onChange: () => void }) {
  const { total, waiting, running, judged, failed } = batch.progress;
  const done = judged + failed;
  return (
    <section aria-labelledby="progress">
      <h2 id="progress">
        {done} of {total} judged
      </h2>
      <progress className="wide" max={total} value={done} aria-labelledby="progress" />
      <p className="muted">
        {running} under way, {waiting} waiting{failed > 0 && `, ${failed} failed on our side`}. Submissions of
        learners go first, so this takes as long as it takes; you may leave the page.
      </p>
      <DiscardButton id={batch.id} onChange={onChange} label="Stop and discard" />
    </section>
  );
}

/** The numbers in a few sentences. */
function Outlook({ summary, state }: { summary: RejudgeSummary; state: RejudgeBatchDetail['state'] }) {
  const { higher, lower, outcome, same, failed, overtaken, learnersUp, learnersDown, applied, kept } =
    summary;
  return (
    <section aria-labelledby="outlook">
      <h2 id="outlook">{state === 'applied' ? 'What it did' : 'What it would do'}</h2>
      <Tallies>
        <Tally label="Learners up" value={learnersUp} tone={learnersUp > 0 ? 'good' : 'plain'} />
        <Tally label="Learners down" value={learnersDown} tone={learnersDown > 0 ? 'bad' : 'plain'} />
        <Tally label="Results higher" value={higher} />
        <Tally label="Results lower" value={lower} />
        <Tally label="Other outcome, same score" value={outcome} />
        <Tally label="Unchanged" value={same} />
      </Tallies>
      {state === 'applied' && (
        <p>
          {countOf(applied, 'result')} applied
          {kept > 0 && `, ${kept} kept as before, because lower`}.
        </p>
      )}
      {failed > 0 && (
        <Notice tone="ours">
          {countOf(failed, 'submission')} could not be judged, which is our fault: their results stay as they
          are.
        </Notice>
      )}
      {overtaken > 0 && (
        <Notice tone="fair">
          {countOf(overtaken, 'submission')} {overtaken === 1 ? 'was' : 'were'} judged again since: skipped.
        </Notice>
      )}
    </section>
  );
}
