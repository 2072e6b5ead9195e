import { Link } from 'wouter';
import type { CohortDetail, CohortExercise } from '#contracts';
import { countOf } from '../parts/count-of.js';
import { Moment } from '../parts/moment.js';
import { CohortDates } from '../pages/cohorts/cohort-dates.js';

interface CohortNotesProps {
  readonly slug: string;
  readonly cohorts: readonly CohortDetail[];
}

/** What the cohorts of the reader ask of this exercise, and whether there may be another attempt now. */
export function CohortNotes({ slug, cohorts }: CohortNotesProps) {
  return cohorts.map((cohort) => {
    const exercise = cohort.exercises.find((one) => one.slug === slug);
    return exercise && <CohortNote key={cohort.id} cohort={cohort} exercise={exercise} />;
  });
}

function CohortNote({ cohort, exercise }: { cohort: CohortDetail; exercise: CohortExercise }) {
  const { id, name, attemptCap, dueAt } = cohort;
  const { attemptsUsed, next } = exercise;
  return (
    <p className="facts">
      <Link href={`/cohorts/${id}`}>{name}</Link>
      <span>
        {attemptCap === null
          ? countOf(attemptsUsed, 'attempt')
          : `${attemptsUsed} of ${countOf(attemptCap, 'attempt')} used`}
      </span>
      <CohortDates of={{ startsAt: null, dueAt, closesAt: null }} />
      {next !== 'open' && <strong className="fair">{tellNext(exercise, next)}</strong>}
    </p>
  );
}

function tellNext({ nextAt }: CohortExercise, next: Exclude<CohortExercise['next'], 'open'>) {
  switch (next) {
    case 'not-started':
      return 'not begun: what you submit now does not count there';
    case 'closed':
      return 'closed: what you submit now does not count there';
    case 'attempts-used-up':
      return 'your attempts are used up';
    case 'cool-down':
      return <>your next attempt: {nextAt !== null && <Moment at={nextAt} />}</>;
  }
}
