import type { ExerciseSummary } from '#contracts';

export const STANDINGS = ['new', 'begun', 'passed'] as const;
export type Standing = (typeof STANDINGS)[number];

/** What exercises are narrowed to; empty text is no filter. */
export interface ExerciseFilter {
  readonly text: string;
  readonly runtime: string;
  readonly service: string;
  readonly standing: string;
}

export const NO_FILTER: ExerciseFilter = { text: '', runtime: '', service: '', standing: '' };

export function filterExercises(
  exercises: readonly ExerciseSummary[],
  filter: ExerciseFilter,
): ExerciseSummary[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return exercises.filter(
    (exercise) =>
      words.every((word) => toText(exercise).includes(word)) &&
      (filter.runtime === '' || exercise.runtimes.some((runtime) => runtime === filter.runtime)) &&
      (filter.service === '' || exercise.services.some((service) => service === filter.service)) &&
      (filter.standing === '' || standingOf(exercise) === filter.standing),
  );
}

const toText = ({ slug, title, summary, topics }: ExerciseSummary): string =>
  [slug, title, summary, ...topics].join(' ').toLowerCase();

function standingOf({ bestScore }: ExerciseSummary): Standing {
  if (bestScore === null) return 'new';
  return bestScore === 100 ? 'passed' : 'begun';
}
