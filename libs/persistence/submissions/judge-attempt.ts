import type { DataSource } from 'typeorm';
import {
  invariant,
  type PlatformFaultCode,
  type SubmissionId,
  type SubmissionStatus,
  type Verdict,
} from '#contracts';
import { hasRows, queryRows } from '../query-rows.js';
import { toMendedJson, toStorableText } from '../storable-text.js';
import { SUBMISSION_COLUMNS, type ClaimedSubmission, type SubmissionRecord } from './submission-record.js';
import { FIGURE_COLUMNS, selectFigures } from './verdict-figures.js';
import { isForOthers } from './where-it-runs.js';

/**
 * The life of one attempt. Each step is a single conditional UPDATE fenced by the attempt number: a worker that
 * lost its claim changes nothing and is told so. See docs/adr for why the row, not the job, decides.
 */

/** Both have the columns that an attempt needs, with the same names and meanings. */
export type AttemptTable = 'submissions' | 'rejudge_items';

export interface Attempt<Id extends string = SubmissionId> {
  readonly id: Id;
  readonly attempt: number;
}

export interface ClaimRequest {
  readonly id: SubmissionId;
  readonly workerId: string;
  readonly leaseMs: number;
}

export type ClaimedRow = SubmissionRecord & Pick<ClaimedSubmission, 'deadWorkers'>;

export interface Fault {
  readonly code: PlatformFaultCode;
  readonly message: string;
}

export interface FaultReport<Id extends string = SubmissionId> extends Attempt<Id> {
  readonly fault: Fault;
  /** How long to wait, from now, before it may be claimed again. */
  readonly notBeforeMs: number;
}

export type RunningStatus = Exclude<SubmissionStatus, 'queued' | 'judged'>;

export const IS_CURRENT = `id = $1 AND attempt = $2 AND status NOT IN ('queued', 'judged')`;

/** Queued and due, or left by a worker whose lease ran out. */
export const IS_CLAIMABLE = `((status = 'queued' AND not_before <= clock_timestamp())
        OR (status NOT IN ('queued', 'judged') AND lease_until < clock_timestamp()))`;

/**
 * What a claim sets; $1 is the worker, $2 its lease in ms. A claim of a row that is not queued takes over from a worker
 * whose lease ran out: a fault of ours, so uncharged.
 */
export const START_ATTEMPT = `
        attempt = attempt + 1,
        tries = tries + 1,
        fault_code = CASE WHEN status = 'queued' THEN fault_code ELSE 'worker-lost' END,
        fault_message = CASE WHEN status = 'queued' THEN fault_message
          ELSE format('worker %s stopped renewing its lease on attempt %s', worker_id, attempt) END,
        lost_workers = CASE WHEN status = 'queued' THEN lost_workers ELSE array_append(lost_workers, worker_id) END,
        status = 'preparing',
        worker_id = $1,
        lease_until = clock_timestamp() + $2 * interval '1 millisecond'`;

/**
 * How many of the workers that were lost on a row are dead for all we know: one that only stalled, or whose network was
 * cut, has announced itself since. $2 is the lease in ms. Workers announce themselves every five seconds: one that is silent
 * for half as long again, and for half a lease, is not counted on any more.
 */
export const selectDeadWorkers = (row: string): string =>
  `(SELECT count(*) FROM workers w WHERE w.id = ANY(${row}.lost_workers)
      AND w.seen_at < clock_timestamp() - greatest($2 * interval '0.5 milliseconds', interval '7.5 seconds'))::int AS "deadWorkers"`;

const MAX_RETRY_DELAY_MS = 24 * 60 * 60 * 1000;
export const MAX_FAULT_MESSAGE_LENGTH = 2000;

const IS_FOR_OTHERS = isForOthers({
  version: 'submissions.exercise_version',
  runtime: 'submissions.runtime',
});

/** Of any number of claimants one gets the row; null for the others, when it is not due, or when it is for other workers. */
export async function claimAttempt(dataSource: DataSource, claim: ClaimRequest): Promise<ClaimedRow | null> {
  const [claimed] = await queryRows<ClaimedRow>(
    dataSource,
    `WITH s AS (
      UPDATE submissions SET ${START_ATTEMPT} WHERE id = $3 AND ${IS_CLAIMABLE} AND NOT ${IS_FOR_OTHERS} RETURNING *
    ) SELECT ${SUBMISSION_COLUMNS}, ${selectDeadWorkers('s')} FROM s`,
    [claim.workerId, claim.leaseMs, claim.id],
  );
  return claimed ?? null;
}

/** Whether the row waits for a worker that has what its pod is made of, which this one has not. */
export function isLeftToOthers(
  dataSource: DataSource,
  { id, workerId }: Pick<ClaimRequest, 'id' | 'workerId'>,
): Promise<boolean> {
  return hasRows(
    dataSource,
    `SELECT 1 FROM submissions WHERE id = $2 AND ${IS_CLAIMABLE} AND ${IS_FOR_OTHERS}`,
    [workerId, id],
  );
}

export function extendAttemptLease(
  dataSource: DataSource,
  table: AttemptTable,
  { id, attempt, leaseMs }: Attempt<string> & { leaseMs: number },
): Promise<boolean> {
  return hasRows(
    dataSource,
    `UPDATE ${table} SET lease_until = clock_timestamp() + $3 * interval '1 millisecond'
      WHERE ${IS_CURRENT} RETURNING id`,
    [id, attempt, leaseMs],
  );
}

export function setAttemptStatus(
  dataSource: DataSource,
  { id, attempt, status }: Attempt & { status: RunningStatus },
): Promise<boolean> {
  return hasRows(dataSource, `UPDATE submissions SET status = $3 WHERE ${IS_CURRENT} RETURNING id`, [
    id,
    attempt,
    status,
  ]);
}

/**
 * Ends the attempt and keeps its verdict, in one statement. A verdict of its own clears a fault that came before it.
 * @param fault what made it a system error
 */
export function recordVerdict(
  dataSource: DataSource,
  { id, attempt, verdict, fault }: Attempt & { verdict: Verdict; fault?: Fault },
): Promise<boolean> {
  return hasRows(
    dataSource,
    `WITH judged AS (
      UPDATE submissions SET
        status = 'judged', outcome = $3, score = $4, judged_at = clock_timestamp(), worker_id = NULL, lease_until = NULL,
        fault_code = CASE WHEN $3 = 'system-error' THEN coalesce($6, fault_code) END,
        fault_message = CASE WHEN $3 = 'system-error' THEN coalesce($7, fault_message) END
      WHERE ${IS_CURRENT}
      RETURNING id, attempt, exercise_version, outcome, score, judged_at
    )
    INSERT INTO verdicts (submission_id, attempt, exercise_version, outcome, score, verdict, judged_at, ${FIGURE_COLUMNS})
      SELECT id, attempt, exercise_version, outcome, score, $5::jsonb, judged_at, ${selectFigures('$5::jsonb')} FROM judged
    RETURNING submission_id`,
    [
      id,
      attempt,
      verdict.outcome,
      verdict.score,
      toMendedJson(verdict),
      fault?.code ?? null,
      fault === undefined ? null : toStorableText(fault.message, MAX_FAULT_MESSAGE_LENGTH),
    ],
  );
}

/** Back to the queue after a platform fault. An orderly shutdown does not count as a try. */
export function releaseAttempt(
  dataSource: DataSource,
  table: AttemptTable,
  { id, attempt, fault, notBeforeMs }: FaultReport<string>,
): Promise<boolean> {
  invariant(
    notBeforeMs >= 0 && notBeforeMs <= MAX_RETRY_DELAY_MS,
    `notBeforeMs is a delay from now, not ${notBeforeMs}`,
  );
  return hasRows(
    dataSource,
    `UPDATE ${table} SET
        status = 'queued', worker_id = NULL, lease_until = NULL, enqueued_at = clock_timestamp(),
        not_before = clock_timestamp() + $5 * interval '1 millisecond',
        tries = CASE WHEN $3 = 'shutdown' THEN greatest(tries - 1, 0) ELSE tries END,
        fault_code = $3, fault_message = $4
      WHERE ${IS_CURRENT} RETURNING id`,
    [id, attempt, fault.code, toStorableText(fault.message, MAX_FAULT_MESSAGE_LENGTH), notBeforeMs],
  );
}

/**
 * Sends a judged submission round again, on the version it was made for, when it has nothing to lose: after a system
 * error or a public run. What has a score is judged again aside (see rejudge/), so that the score cannot fall unseen.
 */
export function requeueUnscored(dataSource: DataSource, id: SubmissionId): Promise<boolean> {
  return hasRows(
    dataSource,
    `UPDATE submissions SET
        status = 'queued', outcome = NULL, score = NULL, judged_at = NULL, tries = 0, lost_workers = '{}',
        not_before = clock_timestamp(), enqueued_at = clock_timestamp(), fault_code = NULL, fault_message = NULL
      WHERE id = $1 AND status = 'judged'
        AND NOT EXISTS (SELECT 1 FROM verdicts WHERE submission_id = $1 AND score IS NOT NULL)
      RETURNING id`,
    [id],
  );
}
