import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type {
  ExerciseId,
  RejudgeBatchId,
  RejudgeCount,
  RejudgeItemId,
  RejudgeScope,
  RejudgeSummary,
  SubmissionFile,
  SubmissionId,
  UserId,
} from '#contracts';
import type { Best } from '#scoring';
import { queryRows } from '../query-rows.js';
import {
  extendAttemptLease,
  releaseAttempt,
  type Attempt,
  type FaultReport,
} from '../submissions/judge-attempt.js';
import { countScope, createBatch, type NewRejudgeBatch } from './create-batch.js';
import { claimNextItem, finishBatches, recordItem, type ClaimedItem, type ItemResult } from './judge-item.js';
import { findBatch, listBatches, type RejudgeBatchRecord } from './list-batches.js';
import { listBestsElsewhere, listFlipCounts, listResults, type RejudgeResultRecord } from './list-results.js';
import {
  applyBatch,
  applyBatchUnlessLower,
  discardBatch,
  type AppliedBatch,
  type AppliedResults,
  type ApplyBatch,
} from './settle-batch.js';

/** Submissions judged again, aside: made, judged by workers, looked at, and then applied or discarded. */
@Injectable()
export class RejudgeRepository {
  constructor(private readonly dataSource: DataSource) {}

  countScope(scope: RejudgeScope): Promise<RejudgeCount> {
    return countScope(this.dataSource, scope);
  }

  /** @throws Refusal `nothing-to-rejudge`, `batch-too-large` or `too-many-batches` */
  create(batch: NewRejudgeBatch): Promise<RejudgeBatchId> {
    return this.dataSource.transaction((manager) => createBatch(manager, batch));
  }

  find(id: RejudgeBatchId): Promise<RejudgeBatchRecord | null> {
    return findBatch(this.dataSource, id);
  }

  /** @throws Refusal `bad-cursor` */
  list(query: { cursor?: string | undefined; limit: number }) {
    return listBatches(this.dataSource, query);
  }

  listResults(id: RejudgeBatchId): Promise<RejudgeResultRecord[]> {
    return listResults(this.dataSource, id);
  }

  listBestsElsewhere(id: RejudgeBatchId): Promise<Map<UserId, Best>> {
    return listBestsElsewhere(this.dataSource, id);
  }

  listFlipCounts(id: RejudgeBatchId): Promise<RejudgeSummary['flips']> {
    return listFlipCounts(this.dataSource, id);
  }

  /** @returns null when there is no such batch @throws Refusal `batch-not-ready` */
  apply(request: ApplyBatch): Promise<AppliedBatch | null> {
    return this.dataSource.transaction((manager) => applyBatch(manager, request));
  }

  /** @returns false when there is no such batch @throws Refusal `batch-not-ready` */
  discard(request: { id: RejudgeBatchId; actorId: UserId }): Promise<boolean> {
    return this.dataSource.transaction((manager) => discardBatch(manager, request));
  }

  /** Takes the item that has waited longest; null when none is due, or while a learner's submission waits. */
  async claimNext(claim: {
    workerId: string;
    leaseMs: number;
  }): Promise<(ClaimedItem & { files: SubmissionFile[] }) | null> {
    const claimed = await claimNextItem(this.dataSource, claim);
    if (claimed === null) return null;
    const files = await queryRows<SubmissionFile>(
      this.dataSource,
      'SELECT path, content FROM submission_files WHERE submission_id = $1 ORDER BY position',
      [claimed.submissionId],
    );
    return { ...claimed, files };
  }

  /** False when the attempt is no longer current, or the batch was discarded: stop judging. */
  extendLease(request: Attempt<RejudgeItemId> & { leaseMs: number }): Promise<boolean> {
    return extendAttemptLease(this.dataSource, 'rejudge_items', request);
  }

  record(result: ItemResult): Promise<boolean> {
    return recordItem(this.dataSource, result);
  }

  release(report: FaultReport<RejudgeItemId>): Promise<boolean> {
    return releaseAttempt(this.dataSource, 'rejudge_items', report);
  }

  /** Every running batch whose items are all judged is ready now. */
  finish(): Promise<RejudgeBatchId[]> {
    return finishBatches(this.dataSource);
  }

  /** Applies the batches that were to apply themselves, where nothing speaks against it. */
  async applySafe(): Promise<AppliedResults> {
    const due = await queryRows<{ id: RejudgeBatchId }>(
      this.dataSource,
      `SELECT id FROM rejudge_batches WHERE state = 'ready' AND apply_unless_lower`,
    );
    const submissionIds: SubmissionId[] = [];
    const exerciseIds = new Set<ExerciseId>();
    for (const { id } of due) {
      const done = await this.dataSource.transaction((manager) => applyBatchUnlessLower(manager, id));
      submissionIds.push(...(done?.submissionIds ?? []));
      for (const exerciseId of done?.exerciseIds ?? []) exerciseIds.add(exerciseId);
    }
    return { submissionIds, exerciseIds: [...exerciseIds] };
  }
}
