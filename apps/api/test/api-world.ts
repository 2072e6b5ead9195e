import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import request from 'supertest';
import { loadConfig } from '#config';
import {
  type CandidateId,
  type ProofReport,
  type Role,
  type SubmissionFile,
  type SubmissionId,
  type UserId,
  type Verdict,
} from '#contracts';
import type { Exercise } from '#exercise-catalog';
import { LiveUpdates } from '#live-updates';
import {
  CandidateRepository,
  ExerciseRepository,
  migrate,
  openDatabase,
  RejudgeRepository,
  SubmissionRepository,
  TokenRepository,
  UserRepository,
} from '#persistence';
import { listFlips } from '#scoring';
import { anExercise, createTestDatabase, testRedisUrl } from '#testing';
import { hashOpaqueToken, makeOpaqueToken, PERSONAL_TOKEN_PREFIX } from '../src/accounts/opaque-token.js';
import { hashPassword } from '../src/accounts/passwords.js';
import { createApp } from '../src/create-app.js';

export const PASSWORD = 'correct horse battery';

export interface Account {
  readonly id: UserId;
  readonly email: string;
  /** Ready for an `Authorization` header. */
  readonly bearer: string;
}

export interface WorldSettings {
  readonly env?: Record<string, string>;
  readonly exercisesDir?: string;
  readonly webDirectory?: string;
  readonly logger?: LoggerService;
  /** An earlier world whose database and Redis this replica shares. */
  readonly replicaOf?: ApiWorld;
}

let passwordHash: Promise<string> | undefined;

/** The real API, listening, on a database and a Redis prefix of its own. */
export class ApiWorld {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly databaseUrl: string,
    readonly redisPrefix: string,
    private readonly cleanUps: readonly (() => Promise<unknown>)[],
  ) {}

  static async start(settings: WorldSettings = {}): Promise<ApiWorld> {
    const { replicaOf } = settings;
    const database = replicaOf === undefined ? await createTestDatabase() : null;
    const databaseUrl = database?.url ?? replicaOf!.databaseUrl;
    const redisPrefix = replicaOf?.redisPrefix ?? `test-${randomUUID()}`;
    if (database !== null) await migrateOnce(databaseUrl);
    const emptyDir = await mkdtemp(join(tmpdir(), 'api-world-'));
    const config = loadConfig({
      DATABASE_URL: databaseUrl,
      REDIS_URL: testRedisUrl(),
      TOUCHSTONE_SECRET: 'a secret for tests, thirty-two bytes or more',
      TOUCHSTONE_EXERCISES_DIR: settings.exercisesDir ?? emptyDir,
      TOUCHSTONE_SUBMISSIONS_PER_MINUTE: '1000',
      TOUCHSTONE_CONCURRENT_PER_USER: '1000',
      ...settings.env,
    });
    const app = await createApp({
      config,
      logger: settings.logger ?? false,
      webDirectory: settings.webDirectory ?? emptyDir,
      redisPrefix,
    });
    await app.listen(0, '127.0.0.1');
    return new ApiWorld(app, await app.getUrl(), databaseUrl, redisPrefix, [
      () => app.close(),
      () => rm(emptyDir, { recursive: true }),
      ...(database === null ? [] : [() => forgetKeys(redisPrefix), () => database.drop()]),
    ]);
  }

  async close(): Promise<void> {
    for (const cleanUp of this.cleanUps) await cleanUp();
  }

  get http() {
    return request(this.url);
  }

  get submissions(): SubmissionRepository {
    return this.app.get(SubmissionRepository);
  }

  get candidates(): CandidateRepository {
    return this.app.get(CandidateRepository);
  }

  get live(): LiveUpdates {
    return this.app.get(LiveUpdates);
  }

  /** An account with a personal token, made without the API so that no limit is touched. */
  async account(role: Role = 'learner'): Promise<Account> {
    const email = `${randomUUID()}@example.org`;
    passwordHash ??= hashPassword(PASSWORD);
    const user = await this.app
      .get(UserRepository)
      .insertUser({ email, displayName: 'Somebody', passwordHash: await passwordHash, role });
    const token = makeOpaqueToken(PERSONAL_TOKEN_PREFIX);
    await this.app.get(TokenRepository).insertPersonalToken({
      userId: user.id,
      name: 'test',
      expiresAt: new Date(Date.now() + 3_600_000),
      tokenHash: hashOpaqueToken(token),
    });
    return { id: user.id, email, bearer: `Bearer ${token}` };
  }

  async publish(overrides: Partial<Exercise> = {}): Promise<Exercise> {
    const exercise = anExercise(overrides);
    await this.app.get(ExerciseRepository).publish(exercise, 'api');
    return exercise;
  }

  /** Sends a submission of one file through the API and returns its id. */
  async submit(
    account: Pick<Account, 'bearer'>,
    where?: Parameters<ApiWorld['send']>[1],
  ): Promise<SubmissionId> {
    const answer = await this.send(account, where).expect(202);
    return answer.body.id as SubmissionId;
  }

  /** Sends a submission of one file through the API, which may refuse it. */
  send(account: Pick<Account, 'bearer'>, { slug = 'echo-service', mode = 'graded' } = {}) {
    return this.http
      .post(`/api/v1/exercises/${slug}/submissions?mode=${mode}`)
      .set('authorization', account.bearer)
      .send(aSubmission());
  }

  /** What a worker does: claims the submission. Returns the attempt. */
  async claim(id: SubmissionId): Promise<number> {
    const claimed = await this.submissions.claim({ id, workerId: 'worker', leaseMs: 60_000 });
    if (claimed === null) throw new Error(`${id} cannot be claimed`);
    return claimed.attempt;
  }

  /** Sends an exercise folder through the API and returns the candidate's id. */
  async sendFolder(account: Account, slug: string, files: readonly SubmissionFile[]): Promise<CandidateId> {
    const { body } = await this.http
      .post(`/api/v1/exercises/${slug}/candidates`)
      .set('authorization', account.bearer)
      .send({ files })
      .expect(201);
    return body.id as CandidateId;
  }

  /** What a worker does: claims the candidate and records what its runs came to. */
  async prove(id: CandidateId, report = aProofReport()): Promise<void> {
    const claimed = await this.candidates.claim({ id, workerId: 'worker', leaseMs: 60_000 });
    if (claimed === null) throw new Error(`${id} cannot be claimed`);
    await this.candidates.record({ id, attempt: claimed.attempt, report });
    await this.live.proofs.announce(id);
  }

  /** A folder, proven and published. */
  async publishFolder(account: Account, slug: string, files: readonly SubmissionFile[]): Promise<string> {
    const id = await this.sendFolder(account, slug, files);
    await this.prove(id);
    const { body } = await this.http
      .post(`/api/v1/candidates/${id}/publish`)
      .set('authorization', account.bearer)
      .expect(200);
    return body.version as string;
  }

  async judge(id: SubmissionId, verdict: Verdict, attempt?: number): Promise<void> {
    const recorded = await this.submissions.record({
      id,
      attempt: attempt ?? (await this.claim(id)),
      verdict,
    });
    if (!recorded) throw new Error(`the verdict of ${id} was not recorded`);
    await this.live.announce(id);
  }

  /** What workers do with batches: judges every item that waits. Returns how many it judged. */
  async judgeAside(verdictOf: Verdict | ((id: SubmissionId) => Verdict)): Promise<number> {
    const rejudge = this.app.get(RejudgeRepository);
    for (let count = 0; ; count++) {
      const item = await rejudge.claimNext({ workerId: 'worker', leaseMs: 60_000 });
      if (item === null) {
        await rejudge.finish();
        await rejudge.applySafe();
        return count;
      }
      const verdict = typeof verdictOf === 'function' ? verdictOf(item.submissionId) : verdictOf;
      const isFault = verdict.outcome === 'system-error';
      await rejudge.record({
        ...item,
        verdict,
        flips: listFlips(item.comparedTests, verdict.tests),
        fault: isFault ? { code: 'engine-unavailable', message: 'the engine is away' } : null,
      });
    }
  }
}

/** What a worker keeps of a candidate's runs. */
export function aProofReport(overrides: Partial<ProofReport> = {}): ProofReport {
  return {
    proven: true,
    repeats: 3,
    tookMs: 42_000,
    matrix: {
      tests: ['Greets › greets whoever asks, as JSON'],
      rows: [
        {
          program: 'node/accepted/plain-http',
          role: 'accepted',
          runs: 3,
          outcome: 'accepted',
          score: 100,
          expected: true,
          cells: [{ mark: 'passed', expected: true }],
        },
      ],
    },
    problems: [],
    unproven: [],
    flaky: [],
    headRoom: [],
    ...overrides,
  };
}

export function aSubmission(overrides: Record<string, unknown> = {}) {
  return { runtime: 'node', files: [{ path: 'main.ts', content: 'console.log(1);\n' }], ...overrides };
}

/** Forgets every login and registration that was counted. */
export function forgetAttempts({ redisPrefix }: ApiWorld): Promise<void> {
  return forgetKeys(`${redisPrefix}:attempts`);
}

async function migrateOnce(url: string): Promise<void> {
  const dataSource = await openDatabase({ url, poolSize: 2 });
  await migrate(dataSource);
  await dataSource.destroy();
}

async function forgetKeys(prefix: string): Promise<void> {
  const redis = new Redis(testRedisUrl());
  const keys = [...(await redis.keys(`${prefix}:*`)), ...(await redis.keys(`{${prefix}}:*`))];
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
}
