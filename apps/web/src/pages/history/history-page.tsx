import { Link, useSearchParams } from 'wouter';
import { ExerciseList, pageOf, SubmissionListItem } from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { Button, ButtonLink } from '../../parts/button.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Empty } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { PairBar, usePair } from './choose-pair.js';
import { HistoryFilters } from './history-filters.js';
import { isNarrowed, readFilter, toQuery, writeFilter, type HistoryFilter } from './history-filter.js';
import { HistoryTable } from './history-table.js';
import './history.css';

const HistorySlice = pageOf(SubmissionListItem);
const PAGE_SIZE = 25;

/** All submissions of whoever is logged in. Filters and place stand in the address. */
export function HistoryPage() {
  const [search, setSearch] = useSearchParams();
  const filter = readFilter(search);
  const cursor = search.get('cursor');
  const query = toQuery(filter, cursor, PAGE_SIZE).toString();
  const exercises = useLoaded('exercises', (signal) => request(ExerciseList, '/exercises', { signal }));
  const loaded = useLoaded(query, (signal) => request(HistorySlice, `/submissions?${query}`, { signal }));
  const pair = usePair();
  const narrow = (next: HistoryFilter) => setSearch(writeFilter(next));
  return (
    <Page title="Your submissions" width="wide">
      <HistoryFilters
        filter={filter}
        exercises={exercises.state === 'ready' ? exercises.value.items : []}
        onChange={narrow}
      />
      <WhenLoaded of={loaded} what="your submissions">
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <Nothing filter={filter} onShowAll={() => setSearch(new URLSearchParams())} />
          ) : (
            <>
              <PairBar pair={pair} />
              <HistoryTable items={items} pair={pair} />
              <nav className="row paging" aria-label="More submissions">
                {cursor !== null && <Link href={hrefOf(filter)}>Newest</Link>}
                {nextCursor !== null && <Link href={hrefOf(filter, nextCursor)}>Older</Link>}
              </nav>
            </>
          )
        }
      </WhenLoaded>
    </Page>
  );
}

const hrefOf = (filter: HistoryFilter, cursor?: string): string => {
  const search = writeFilter(filter, cursor).toString();
  return search === '' ? '/submissions' : `/submissions?${search}`;
};

function Nothing({ filter, onShowAll }: { filter: HistoryFilter; onShowAll: () => void }) {
  if (!isNarrowed(filter))
    return (
      <Empty title="Nothing submitted yet">
        <p>What you submit is kept here with its files and its verdict.</p>
        <div className="row">
          <ButtonLink href="/">To the roadmap</ButtonLink>
        </div>
      </Empty>
    );
  return (
    <Empty title="No submission fits">
      <p>Fewer filters find more.</p>
      <div className="row">
        <Button kind="quiet" onClick={onShowAll}>
          Show all
        </Button>
      </div>
    </Empty>
  );
}
