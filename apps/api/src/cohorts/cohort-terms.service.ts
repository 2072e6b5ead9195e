import { Injectable } from '@nestjs/common';
import type { ExerciseId, ExerciseSlug, UserId } from '#contracts';
import { decideRelease, type Release } from '#judging';
import { CohortRepository, type AttemptTerms, type CohortRecord } from '#persistence';
import { toAttemptTerms } from './cohort-terms.js';
import { CurriculumService } from './curriculum.service.js';

interface Work {
  readonly userId: UserId;
  readonly exerciseId: ExerciseId;
  readonly slug: ExerciseSlug;
}

/** What the cohorts of a learner say about one exercise, for whoever takes work in and shows verdicts. */
@Injectable()
export class CohortTermsService {
  constructor(
    private readonly cohorts: CohortRepository,
    private readonly curriculum: CurriculumService,
  ) {}

  async listAttemptTerms(work: Work): Promise<AttemptTerms[]> {
    return toAttemptTerms(await this.listCohorts(work), new Date());
  }

  async readRelease(work: Work): Promise<Release> {
    return decideRelease(await this.listCohorts(work), new Date());
  }

  private listCohorts({ userId, exerciseId, slug }: Work): Promise<CohortRecord[]> {
    const trackSlugs = this.curriculum.listTracksWith(slug);
    return this.cohorts.listTermsFor({ userId, exerciseId, trackSlugs });
  }
}
