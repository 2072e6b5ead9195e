import { Link } from 'wouter';
import type { ExerciseSummary } from '#contracts';
import { Icon } from '../../parts/icon.js';
import { tellMinutes } from './stage.js';

/** An exercise in one line: where it stands, what it is worth, how long it takes. */
export function ExerciseLine({ exercise }: { exercise: ExerciseSummary }) {
  const { slug, title, points, minutes, bestScore } = exercise;
  return (
    <>
      <BestScoreIcon score={bestScore} />
      <Link href={`/exercises/${slug}`}>{title}</Link>
      <span className="facts">
        <span>{points} points</span>
        <span>{tellMinutes(minutes)}</span>
        {bestScore !== null && bestScore < 100 && <span>best {bestScore}</span>}
      </span>
    </>
  );
}

function BestScoreIcon({ score }: { score: number | null }) {
  if (score === 100)
    return (
      <span className="good">
        <Icon name="check" title="Passed" />
      </span>
    );
  if (score !== null)
    return (
      <span className="fair">
        <Icon name="half" title="Begun" />
      </span>
    );
  return (
    <span className="muted">
      <Icon name="circle" title="Not begun" />
    </span>
  );
}
