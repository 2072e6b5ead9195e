import { useState } from 'react';
import { Link } from 'wouter';
import type { Leaderboard } from '#contracts';
import { Button } from '../../parts/button.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Moment } from '../../parts/moment.js';
import { Empty, Notice } from '../../parts/notice.js';
import { BoardTable } from './board-table.js';
import './board.css';
import { useBoard, type LiveBoard } from './use-board.js';

/** A board that keeps itself up to date. @param path of the board below `/api/v1` */
export function BoardView({ path }: { path: string }) {
  const [cursor, setCursor] = useState<string | null>(null);
  const board = useBoard(path, cursor);
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
              <Pages board={value} isTop={cursor === null} onTurn={setCursor} />
              <Neighbours board={value} />
            </>
          )}
        </div>
      )}
    </WhenLoaded>
  );
}

const ABSENCE: Readonly<Record<Exclude<Leaderboard['you'], 'ranked' | 'hidden'>, string>> = {
  'no-points': 'You are on it as soon as a result of yours earns points.',
  'not-a-learner': 'You look on: staff are not ranked.',
  'logged-out': 'Log in to find yourself on it.',
};

function BoardState({ board, connection }: { board: Leaderboard; connection: LiveBoard['connection'] }) {
  const { total, mostPoints, frozenAt, live, you } = board;
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
        <span>{connection === 'open' ? 'Live' : 'Not connected: trying again'}</span>
      </p>
      {you === 'hidden' && (
        <p className="muted">
          You chose to be on no board. <Link href="/account">Change that</Link>
        </p>
      )}
      {you !== 'ranked' && you !== 'hidden' && <p className="muted">{ABSENCE[you]}</p>}
    </>
  );
}

function Pages({
  board,
  isTop,
  onTurn,
}: {
  board: Leaderboard;
  isTop: boolean;
  onTurn: (cursor: string | null) => void;
}) {
  if (isTop && board.nextCursor === null) return null;
  return (
    <div className="row">
      {!isTop && (
        <Button kind="quiet" small onClick={() => onTurn(null)}>
          To the top
        </Button>
      )}
      {board.nextCursor !== null && (
        <Button kind="quiet" small onClick={() => onTurn(board.nextCursor)}>
          Further down
        </Button>
      )}
    </div>
  );
}

/** Only where the own row is not on the page anyway. */
function Neighbours({ board }: { board: Leaderboard }) {
  if (board.neighbours.length === 0 || board.items.some(({ you }) => you)) return null;
  return (
    <section aria-labelledby="neighbours">
      <h3 id="neighbours">Around you</h3>
      <BoardTable label="The learners around you" rows={board.neighbours} />
    </section>
  );
}
