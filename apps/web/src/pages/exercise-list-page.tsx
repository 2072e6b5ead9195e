import { Link } from 'wouter';
import { ExerciseList, type ExerciseSummary } from '#contracts';
import { request } from '../api/client.js';
import { useSession } from '../api/session.js';
import { useLoaded } from '../api/use-loaded.js';
import { WhenLoaded } from '../parts/loaded.js';
import { Page } from '../parts/page.js';

export function ExerciseListPage() {
  const { me } = useSession();
  const loaded = useLoaded(`exercises of ${me?.id ?? 'nobody'}`, (signal) =>
    request(ExerciseList, '/exercises', { signal }),
  );
  return (
    <Page
      title="Exercises"
      lead="Write a real backend, submit it, and watch hidden tests grade it beside real services, test by test."
    >
      <WhenLoaded of={loaded} what="the exercises">
        {({ items }) => (
          <ul className="cards">
            {items.map((exercise) => (
              <li key={exercise.slug}>
                <ExerciseCard exercise={exercise} />
              </li>
            ))}
          </ul>
        )}
      </WhenLoaded>
    </Page>
  );
}

function ExerciseCard({ exercise }: { exercise: ExerciseSummary }) {
  return (
    <Link href={`/exercises/${exercise.slug}`} className="card">
      <h2>{exercise.title}</h2>
      <p>{exercise.summary}</p>
      <p className="facts">
        <span>{exercise.points} points</span>
        <span>{exercise.minutes} min</span>
        <span>{[...exercise.runtimes, ...exercise.services].join(' · ')}</span>
        {exercise.bestScore !== null && (
          <strong className={exercise.bestScore === 100 ? 'good' : 'fair'}>best {exercise.bestScore}</strong>
        )}
      </p>
    </Link>
  );
}
