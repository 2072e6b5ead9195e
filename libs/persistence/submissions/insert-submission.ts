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
import { checkAttempts, type AttemptTerms } from './attempt-terms.js';
import { SUBMISSION_COLUMNS, type SubmissionRecord } from './submission-record.js';
import { AHEAD } from './list-submissions.js';
import { checkQuotas, type SubmissionQuota } from './submission-quota.js';

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
  /** How many earlier ones of the same user are not judged yet; 0 when nothing was stored. */
  readonly ahead: number;
}

/** To be stored, or why not. */
export type Insertion = InsertedSubmission | Refusal;

/**
 * To be run in a transaction. A user's inserts take turns, so the key and the quota hold under any parallelism.
 * @param submissions of different users
 */
export async function insertSubmissions(
  manager: EntityManager,
  submissions: readonly NewSubmission[],
): Promise<Insertion[]> {
  await takeTurns(manager, submissions);
  const replays = await findReplays(manager, submissions);
  const fresh = submissions.filter((submission) => !replays.has(submission));
  const refusals = await listRefusals(manager, fresh);
  const stored = await storeRows(
    manager,
    fresh.filter((submission) => !refusals.has(submission)),
  );
  return submissions.map(
    (submission) => replays.get(submission) ?? refusals.get(submission) ?? stored.get(submission)!,
  );
}

/** In one order for everybody, so that two transactions never wait for each other. */
async function takeTurns(manager: EntityManager, submissions: readonly NewSubmission[]): Promise<void> {
  const users = submissions.map(({ userId }) => userId).sort();
  await manager.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('intake:' || asked.id, 0)) FROM unnest($1::text[]) AS asked (id)`,
    [users],
  );
}

async function findReplays(
  manager: EntityManager,
  submissions: readonly NewSubmission[],
): Promise<Map<NewSubmission, Insertion>> {
  const keyed = submissions.filter(({ idempotencyKey }) => idempotencyKey !== null);
  if (keyed.length === 0) return new Map();
  const rows = await queryRows<SubmissionRecord & { requestHash: string }>(
    manager,
    `SELECT ${SUBMISSION_COLUMNS}, s.request_hash AS "requestHash"
      FROM unnest($1::uuid[], $2::text[]) AS asked (user_id, key)
        JOIN submissions s ON s.user_id = asked.user_id AND s.idempotency_key = asked.key`,
    [keyed.map(({ userId }) => userId), keyed.map(({ idempotencyKey }) => idempotencyKey)],
  );
  const earlierOf = new Map(rows.map((row) => [row.userId, row]));
  return new Map(
    keyed.flatMap((submission) => {
      const earlier = earlierOf.get(submission.userId);
      return earlier ? [[submission, replay(submission, earlier)]] : [];
    }),
  );
}

function replay(
  submission: NewSubmission,
  { requestHash, ...earlier }: SubmissionRecord & { requestHash: string },
): Insertion {
  if (requestHash === submission.requestHash) return { submission: earlier, replayed: true, ahead: 0 };
  return new Refusal(
    'idempotency-conflict',
    'This Idempotency-Key was already used for a different submission. Use a new key for a new request.',
  );
}

async function listRefusals(
  manager: EntityManager,
  submissions: readonly NewSubmission[],
): Promise<Map<NewSubmission, Refusal>> {
  const overQuota = await checkQuotas(manager, submissions);
  const refusals = new Map<NewSubmission, Refusal>();
  for (const submission of submissions) {
    const refusal = overQuota.get(submission.userId) ?? (await checkAttempts(manager, submission));
    if (refusal) refusals.set(submission, refusal);
  }
  return refusals;
}

async function storeRows(
  manager: EntityManager,
  submissions: readonly NewSubmission[],
): Promise<Map<NewSubmission, InsertedSubmission>> {
  if (submissions.length === 0) return new Map();
  const columns = submissions.map((submission) => ({ id: randomUUID(), ...submission }));
  const column = <Name extends keyof (typeof columns)[number]>(name: Name) =>
    columns.map((values) => values[name]);
  // clock_timestamp(), not now(): the transaction may have waited for the user's turn, and order is by arrival.
  const rows = await queryRows<SubmissionRecord & { ahead: number }>(
    manager,
    `WITH s AS (
      INSERT INTO submissions (id, user_id, exercise_id, exercise_slug, exercise_version, runtime, mode, seed,
        idempotency_key, request_hash, created_at)
      SELECT sent.*, clock_timestamp() FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[],
        $6::text[], $7::text[], $8::text[], $9::text[], $10::text[]) AS sent
      RETURNING *
    ), files AS (
      INSERT INTO submission_files (submission_id, position, path, content)
        SELECT * FROM unnest($11::uuid[], $12::int[], $13::text[], $14::text[])
    ) SELECT ${SUBMISSION_COLUMNS}, ${AHEAD} FROM s`,
    [
      column('id'),
      column('userId'),
      column('exerciseId'),
      column('exerciseSlug'),
      column('exerciseVersion'),
      column('runtime'),
      column('mode'),
      column('seed'),
      column('idempotencyKey'),
      column('requestHash'),
      ...listFileColumns(columns),
    ],
  );
  const rowOf = new Map(rows.map((row) => [row.id as string, row]));
  return new Map(
    submissions.map((submission, index) => {
      const { ahead, ...row } = rowOf.get(columns[index]!.id)!;
      return [submission, { submission: row, replayed: false, ahead }];
    }),
  );
}

/** Of the table of files, column by column. */
function listFileColumns(
  submissions: readonly { readonly id: string; readonly files: readonly SubmissionFile[] }[],
): unknown[][] {
  const files = submissions.flatMap(({ id, files: sent }) =>
    sent.map(({ path, content }, index) => ({ id, position: index + 1, path, content })),
  );
  return [
    files.map(({ id }) => id),
    files.map(({ position }) => position),
    files.map(({ path }) => path),
    files.map(({ content }) => content),
  ];
}
