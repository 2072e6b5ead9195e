import { Injectable } from '@nestjs/common';
import {
  Refusal,
  type CohortId,
  type ExerciseSlug,
  type ExerciseStatistics,
  type StatisticsQuery,
  type UsageDistribution,
} from '#contracts';
import { CohortRepository, StatisticsRepository, type UsageCounts, type UsageFigure } from '#persistence';
import { DISTRIBUTION_EDGES, FEWEST_LEARNERS, toDistribution } from '#scoring';
import type { Caller } from '../http/caller.js';
import { ExercisesService } from './exercises.service.js';

/** What accepted programs of an exercise cost, as far as it tells about programs and not about persons. */
@Injectable()
export class StatisticsService {
  constructor(
    private readonly exercises: ExercisesService,
    private readonly statistics: StatisticsRepository,
    private readonly cohorts: CohortRepository,
  ) {}

  /** @throws Refusal `not-found` for an exercise that is not there and for a cohort that is not the caller's */
  async read(
    caller: Caller,
    slug: ExerciseSlug,
    { runtime, cohort }: StatisticsQuery,
  ): Promise<ExerciseStatistics> {
    const { manifest } = await this.exercises.get(slug);
    if (cohort !== undefined) await this.refuseForeign(caller, cohort);
    const counts = await this.statistics.countUsage({
      exerciseId: manifest.id,
      runtime,
      cohortId: cohort ?? null,
      readerId: caller.id,
      edges: DISTRIBUTION_EDGES,
    });
    return {
      runtime,
      fewestLearners: FEWEST_LEARNERS,
      cpu: toUsage('cpu', 'ms', counts),
      memory: toUsage('memory', 'MiB', counts),
      wall: toUsage('wall', 'ms', counts),
      latency: toUsage('latency', 'ms', counts),
    };
  }

  /** SECURITY: P04: a cohort that somebody is not in looks like none. */
  private async refuseForeign({ id, role }: Caller, cohort: CohortId): Promise<void> {
    const found =
      role === 'admin' ? await this.cohorts.findById(cohort) : await this.cohorts.findMember(cohort, id);
    if (found === null) throw new Refusal('not-found', 'There is no such cohort, or you are not in it.');
  }
}

function toUsage(
  figure: UsageFigure,
  unit: UsageDistribution['unit'],
  counts: readonly UsageCounts[],
): UsageDistribution | null {
  const distribution = toDistribution(counts.filter((count) => count.figure === figure));
  return distribution && { unit, own: distribution.own, buckets: [...distribution.buckets] };
}
