import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CandidateId, ExerciseSlug, ProofProgress, ProofReport, SubmissionFile } from '#contracts';
import { queryRows } from '../query-rows.js';
import { toCursor, toPagePosition } from '../submissions/page-cursor.js';
import {
  CANDIDATE_COLUMNS,
  CANDIDATE_SOURCE,
  type CandidateRecord,
  type ClaimedCandidate,
  type WholeCandidate,
} from './candidate-record.js';
import { insertCandidate, type NewCandidate } from './insert-candidate.js';
import { listDesk, type DeskRecord } from './list-desk.js';
import { publishCandidate, type Publication } from './publish-candidate.js';
import {
  claimProof,
  extendProofLease,
  recordProof,
  releaseProof,
  saveProofProgress,
  takeUnqueuedProofs,
  type ProofAttempt,
  type ProofFaultReport,
} from './prove-attempt.js';

export interface CandidatePage {
  readonly items: readonly CandidateRecord[];
  /** null on the last page. */
  readonly nextCursor: string | null;
}

@Injectable()
export class CandidateRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws Refusal `too-many-requests` when the author has too many unfinished ones */
  insert(candidate: NewCandidate): Promise<CandidateId> {
    return this.dataSource.transaction((manager) => insertCandidate(manager, candidate));
  }

  async findById(id: CandidateId): Promise<WholeCandidate | null> {
    const [row] = await queryRows<WholeCandidate>(
      this.dataSource,
      `SELECT ${CANDIDATE_COLUMNS}, c.findings, c.progress, c.report,
          c.fault_code AS "faultCode", c.fault_message AS "faultMessage"
        FROM ${CANDIDATE_SOURCE} WHERE c.id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** The folder as it was sent; null when there is no such candidate. */
  async findFiles(id: CandidateId): Promise<SubmissionFile[] | null> {
    const [row] = await queryRows<{ files: SubmissionFile[] }>(
      this.dataSource,
      'SELECT files FROM exercise_candidates WHERE id = $1',
      [id],
    );
    return row?.files ?? null;
  }

  /** Newest first. @throws Refusal `bad-cursor` */
  async listOfExercise(
    slug: ExerciseSlug,
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Promise<CandidatePage> {
    const after = cursor === undefined ? null : toPagePosition(cursor);
    const rows = await queryRows<CandidateRecord>(
      this.dataSource,
      `SELECT ${CANDIDATE_COLUMNS} FROM ${CANDIDATE_SOURCE}
        WHERE c.slug = $1 AND ($2::timestamptz IS NULL OR (c.created_at, c.id) < ($2, $3::uuid))
        ORDER BY c.created_at DESC, c.id DESC LIMIT $4`,
      [slug, after?.createdAt ?? null, after?.id ?? null, limit + 1],
    );
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last ? toCursor(last) : null };
  }

  /** Every exercise there is or was, and every one that has only candidates yet, by slug. */
  listDesk(): Promise<DeskRecord[]> {
    return listDesk(this.dataSource);
  }

  /** Takes the candidate for one proof; null when somebody else has it, it is not due, or it is done with. */
  claim(request: { id: CandidateId; workerId: string; leaseMs: number }): Promise<ClaimedCandidate | null> {
    return claimProof(this.dataSource, request);
  }

  /** False when the attempt is no longer current, or a newer candidate took its place: stop proving. */
  extendLease(request: ProofAttempt & { leaseMs: number }): Promise<boolean> {
    return extendProofLease(this.dataSource, request);
  }

  saveProgress(progress: ProofAttempt & { progress: ProofProgress }): Promise<boolean> {
    return saveProofProgress(this.dataSource, progress);
  }

  /** False when the attempt is no longer current; nothing is written then. */
  record(result: ProofAttempt & { report: ProofReport }): Promise<boolean> {
    return recordProof(this.dataSource, result);
  }

  /** Gives the candidate back after a platform fault; it may be claimed again `notBeforeMs` from now. */
  release(report: ProofFaultReport): Promise<boolean> {
    return releaseProof(this.dataSource, report);
  }

  listUnqueued(query: { olderThanMs: number; limit: number }): Promise<ProofAttempt[]> {
    return takeUnqueuedProofs(this.dataSource, query);
  }

  /**
   * Makes a proven candidate the current version of its exercise, and leaves a line in the audit log.
   * @throws Refusal `unproven`
   */
  publish(publication: Publication): Promise<void> {
    return this.dataSource.transaction((manager) => publishCandidate(manager, publication));
  }
}
