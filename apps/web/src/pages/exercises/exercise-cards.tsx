import { Link } from 'wouter';
import type { ExerciseSummary } from '#contracts';
import { Icon } from '../../parts/icon.js';
import { tellMinutes } from '../roadmap/stage.js';

/** Exercises to choose from. */
export function ExerciseCards({ exercises }: { exercises: readonly ExerciseSummary[] }) {
  return (
    <ul className="cards">
      {exercises.map((exercise) => (
        <li key={exercise.slug}>
          <ExerciseCard exercise={exercise} />
        </li>
      ))}
    </ul>
  );
}

function ExerciseCard({ exercise }: { exercise: ExerciseSummary }) {
  const { slug, title, summary, points, minutes, runtimes, services, bestScore } = exercise;
  return (
    <Link href={`/exercises/${slug}`} className="card">
      <h3>{title}</h3>
      <p>{summary}</p>
      <p className="facts">
        <span>{points} points</span>
        <span>{tellMinutes(minutes)}</span>
        <span>{[...runtimes, ...services].join(' · ')}</span>
        <BestScore score={bestScore} />
      </p>
    </Link>
  );
}

function BestScore({ score }: { score: number | null }) {
  if (score === null) return null;
  return score === 100 ? (
    <strong className="good">
      <Icon name="check" /> passed
    </strong>
  ) : (
    <strong className="fair">
      <Icon name="half" /> best {score}
    </strong>
  );
}
