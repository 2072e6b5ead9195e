import { CohortDetail, CohortSummary, ExerciseDetail, pageOf } from '#contracts';
import { request } from '../api/client.js';

const Cohorts = pageOf(CohortSummary);
const MOST_COHORTS = 100;

/** An exercise as its reader meets it. */
export interface OpenedExercise {
  readonly exercise: ExerciseDetail;
  /** Those that go on, in which the reader learns and has the exercise. */
  readonly cohorts: readonly CohortDetail[];
}

/** Both at once, so that nothing of it comes later and moves what is read. */
export async function loadExercise(
  slug: string,
  isLoggedIn: boolean,
  signal: AbortSignal,
): Promise<OpenedExercise> {
  const [exercise, cohorts] = await Promise.all([
    request(ExerciseDetail, `/exercises/${encodeURIComponent(slug)}`, { signal }),
    // Without them one can still work: what is wrong shows on their own pages.
    isLoggedIn ? listCohorts(slug, signal).catch(() => []) : [],
  ]);
  return { exercise, cohorts };
}

async function listCohorts(slug: string, signal: AbortSignal): Promise<CohortDetail[]> {
  const query = new URLSearchParams({ exercise: slug, limit: String(MOST_COHORTS) });
  const { items } = await request(Cohorts, `/cohorts?${query}`, { signal });
  const learning = items.filter(({ role }) => role === 'learner');
  return Promise.all(learning.map(({ id }) => request(CohortDetail, `/cohorts/${id}`, { signal })));
}
