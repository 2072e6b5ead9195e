import { Injectable } from '@nestjs/common';
import { Refusal, type ExerciseId, type ExerciseSlug, type ExerciseWalkthrough } from '#contracts';
import { ExerciseRepository, SubmissionRepository } from '#persistence';
import { CohortTermsService } from '../cohorts/cohort-terms.service.js';
import { isStaff, type Caller } from '../http/caller.js';
import { ExercisesService } from './exercises.service.js';

/** Opens an exercise's reference solutions to those who need them no more. */
@Injectable()
export class WalkthroughService {
  constructor(
    private readonly exercises: ExercisesService,
    private readonly versions: ExerciseRepository,
    private readonly submissions: SubmissionRepository,
    private readonly terms: CohortTermsService,
  ) {}

  /**
   * SECURITY: P06: nothing of it is read from the database before its reader is known to have passed.
   * @throws Refusal `not-found`, `not-passed-yet` or `not-due-yet`
   */
  async read(caller: Caller, slug: ExerciseSlug): Promise<ExerciseWalkthrough> {
    const { manifest } = await this.exercises.get(slug);
    if (!isStaff(caller)) await this.requireOpen(caller, slug, manifest.id);
    const walkthrough = await this.versions.findWalkthrough(slug);
    if (walkthrough === null) throw new Refusal('not-found', `\`${slug}\` has no walk-through.`);
    const { version, text, solutions } = walkthrough;
    return {
      version,
      text,
      solutions: solutions.map(({ runtime, name, files }) => ({ runtime, name, files: [...files] })),
    };
  }

  private async requireOpen(
    { id: userId }: Caller,
    slug: ExerciseSlug,
    exerciseId: ExerciseId,
  ): Promise<void> {
    if (!(await this.submissions.hasPassed(userId, exerciseId)))
      throw new Refusal('not-passed-yet', 'The walk-through opens with your first accepted submission.');
    // It tells more of the hidden tests than any feedback does.
    const { withheld } = await this.terms.readRelease({ userId, exerciseId, slug });
    if (withheld)
      throw new Refusal('not-due-yet', 'A cohort of yours opens the walk-through once the work is due.');
  }
}
