import { Injectable } from '@nestjs/common';
import { Refusal, type ExerciseSlug, type ExerciseWalkthrough } from '#contracts';
import { ExerciseRepository, SubmissionRepository } from '#persistence';
import { isStaff, type Caller } from '../http/caller.js';
import { ExercisesService } from './exercises.service.js';

/** Opens an exercise's reference solutions to those who need them no more. */
@Injectable()
export class WalkthroughService {
  constructor(
    private readonly exercises: ExercisesService,
    private readonly versions: ExerciseRepository,
    private readonly submissions: SubmissionRepository,
  ) {}

  /**
   * SECURITY: P06: nothing of it is read from the database before its reader is known to have passed.
   * @throws Refusal `not-found` or `not-passed-yet`
   */
  async read(caller: Caller, slug: ExerciseSlug): Promise<ExerciseWalkthrough> {
    const { manifest } = await this.exercises.get(slug);
    const mayRead = isStaff(caller) || (await this.submissions.hasPassed(caller.id, manifest.id));
    if (!mayRead)
      throw new Refusal('not-passed-yet', 'The walk-through opens with your first accepted submission.');
    const walkthrough = await this.versions.findWalkthrough(slug);
    if (walkthrough === null) throw new Refusal('not-found', `\`${slug}\` has no walk-through.`);
    const { version, text, solutions } = walkthrough;
    return {
      version,
      text,
      solutions: solutions.map(({ runtime, name, files }) => ({ runtime, name, files: [...files] })),
    };
  }
}
