import type { CohortId, CreateCohortRequest } from '#contracts';
import type { Account, ApiWorld } from './api-world.js';
import { CohortWorld } from './cohort-world.js';

/** A cohort that the teacher has made, with these learners in it. */
export async function openCohort(
  world: ApiWorld,
  teacher: Account,
  { learners = [], ...terms }: Partial<CreateCohortRequest> & { learners?: readonly Account[] } = {},
): Promise<CohortId> {
  const cohorts = new CohortWorld(world);
  const cohort = await cohorts.create(teacher, terms);
  for (const learner of learners) await cohorts.join(cohort, learner);
  return cohort.id;
}
