import type { DataSource } from 'typeorm';
import {
  invariant,
  type CandidateId,
  type PlatformFaultCode,
  type ProofProgress,
  type ProofReport,
} from '#contracts';
import { hasRows, queryRows } from '../query-rows.js';
import { toStorableJson, toStorableText } from '../storable-text.js';
import type { ClaimedCandidate } from './candidate-record.js';

/**
 * The life of one proof, as `judge-attempt.ts` has it for submissions: each step is a single conditional UPDATE fenced
 * by the attempt, so a worker that lost its claim, or whose candidate was superseded, changes nothing and is told so.
 */

export interface ProofAttempt {
  readonly id: CandidateId;
  readonly attempt: number;
}

const IS_CURRENT = `id = $1 AND attempt = $2 AND state = 'proving'`;
const MAX_FAULT_MESSAGE_LENGTH = 2000;

/** Of any number of claimants one gets the row; null for the others, or when it is not due. */
export async function claimProof(
  dataSource: DataSource,
  { id, workerId, leaseMs }: { id: CandidateId; workerId: string; leaseMs: number },
): Promise<ClaimedCandidate | null> {
  const [claimed] = await queryRows<ClaimedCandidate>(
    dataSource,
    `UPDATE exercise_candidates SET
        attempt = attempt + 1, tries = tries + 1, worker_id = $2, progress = NULL,
        fault_code = CASE WHEN state = 'queued' THEN nullif(fault_code, 'worker-lost') ELSE 'worker-lost' END,
        fault_message = CASE WHEN state = 'queued' THEN fault_message
          ELSE format('worker %s stopped renewing its lease on attempt %s', worker_id, attempt) END,
        state = 'proving',
        lease_until = clock_timestamp() + $3 * interval '1 millisecond'
      WHERE id = $1 AND (
        (state = 'queued' AND not_before <= clock_timestamp())
        OR (state = 'proving' AND lease_until < clock_timestamp()))
      RETURNING id, slug, attempt, tries, fault_code AS "faultCode", files`,
    [id, workerId, leaseMs],
  );
  return claimed ?? null;
}

export function extendProofLease(
  dataSource: DataSource,
  { id, attempt, leaseMs }: ProofAttempt & { leaseMs: number },
): Promise<boolean> {
  return hasRows(
    dataSource,
    `UPDATE exercise_candidates SET lease_until = clock_timestamp() + $3 * interval '1 millisecond'
      WHERE ${IS_CURRENT} RETURNING id`,
    [id, attempt, leaseMs],
  );
}

export function saveProofProgress(
  dataSource: DataSource,
  { id, attempt, progress }: ProofAttempt & { progress: ProofProgress },
): Promise<boolean> {
  return hasRows(
    dataSource,
    `UPDATE exercise_candidates SET progress = $3::jsonb WHERE ${IS_CURRENT} RETURNING id`,
    [id, attempt, toStorableJson(progress, `the progress of candidate ${id}`)],
  );
}

/** Ends the proof and keeps its report. A report of its own clears a fault that came before it. */
export function recordProof(
  dataSource: DataSource,
  { id, attempt, report }: ProofAttempt & { report: ProofReport },
): Promise<boolean> {
  return hasRows(
    dataSource,
    `UPDATE exercise_candidates SET
        state = CASE WHEN $3 THEN 'proven' ELSE 'unproven' END,
        proven_at = CASE WHEN $3 THEN clock_timestamp() END,
        report = $4::jsonb, progress = NULL, worker_id = NULL, lease_until = NULL, fault_code = NULL, fault_message = NULL
      WHERE ${IS_CURRENT} RETURNING id`,
    [id, attempt, report.proven, toStorableJson(report, `the proof of candidate ${id}`)],
  );
}

export interface ProofFaultReport extends ProofAttempt {
  readonly fault: { readonly code: PlatformFaultCode; readonly message: string };
  /** How long to wait, from now, before it may be claimed again. */
  readonly notBeforeMs: number;
}

/** Back to the queue after a platform fault. An orderly shutdown does not count as a try. */
export function releaseProof(
  dataSource: DataSource,
  { id, attempt, fault, notBeforeMs }: ProofFaultReport,
): Promise<boolean> {
  invariant(notBeforeMs >= 0, `notBeforeMs is a delay from now, not ${notBeforeMs}`);
  return hasRows(
    dataSource,
    `UPDATE exercise_candidates SET
        state = 'queued', worker_id = NULL, lease_until = NULL, enqueued_at = clock_timestamp(),
        not_before = clock_timestamp() + $5 * interval '1 millisecond',
        tries = CASE WHEN $3 = 'shutdown' THEN greatest(tries - 1, 0) ELSE tries END,
        fault_code = $3, fault_message = $4
      WHERE ${IS_CURRENT} RETURNING id`,
    [id, attempt, fault.code, toStorableText(fault.message, MAX_FAULT_MESSAGE_LENGTH), notBeforeMs],
  );
}

/** Unfinished candidates that may have no job, each at most once per `olderThanMs`; as `takeUnqueued` for submissions. */
export function takeUnqueuedProofs(
  dataSource: DataSource,
  { olderThanMs, limit }: { olderThanMs: number; limit: number },
): Promise<ProofAttempt[]> {
  return queryRows(
    dataSource,
    `UPDATE exercise_candidates SET enqueued_at = clock_timestamp() WHERE id IN (
        SELECT id FROM exercise_candidates
        WHERE ((state = 'queued' AND not_before <= clock_timestamp() - $1 * interval '1 millisecond')
            OR (state = 'proving' AND lease_until < clock_timestamp()))
          AND enqueued_at <= clock_timestamp() - $1 * interval '1 millisecond'
        ORDER BY enqueued_at LIMIT $2 FOR UPDATE SKIP LOCKED
      ) RETURNING id, attempt`,
    [olderThanMs, limit],
  );
}
