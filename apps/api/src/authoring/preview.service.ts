import { Injectable } from '@nestjs/common';
import {
  invariant,
  Refusal,
  type CandidateId,
  type CreateSubmissionRequest,
  type ExerciseDetail,
  type Starter,
} from '#contracts';
import { ExerciseRepository, type PublishedExercise, type SubmissionRecord } from '#persistence';
import { toExerciseDetail } from '../exercises/exercise-views.js';
import { toStarter } from '../exercises/to-starter.js';
import type { Caller } from '../http/caller.js';
import { IntakeService } from '../intake/intake.service.js';
import { CandidatesService } from './candidates.service.js';

/** A candidate as learners will see it, for those who decide whether they will. */
@Injectable()
export class PreviewService {
  constructor(
    private readonly candidates: CandidatesService,
    private readonly exercises: ExerciseRepository,
    private readonly intake: IntakeService,
  ) {}

  async describe(id: CandidateId): Promise<ExerciseDetail> {
    const exercise = await this.get(id);
    return toExerciseDetail(exercise, null, await this.exercises.listRuntimeLibraries());
  }

  async readStarter(id: CandidateId, runtime: string): Promise<Starter> {
    return toStarter(await this.get(id), runtime);
  }

  /** Judged as any other, on this version; `preview` is scored and never counts. */
  async submit(
    caller: Caller,
    id: CandidateId,
    { mode, request }: { mode: 'public' | 'preview'; request: CreateSubmissionRequest },
  ): Promise<SubmissionRecord> {
    const exercise = await this.get(id);
    const sender = { userId: caller.id, idempotencyKey: null, receivedAtMs: Date.now() };
    const order = { ...sender, slug: exercise.slug, mode, request };
    return this.intake.accept(order, exercise);
  }

  /** @throws Refusal `not-found` also for a candidate with mistakes: there is nothing to show */
  private async get(id: CandidateId): Promise<PublishedExercise> {
    const { slug, version } = await this.candidates.get(id);
    if (version === null)
      throw new Refusal('not-found', 'This candidate has mistakes: mend them and send it again to see it.');
    const exercise = await this.exercises.findVersion(version);
    invariant(exercise !== null, `exercise version ${version} of a candidate is stored`);
    return { ...exercise, slug };
  }
}
