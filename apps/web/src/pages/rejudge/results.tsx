import { useState } from 'react';
import { Link } from 'wouter';
import {
  RejudgeResultPage,
  type RejudgeBatch,
  type RejudgeResult,
  type RejudgeResultQuery,
} from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { OutcomeBadge } from '../../parts/outcome-badge.js';
import { Paging } from '../../parts/paging.js';
import { ScrollTable } from '../../parts/scroll-table.js';
import { Tabs } from '../../parts/tabs.js';

type Show = RejudgeResultQuery['show'];

const TABS: readonly { readonly id: Show; readonly label: string }[] = [
  { id: 'moved', label: 'All that move' },
  { id: 'lower', label: 'Lower' },
  { id: 'higher', label: 'Higher' },
  { id: 'failed', label: 'Failed' },
  { id: 'overtaken', label: 'Overtaken' },
];

/** Who has what and would have what, by submission. */
export function Results({ id, state }: { id: string; state: RejudgeBatch['state'] }) {
  const [show, setShow] = useState<Show>('moved');
  const tabs = state === 'applied' ? [...TABS, { id: 'kept' as const, label: 'Kept' }] : TABS;
  return (
    <section aria-labelledby="results">
      <h2 id="results">Who moves</h2>
      <Tabs label="Results" tabs={[...tabs]} current={show} onChoose={(tab) => setShow(tab as Show)}>
        <ResultPages key={show} id={id} show={show} />
      </Tabs>
    </section>
  );
}

function ResultPages({ id, show }: { id: string; show: Show }) {
  const [cursor, setCursor] = useState<string | null>(null);
  const query = new URLSearchParams({ show, limit: '50', ...(cursor === null ? {} : { cursor }) });
  const loaded = useLoaded(`results ${id} ${query.toString()}`, (signal) =>
    request(RejudgeResultPage, `/rejudge-batches/${id}/results?${query.toString()}`, { signal }),
  );
  return (
    <WhenLoaded of={loaded} what="the results">
      {({ items, nextCursor }) => (
        <>
          {items.length === 0 ? (
            <p className="muted">None.</p>
          ) : (
            <ScrollTable label="Results">
              <thead>
                <tr>
                  <th>Learner</th>
                  <th>Before</th>
                  <th>Now</th>
                  <th>Best score</th>
                  <th>What happens</th>
                </tr>
              </thead>
              <tbody>
                {items.map((result) => (
                  <ResultRow key={result.submission} result={result} />
                ))}
              </tbody>
            </ScrollTable>
          )}
          <Paging
            cursor={cursor}
            nextCursor={nextCursor}
            onGo={setCursor}
            words={['First results', 'Further results']}
          />
        </>
      )}
    </WhenLoaded>
  );
}

function ResultRow({ result }: { result: RejudgeResult }) {
  const { submission, learner, before, after, best } = result;
  return (
    <tr>
      <td>
        <Link href={`/submissions/${submission}`}>{learner.displayName}</Link>
      </td>
      <td>
        <OutcomeBadge outcome={before.outcome} status="judged" /> {before.score ?? '–'}
      </td>
      <td>
        {after === null ? (
          '–'
        ) : (
          <>
            <OutcomeBadge outcome={after.outcome} status="judged" /> {after.score ?? '–'}
          </>
        )}
      </td>
      <td className="score">
        {best.before === best.after ? (best.before ?? '–') : `${best.before ?? '–'} → ${best.after ?? '–'}`}
      </td>
      <td>{tellFate(result)}</td>
    </tr>
  );
}

const CHANGES: Readonly<Record<RejudgeResult['change'], string>> = {
  higher: 'higher',
  lower: 'lower',
  outcome: 'another outcome, same score',
  same: 'unchanged',
  failed: 'not judged',
  overtaken: 'judged again since: skipped',
  unjudged: 'waits',
};

function tellFate({ change, fate, fault }: RejudgeResult): string {
  if (change === 'failed') return `our fault: ${fault ?? 'unknown'}`;
  if (fate === 'kept') return 'would be lower: kept as it was';
  return fate === 'applied' ? `${CHANGES[change]}, applied` : CHANGES[change];
}
