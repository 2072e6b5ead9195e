import { Injectable, Logger } from '@nestjs/common';
import type { SubmissionId, Verdict } from '#contracts';
import { LiveUpdates } from '#live-updates';
import { type ClaimedSubmission, SubmissionRepository } from '#persistence';
import { AttemptJudge } from './attempt-judge.service.js';
import type { HeldAttempt } from './held-attempt.js';
import { JudgeSettings } from './judge-settings.js';
import { Progress } from './progress.js';

/**
 * The road of one submission through a worker: claim → judge → tell. Called at least once for every queued submission,
 * by any number of workers.
 */
@Injectable()
export class JudgePipeline {
  private readonly logger = new Logger(JudgePipeline.name);

  constructor(
    private readonly submissions: SubmissionRepository,
    private readonly live: LiveUpdates,
    private readonly attempts: AttemptJudge,
    private readonly settings: JudgeSettings,
  ) {}

  /**
   * Judges the submission, unless it is judged already or another worker has it. Never rejects for a platform fault.
   * @returns false when it still waits: for a worker that has what it needs
   */
  async judge(id: SubmissionId, stop: AbortSignal): Promise<boolean> {
    const { workerId, leaseMs } = this.settings;
    const claimed = await this.submissions.claim({ id, workerId, leaseMs });
    if (claimed === null) return !(await this.submissions.isLeftToOthers({ id, workerId }));
    const progress = new Progress(claimed, this.live, this.submissions, this.logger);
    try {
      await this.attempts.judge(this.hold(claimed), progress, stop);
    } finally {
      progress.announce();
      await progress.end();
    }
    return true;
  }

  private hold(task: ClaimedSubmission): HeldAttempt {
    const { id, attempt } = task;
    return {
      name: `submission ${id}`,
      task,
      aside: false,
      sentAt: task.createdAt,
      extendLease: (leaseMs) => this.submissions.extendLease({ id, attempt, leaseMs }),
      record: (verdict) => this.record(task, verdict),
      release: (fault, notBeforeMs) => this.submissions.release({ id, attempt, fault, notBeforeMs }),
      park: (verdict, fault) => this.submissions.park({ id, attempt, verdict, fault }),
    };
  }

  /** False when another attempt has taken over. Boards are told, since they may be others now. */
  private async record({ id, attempt, exerciseId }: ClaimedSubmission, verdict: Verdict): Promise<boolean> {
    const isCurrent = await this.submissions.record({ id, attempt, verdict });
    if (isCurrent) await this.live.announceStandings(exerciseId);
    return isCurrent;
  }
}
