import { useLayoutEffect, useState } from 'react';
import { Link } from 'wouter';
import type { Leaderboard } from '#contracts';
import { WhenLoaded } from '../../parts/loaded.js';
import { Moment } from '../../parts/moment.js';
import { Empty, Notice } from '../../parts/notice.js';
import { Paging } from '../../parts/paging.js';
import { BoardTable } from './board-table.js';
import './board.css';
import { useBoard, type LiveBoard } from './use-board.js';

interface BoardViewProps {
  /** Of the board, below `/api/v1`. */
  readonly path: string;
  /** Told what the board is about, as soon as that is known. */
  readonly onTitle?: (title: string) => void;
  /** Of what stands within it. */
  readonly heading?: 'h2' | 'h3';
}

/** A board that keeps itself up to date. */
export function BoardView({ path, onTitle, heading = 'h3' }: BoardViewProps) {
  const [cursor, setCursor] = useState<string | null>(null);
  const board = useBoard(path, cursor);
  const title = board.state === 'ready' ? board.value.title : null;
  // Before it is painted: a heading that grows would push the board down.
  useLayoutEffect(() => {
    if (title !== null) onTitle?.(title);
  }, [title, onTitle]);
  return (
    <WhenLoaded of={board} what="the board">
      {(value) => (
        <div className="stack">
          <BoardState board={value} connection={board.connection} />
          {value.total === 0 ? (
            <Empty title="Nobody has points yet">
              <p>The first verdict that earns points opens the board.</p>
            </Empty>
          ) : (
            <>
              <BoardTable label={`Board of ${value.title}`} rows={value.items} />
              <Paging
                cursor={cursor}
                nextCursor={value.nextCursor}
                onGo={setCursor}
                words={['To the top', 'Further down']}
              />
              <Neighbours board={value} heading={heading} />
            </>
          )}
        </div>
      )}
    </WhenLoaded>
  );
}

/** What was earned since does not show before the thaw, nor does it say so: that would tell what is frozen. */
const ABSENT_WHEN_FROZEN = 'You were not on it then. What you have earned since shows when it thaws.';

const ABSENCE: Readonly<Record<Exclude<Leaderboard['you'], 'ranked' | 'hidden'>, string>> = {
  'no-points': 'You are on it as soon as a result of yours earns points.',
  'not-a-learner': 'You look on: staff are not ranked.',
  'logged-out': 'Log in to find yourself on it.',
};

function BoardState({ board, connection }: { board: Leaderboard; connection: LiveBoard['connection'] }) {
  const { total, mostPoints, frozenAt, live, you } = board;
  const isHeld = frozenAt !== null && !live;
  return (
    <>
      {frozenAt !== null && (
        <Notice tone="fair">
          <p>
            Frozen at <Moment at={frozenAt} />.{' '}
            {live
              ? 'Learners see it as it was then; you see it live.'
              : 'What came later shows when it thaws.'}
          </p>
        </Notice>
      )}
      <p className="facts">
        <span>{total === 1 ? '1 learner' : `${total.toLocaleString()} learners`}</span>
        <span>{mostPoints.toLocaleString()} points to earn</span>
        <span>{tellConnection(board, connection)}</span>
      </p>
      {you === 'hidden' && (
        <p className="muted">
          You chose to be on no board. <Link href="/account">Change that</Link>
        </p>
      )}
      {you !== 'ranked' && you !== 'hidden' && (
        <p className="muted">{isHeld && you === 'no-points' ? ABSENT_WHEN_FROZEN : ABSENCE[you]}</p>
      )}
    </>
  );
}

/** A frozen board is followed too, for the moment when it thaws. */
function tellConnection({ live }: Leaderboard, connection: LiveBoard['connection']): string {
  if (connection === 'lost') return 'Not connected: trying again';
  return live ? 'Live' : 'Not live';
}

/** Only where the own row is not on the page anyway. */
function Neighbours({ board, heading: Heading }: { board: Leaderboard; heading: 'h2' | 'h3' }) {
  if (board.neighbours.length === 0 || board.items.some(({ you }) => you)) return null;
  return (
    <section aria-labelledby="neighbours">
      <Heading id="neighbours">Around you</Heading>
      <BoardTable label="The learners around you" rows={board.neighbours} />
    </section>
  );
}
