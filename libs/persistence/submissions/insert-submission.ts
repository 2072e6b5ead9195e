import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import {
  Refusal,
  type ExerciseId,
  type ExerciseSlug,
  type ExerciseVersion,
  type RuntimeName,
  type Seed,
  type SubmissionFile,
  type SubmissionMode,
  type UserId,
} from '#contracts';
import { queryRows } from '../query-rows.js';
import { assertStorableText } from '../storable-text.js';
import { checkAttempts, type AttemptTerms } from './attempt-terms.js';
import { SUBMISSION_COLUMNS, type SubmissionRecord } from './submission-record.js';
import { checkQuota, type SubmissionQuota } from './submission-quota.js';

export interface NewSubmission {
  readonly userId: UserId;
  readonly exerciseId: ExerciseId;
  readonly exerciseSlug: ExerciseSlug;
  readonly exerciseVersion: ExerciseVersion;
  readonly runtime: RuntimeName;
  readonly mode: SubmissionMode;
  readonly files: readonly SubmissionFile[];
  readonly seed: Seed;
  readonly idempotencyKey: string | null;
  /** Hash of everything the client asked for: the same key with another hash is another request. */
  readonly requestHash: string;
  readonly limits: SubmissionQuota;
  /** Empty: as often as they like. Else one of these cohorts has to let the attempt count. */
  readonly attemptTerms: readonly AttemptTerms[];
}

export interface InsertedSubmission {
  readonly submission: SubmissionRecord;
  /** True when the Idempotency-Key was seen before and nothing was stored. */
  readonly replayed: boolean;
}

/** To be run in a transaction. A user's inserts take turns, so the key and the quota hold under any parallelism. */
export async function insertSubmission(
  manager: EntityManager,
  submission: NewSubmission,
): Promise<InsertedSubmission> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `intake:${submission.userId}`,
  ]);

  const earlier = await findReplay(manager, submission);
  if (earlier) return { submission: earlier, replayed: true };

  await checkQuota(manager, submission.userId, submission.limits);
  await checkAttempts(manager, submission);
  const stored = await storeRow(manager, submission);
  await storeFiles(manager, stored.id, submission.files);
  return { submission: stored, replayed: false };
}

async function findReplay(
  manager: EntityManager,
  submission: NewSubmission,
): Promise<SubmissionRecord | null> {
  if (submission.idempotencyKey === null) return null;
  const [earlier] = await queryRows<SubmissionRecord & { requestHash: string }>(
    manager,
    `SELECT ${SUBMISSION_COLUMNS}, s.request_hash AS "requestHash"
      FROM submissions s WHERE s.user_id = $1 AND s.idempotency_key = $2`,
    [submission.userId, submission.idempotencyKey],
  );
  if (!earlier) return null;
  const { requestHash, ...record } = earlier;
  if (requestHash === submission.requestHash) return record;
  throw new Refusal(
    'idempotency-conflict',
    'This Idempotency-Key was already used for a different submission. Use a new key for a new request.',
  );
}

async function storeRow(manager: EntityManager, submission: NewSubmission): Promise<SubmissionRecord> {
  // clock_timestamp(), not now(): the transaction may have waited for the user's turn, and order is by arrival.
  const [row] = await queryRows<SubmissionRecord>(
    manager,
    `WITH s AS (
      INSERT INTO submissions (id, user_id, exercise_id, exercise_slug, exercise_version, runtime, mode, seed,
        idempotency_key, request_hash, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp()) RETURNING *
    ) SELECT ${SUBMISSION_COLUMNS} FROM s`,
    [
      randomUUID(),
      submission.userId,
      submission.exerciseId,
      submission.exerciseSlug,
      submission.exerciseVersion,
      submission.runtime,
      submission.mode,
      submission.seed,
      submission.idempotencyKey,
      submission.requestHash,
    ],
  );
  return row!;
}

async function storeFiles(
  manager: EntityManager,
  id: string,
  files: readonly SubmissionFile[],
): Promise<void> {
  for (const file of files) {
    assertStorableText(file.path, 'a file path');
    assertStorableText(file.content, `file ${file.path}`);
  }
  await manager.query(
    `INSERT INTO submission_files (submission_id, position, path, content)
      SELECT $1, file.position, file.path, file.content
      FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS file (path, content, position)`,
    [id, files.map((file) => file.path), files.map((file) => file.content)],
  );
}
