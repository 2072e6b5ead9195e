import { Link } from 'wouter';
import { Page } from '../../parts/page.js';
import { BoardView } from './board-view.js';

export function TrackBoardPage({ slug }: { slug: string }) {
  return (
    <Page
      title="Board of the track"
      lead="Best results in all its exercises. Points first, then who reached them earlier."
      trail={<Link href={`/tracks/${slug}`}>The track</Link>}
    >
      <BoardView path={`/tracks/${slug}/leaderboard`} />
    </Page>
  );
}

export function ExerciseBoardPage({ slug }: { slug: string }) {
  return (
    <Page
      title="Board of the exercise"
      lead="Best results. Points first, then who reached them earlier."
      trail={<Link href={`/exercises/${slug}`}>The exercise</Link>}
    >
      <BoardView path={`/exercises/${slug}/leaderboard`} />
    </Page>
  );
}

/** The board of a cohort by itself: for a screen in the room, and for visitors when it is public. */
export function CohortBoardPage({ id }: { id: string }) {
  return (
    <Page title="Board of the cohort" lead="Points first, then who reached them earlier.">
      <BoardView path={`/cohorts/${id}/leaderboard`} />
    </Page>
  );
}
