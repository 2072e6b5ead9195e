import type { ExerciseId } from '#contracts';

/** An exercise, and the tracks that have it. */
export interface ExerciseInTracks {
  readonly exerciseId: ExerciseId;
  readonly trackSlugs: readonly string[];
}

/** Of a cohort `c`. @param exerciseId and trackSlugs SQL of the parts of an `ExerciseInTracks` */
export function hasExercise(exerciseId: string, trackSlugs: string): string {
  return `(c.track_slug = ANY(${trackSlugs}::text[])
    OR EXISTS (SELECT 1 FROM cohort_exercises e WHERE e.cohort_id = c.id AND e.exercise_id = ${exerciseId}))`;
}
