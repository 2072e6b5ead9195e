import { useState } from 'react';
import { Link, useSearch } from 'wouter';
import { CohortSubmissions, type CohortSubmission, type ProgressCell } from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Moment, tellMoment } from '../../parts/moment.js';
import { Empty } from '../../parts/notice.js';
import { OutcomeBadge } from '../../parts/outcome-badge.js';
import { Page } from '../../parts/page.js';
import { Paging } from '../../parts/paging.js';
import { ScrollTable } from '../../parts/scroll-table.js';
import { PairBar, PairBox, usePair, type Pair } from '../history/choose-pair.js';
import { tellTimeToPass } from './tell-duration.js';
import { StateWord, tellAttempts, tellObstacle } from './work-state.js';
import '../history/history.css';
import './progress.css';

interface WorkPageProps {
  readonly id: string;
  readonly learner: string;
  readonly exercise: string;
}

/** What is behind a cell of the heat map: what one learner handed in for one exercise. */
export function WorkPage({ id, learner, exercise }: WorkPageProps) {
  const search = useSearch();
  const [cursor, setCursor] = useState<string | null>(null);
  const stuckAfter = new URLSearchParams(search).get('stuckAfter');
  const query = new URLSearchParams({
    learner,
    exercise,
    ...(stuckAfter === null ? {} : { stuckAfter }),
    ...(cursor === null ? {} : { cursor }),
  }).toString();
  const loaded = useLoaded(`${id}?${query}`, (signal) =>
    request(CohortSubmissions, `/cohorts/${id}/submissions?${query}`, { signal }),
  );
  const pair = usePair();
  const back = `/cohorts/${id}/progress${search === '' ? '' : `?${search}`}`;
  const known = loaded.state === 'ready' ? loaded.value : null;
  return (
    <Page
      title={known === null ? 'Work of a learner' : `${known.learner.name}: ${known.exercise.title}`}
      trail={<Link href={back}>Progress{known === null ? '' : ` of ${known.cohort.name}`}</Link>}
    >
      <WhenLoaded of={loaded} what="the submissions">
        {(work) => (
          <>
            {work.cell !== null && <Summary cell={work.cell} />}
            {work.items.length === 0 ? (
              <NothingYet />
            ) : (
              <>
                <PairBar pair={pair} />
                <Submissions cohort={id} items={work.items} pair={pair} />
              </>
            )}
            <Paging cursor={cursor} nextCursor={work.nextCursor} onGo={setCursor} />
          </>
        )}
      </WhenLoaded>
    </Page>
  );
}

function NothingYet() {
  return (
    <Empty title="Nothing submitted yet">
      <p>Graded submissions of this learner to this exercise appear here.</p>
    </Empty>
  );
}

function Summary({ cell }: { cell: ProgressCell }) {
  const { state, bestScore, points, late, attempts, firstAt, lastAt, secondsToPass, stuckOn } = cell;
  return (
    <div className={`heat work-summary ${state}`}>
      <p>
        <strong>
          <StateWord state={state} />
        </strong>
        {secondsToPass !== null && ` ${tellTimeToPass(secondsToPass)}`}
        {stuckOn !== null && (
          <>
            {' '}
            on <q>{tellObstacle(stuckOn)}</q>
            {stuckOn.test !== null && ` (${stuckOn.test.group})`}: {stuckOn.times} times in a row
          </>
        )}
      </p>
      <p>
        {tellAttempts(attempts)} that count{attempts === 1 ? 's' : ''}, the first <Moment at={firstAt} />, the
        last <Moment at={lastAt} />.
        {bestScore !== null && ` Best score ${bestScore}, worth ${points} points${late ? ', late' : ''}.`}
      </p>
    </div>
  );
}

interface SubmissionsProps {
  readonly cohort: string;
  readonly items: readonly CohortSubmission[];
  readonly pair: Pair;
}

function Submissions({ cohort, items, pair }: SubmissionsProps) {
  return (
    <ScrollTable label="Submissions">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Result</th>
          <th scope="col" className="number">
            Score
          </th>
          <th scope="col" className="number">
            Tests
          </th>
          <th scope="col">Runtime</th>
          <th scope="col">Counts here</th>
          <th scope="col">Compare</th>
        </tr>
      </thead>
      <tbody>
        {items.map((entry) => (
          <tr key={entry.id}>
            <th scope="row">
              <Link href={`/submissions/${entry.id}?cohort=${cohort}`}>
                <Moment at={entry.createdAt} />
              </Link>
            </th>
            <td>
              <OutcomeBadge outcome={entry.outcome} status={entry.status} />
            </td>
            <td className="number">{entry.score ?? '–'}</td>
            <td className="number">
              {entry.tests === null ? '–' : `${entry.tests.passed} of ${entry.tests.total}`}
            </td>
            <td>{entry.runtime}</td>
            <td>{entry.counts ? 'yes' : 'no'}</td>
            <td className="pair-box">
              <PairBox pair={pair} id={entry.id} name={tellMoment(entry.createdAt)} />
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
