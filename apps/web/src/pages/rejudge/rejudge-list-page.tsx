import { useState } from 'react';
import { Link } from 'wouter';
import { RejudgeBatchPage, type RejudgeBatch } from '#contracts';
import { request } from '../../api/client.js';
import { usePolled } from '../../api/use-polled.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Moment } from '../../parts/moment.js';
import { Empty } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { Paging } from '../../parts/paging.js';
import { ScrollTable } from '../../parts/scroll-table.js';
import { BatchState } from './batch-state.js';
import { NewBatch } from './new-batch.js';
import { tellScope } from './scope-words.js';

const REFRESH_MS = 4_000;

/** Batches of submissions judged again, and the way to start one. */
export function RejudgeListPage() {
  const [cursor, setCursor] = useState<string | null>(null);
  const query = new URLSearchParams(cursor === null ? {} : { cursor }).toString();
  const loaded = usePolled(
    `batches?${query}`,
    (signal) => request(RejudgeBatchPage, `/rejudge-batches?${query}`, { signal }),
    ({ items }) => (items.some(({ state }) => state === 'running') ? REFRESH_MS : null),
  );
  return (
    <Page
      title="Judge again"
      lead="After a suite or an image has changed: judge a selection once more, aside, and see what would move before anything does."
      trail={<Link href="/desk">Desk</Link>}
    >
      <div className="columns">
        <section aria-labelledby="batches">
          <h2 id="batches">Batches</h2>
          <WhenLoaded of={loaded} what="the batches">
            {({ items, nextCursor }) =>
              items.length === 0 ? (
                <Empty title="Nothing was judged again yet">
                  <p>A batch that you start is kept here, with who started it and what came of it.</p>
                </Empty>
              ) : (
                <>
                  <BatchTable batches={items} />
                  <Paging cursor={cursor} nextCursor={nextCursor} onGo={setCursor} />
                </>
              )
            }
          </WhenLoaded>
        </section>
        <NewBatch />
      </div>
    </Page>
  );
}

function BatchTable({ batches }: { batches: readonly RejudgeBatch[] }) {
  return (
    <ScrollTable label="All batches">
      <thead>
        <tr>
          <th>Exercise</th>
          <th>State</th>
          <th className="number">Judged</th>
          <th>Started</th>
        </tr>
      </thead>
      <tbody>
        {batches.map(({ id, scope, state, progress, createdAt, createdBy }) => (
          <tr key={id}>
            <td>
              <Link href={`/desk/rejudge/${id}`}>{scope.exercise}</Link>
              <br />
              <small className="muted">{tellScope(scope)}</small>
            </td>
            <td>
              <BatchState state={state} />
            </td>
            <td className="number">{state === 'discarded' ? '–' : `${progress.judged}/${progress.total}`}</td>
            <td>
              <Moment at={createdAt} />
              <br />
              <small className="muted">{createdBy?.displayName ?? 'an account that is gone'}</small>
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
