import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { Page } from '../../parts/page.js';
import { BoardView } from './board-view.js';

export function TrackBoardPage({ slug }: { slug: string }) {
  return (
    <BoardPage
      path={`/tracks/${slug}/leaderboard`}
      lead="Best results in all exercises of the track. Points first, then who reached them earlier."
      trail={<Link href={`/tracks/${slug}`}>The track</Link>}
    />
  );
}

export function ExerciseBoardPage({ slug }: { slug: string }) {
  return (
    <BoardPage
      path={`/exercises/${slug}/leaderboard`}
      lead="Best results in the exercise. Points first, then who reached them earlier."
      trail={<Link href={`/exercises/${slug}`}>The exercise</Link>}
    />
  );
}

/** The board of a cohort by itself: for a screen in the room, and for visitors when it is public. */
export function CohortBoardPage({ id }: { id: string }) {
  return (
    <BoardPage
      path={`/cohorts/${id}/leaderboard`}
      lead="Best results in the exercises of the cohort. Points first, then who reached them earlier."
      trail={<Link href={`/cohorts/${id}`}>The cohort</Link>}
    />
  );
}

interface BoardPageProps {
  readonly path: string;
  readonly lead: string;
  readonly trail: ReactNode;
}

function BoardPage({ path, lead, trail }: BoardPageProps) {
  const [name, setName] = useState<string | null>(null);
  return (
    <Page
      title={name === null ? 'Board' : `Board: ${name}`}
      lead={name === null ? undefined : lead}
      trail={trail}
    >
      <BoardView path={path} onTitle={setName} heading="h2" />
    </Page>
  );
}
