import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import {
  ExerciseId,
  ExerciseSlug,
  ExerciseVersion,
  type Outcome,
  type SubmissionId,
  type UserId,
  type Verdict,
} from '#contracts';
import { anExercise, aSeed } from '#testing';
import { ExerciseRepository } from '../exercises/exercise.repository.js';
import type { NewSubmission } from '../submissions/insert-submission.js';
import type { SubmissionRecord } from '../submissions/submission-record.js';
import { SubmissionRepository } from '../submissions/submission.repository.js';
import { TokenRepository, type NewRefreshToken } from '../tokens/token.repository.js';
import { UserRepository } from '../users/user.repository.js';

const A_MINUTE_MS = 60_000;

/** What tests of submissions start from: an exercise, users, and the moves of a worker. */
export class JudgingWorld {
  readonly submissions: SubmissionRepository;
  readonly exercise = anExercise();

  private constructor(readonly dataSource: DataSource) {
    this.submissions = new SubmissionRepository(dataSource);
  }

  static async create(dataSource: DataSource): Promise<JudgingWorld> {
    const world = new JudgingWorld(dataSource);
    await new ExerciseRepository(dataSource).publish(world.exercise);
    return world;
  }

  async aUser(): Promise<UserId> {
    const user = await new UserRepository(this.dataSource).insertUser({
      email: `${randomUUID()}@example.org`,
      displayName: 'Ada',
      passwordHash: 'hash',
      role: 'learner',
    });
    return user.id;
  }

  /** A login of one of these users; returns its family. */
  async startSession(token: Omit<NewRefreshToken, 'passwordHash'>): Promise<string> {
    const tokens = new TokenRepository(this.dataSource);
    const familyId = await tokens.insertRefreshToken({ ...token, passwordHash: 'hash' });
    if (familyId === null) throw new Error(`${token.userId} cannot log in`);
    return familyId;
  }

  newSubmission(userId: UserId, overrides: Partial<NewSubmission> = {}): NewSubmission {
    return {
      userId,
      exerciseId: this.exercise.manifest.id,
      exerciseSlug: this.exercise.slug,
      exerciseVersion: this.exercise.version,
      runtime: 'node',
      mode: 'graded',
      files: [{ path: 'main.js', content: 'export {};\n' }],
      seed: aSeed(),
      idempotencyKey: null,
      requestHash: 'hash of the request',
      limits: { submissionsPerMinute: 1000, concurrentPerUser: 1000 },
      attemptTerms: [],
      ...overrides,
    };
  }

  async submit(userId: UserId, overrides: Partial<NewSubmission> = {}): Promise<SubmissionRecord> {
    const { submission } = await this.submissions.insert(this.newSubmission(userId, overrides));
    return submission;
  }

  claim(id: SubmissionId, { workerId = 'worker-1', leaseMs = A_MINUTE_MS } = {}) {
    return this.submissions.claim({ id, workerId, leaseMs });
  }

  async mustClaim(id: SubmissionId, options: { workerId?: string; leaseMs?: number } = {}) {
    const claimed = await this.claim(id, options);
    if (!claimed) throw new Error(`submission ${id} could not be claimed`);
    return claimed;
  }

  async judge(id: SubmissionId, outcome: Outcome, score: number | null): Promise<void> {
    const { attempt } = await this.mustClaim(id);
    await this.submissions.record({ id, attempt, verdict: aVerdict(outcome, score) });
  }

  /** Sends a judged submission round again, whatever it has. */
  async requeue(id: SubmissionId): Promise<void> {
    await this.dataSource.query(
      `UPDATE submissions SET status = 'queued', outcome = NULL, score = NULL, judged_at = NULL, tries = 0,
         not_before = now(), enqueued_at = now() WHERE id = $1 AND status = 'judged'`,
      [id],
    );
  }

  /** Lets the lease of a running attempt run out, as if its worker had died a while ago. */
  async expireLease(id: SubmissionId): Promise<void> {
    await this.dataSource.query(
      `UPDATE submissions SET lease_until = now() - interval '1 second' WHERE id = $1`,
      [id],
    );
  }

  /** Moves a row into the past, as if it had been stored and queued then. */
  async age(id: SubmissionId, ms: number): Promise<void> {
    await this.dataSource.query(
      `UPDATE submissions SET created_at = created_at - $2 * interval '1 millisecond',
         enqueued_at = enqueued_at - $2 * interval '1 millisecond', not_before = not_before - $2 * interval '1 millisecond'
       WHERE id = $1`,
      [id, ms],
    );
  }
}

export function aVerdict(outcome: Outcome, score: number | null, overrides: Partial<Verdict> = {}): Verdict {
  return {
    outcome,
    score,
    cause: 'All tests ran.',
    nextStep: 'Go on.',
    limits: [],
    groups: [],
    tests: [],
    usage: null,
    buildOutput: '',
    logTail: '',
    provenance: { exerciseVersion: 'a'.repeat(64), seed: aSeed(), runnerVersion: '1.0.0', images: {} },
    ...overrides,
  };
}

export const aSlug = (slug: string) => ExerciseSlug.parse(slug);
export const anExerciseId = () => ExerciseId.parse(randomUUID());
export const aVersion = (digit: string) => ExerciseVersion.parse(digit.repeat(64));
