import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  checkSubmissionFiles,
  Seed,
  type CreateSubmissionRequest,
  type ExerciseSlug,
  type SubmissionMode,
  type UserId,
} from '#contracts';
import { type Config } from '#config';
import { JudgeQueue } from '#job-queue';
import { SubmissionTraces } from '#observability';
import {
  SubmissionRepository,
  type NewSubmission,
  type PublishedExercise,
  type SubmissionRecord,
} from '#persistence';
import { API_CONFIG } from '../api-config.js';
import { CohortTermsService } from '../cohorts/cohort-terms.service.js';
import { acceptRuntime } from '../exercises/accept-runtime.js';
import { ExercisesService } from '../exercises/exercises.service.js';
import { IntakeGates } from './intake-gates.service.js';

export interface SubmissionOrder {
  readonly userId: UserId;
  readonly slug: ExerciseSlug;
  readonly mode: SubmissionMode;
  readonly idempotencyKey: string | null;
  readonly request: CreateSubmissionRequest;
  /** When the request began. */
  readonly receivedAtMs: number;
}

/** The beginning of the road: check → store → queue. */
@Injectable()
export class IntakeService {
  private readonly logger = new Logger('Intake');

  constructor(
    @Inject(API_CONFIG) private readonly config: Config,
    private readonly exercises: ExercisesService,
    private readonly submissions: SubmissionRepository,
    private readonly queue: JudgeQueue,
    private readonly gates: IntakeGates,
    private readonly cohorts: CohortTermsService,
    private readonly traces: SubmissionTraces,
  ) {}

  /** @throws Refusal for whatever is wrong with the order; nothing is stored then */
  async submit(order: SubmissionOrder): Promise<SubmissionRecord> {
    const [exercise] = await Promise.all([this.exercises.get(order.slug), this.gates.requireOpen()]);
    return this.take(order, exercise);
  }

  /** The same for a version that need not be published. @throws Refusal for whatever is wrong with the order */
  async accept(order: SubmissionOrder, exercise: PublishedExercise): Promise<SubmissionRecord> {
    await this.gates.requireOpen();
    return this.take(order, exercise);
  }

  /**
   * Hands a stored submission to the workers. When Redis does not take it, the sweeper will: the row is the truth.
   * @param knownAhead how many earlier ones of the same learner are not judged yet, where that is known already
   */
  async enqueue(
    { id, attempt, status, createdAt }: Pick<SubmissionRecord, 'id' | 'attempt' | 'status' | 'createdAt'>,
    knownAhead?: number,
  ): Promise<void> {
    if (status !== 'queued') return;
    try {
      const ahead = knownAhead ?? (await this.submissions.countAhead(id));
      await this.queue.enqueue({ submissionId: id, attempt, submittedAt: createdAt, ahead });
    } catch (error) {
      this.logger.warn(`submission ${id} is stored and waits for the sweeper: ${String(error)}`);
    }
  }

  private async take(order: SubmissionOrder, exercise: PublishedExercise): Promise<SubmissionRecord> {
    const { submission, replayed, ahead } = await this.submissions.insert(await this.check(order, exercise));
    await this.enqueue(submission, replayed ? undefined : ahead);
    if (!replayed) this.trace(submission, order);
    return submission;
  }

  private trace(
    { id, runtime, exerciseVersion }: SubmissionRecord,
    { slug, mode, receivedAtMs }: SubmissionOrder,
  ): void {
    this.traces.recordIntake(id, receivedAtMs, {
      'touchstone.exercise': slug,
      'touchstone.exercise.version': exerciseVersion,
      'touchstone.runtime': runtime,
      'touchstone.mode': mode,
    });
  }

  private async check(
    { userId, slug, mode, idempotencyKey, request }: SubmissionOrder,
    exercise: PublishedExercise,
  ): Promise<NewSubmission> {
    const runtime = acceptRuntime(exercise, request.runtime);
    checkSubmissionFiles(request.files);
    return {
      userId,
      exerciseId: exercise.manifest.id,
      exerciseSlug: slug,
      exerciseVersion: exercise.version,
      runtime,
      mode,
      files: request.files,
      seed: Seed.parse(randomBytes(8).toString('hex')),
      idempotencyKey,
      requestHash: hashRequest(slug, mode, request),
      limits: this.config.intake,
      attemptTerms: await this.cohorts.listAttemptTerms({ userId, exerciseId: exercise.manifest.id, slug }),
    };
  }
}

/** Two requests with one hash ask for the same thing. */
function hashRequest(
  slug: ExerciseSlug,
  mode: SubmissionMode,
  { runtime, files }: CreateSubmissionRequest,
): string {
  const parts = [slug, mode, runtime, files.map(({ path, content }) => [path, content])];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
