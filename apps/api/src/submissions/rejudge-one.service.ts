import { Injectable } from '@nestjs/common';
import {
  Refusal,
  RejudgeScope,
  type RejudgeBatchId,
  type SubmissionId,
  type SubmissionSummary,
} from '#contracts';
import { LiveUpdates } from '#live-updates';
import { RejudgeRepository, SubmissionRepository, type JudgedSubmission } from '#persistence';
import type { Caller } from '../http/caller.js';
import { IntakeService } from '../intake/intake.service.js';
import { toSubmissionSummary } from './submission-views.js';
import { SubmissionsService } from './submissions.service.js';

/** Judging one submission again, by the rule of batches: no score falls unless somebody says so. */
@Injectable()
export class RejudgeOneService {
  constructor(
    private readonly submissions: SubmissionsService,
    private readonly rows: SubmissionRepository,
    private readonly batches: RejudgeRepository,
    private readonly intake: IntakeService,
    private readonly live: LiveUpdates,
  ) {}

  /**
   * Queues what has no score; judges aside what has one.
   * @returns the submission as it is now, and the batch that it is judged in, if any
   * @throws Refusal `not-judged-yet` or `too-many-batches`
   */
  async rejudgeOne(
    caller: Caller,
    id: SubmissionId,
  ): Promise<{ submission: SubmissionSummary; batchId: RejudgeBatchId | null }> {
    const before = await this.submissions.get(caller, id);
    if (before.status !== 'judged')
      throw new Refusal('not-judged-yet', 'Wait until it is judged: only then can it be judged again.');
    if (!(await this.rows.requeueUnscored(id)))
      return { submission: toSubmissionSummary(before), batchId: await this.judgeAside(caller, before) };
    const row = await this.submissions.get(caller, id);
    await this.intake.enqueue(row);
    await this.live.announce(id);
    return { submission: toSubmissionSummary(row), batchId: null };
  }

  private judgeAside({ id: createdBy }: Caller, row: JudgedSubmission): Promise<RejudgeBatchId> {
    const scope = RejudgeScope.parse({ exercise: row.exerciseSlug, submission: row.id, version: 'own' });
    return this.batches.create({ scope, createdBy, applyUnlessLower: true });
  }
}
