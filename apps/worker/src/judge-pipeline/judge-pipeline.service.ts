import { Injectable, Logger } from '@nestjs/common';
import type { SubmissionId } from '#contracts';
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

  /** Judges the submission, unless it is judged already or another worker has it. Never rejects for a platform fault. */
  async judge(id: SubmissionId, stop: AbortSignal): Promise<void> {
    const { workerId, leaseMs } = this.settings;
    const claimed = await this.submissions.claim({ id, workerId, leaseMs });
    if (claimed === null) return;
    const progress = new Progress(claimed, this.live, this.submissions, this.logger);
    try {
      await this.attempts.judge(this.hold(claimed), progress, stop);
    } finally {
      progress.announce();
      await progress.flush();
    }
  }

  private hold(task: ClaimedSubmission): HeldAttempt {
    const { id, attempt } = task;
    return {
      name: `submission ${id}`,
      task,
      extendLease: (leaseMs) => this.submissions.extendLease({ id, attempt, leaseMs }),
      record: (verdict) => this.submissions.record({ id, attempt, verdict }),
      release: (fault, notBeforeMs) => this.submissions.release({ id, attempt, fault, notBeforeMs }),
      park: (verdict, fault) => this.submissions.park({ id, attempt, verdict, fault }),
    };
  private async reachVerdict(
    claimed: ClaimedSubmission,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<Verdict> {
    if (claimed.faultCode === 'worker-lost' && claimed.tries > this.settings.maxTries) {
      throw new PlatformFault(
        'worker-lost',
        'the workers that took this submission went away without a verdict',
      );
    }
    progress.tell({ type: 'status', status: 'preparing', attempt: claimed.attempt });
    const exercise = await this.exercises.getBundle(claimed.exerciseVersion);
    const { groups } = exercise.manifest;
    const scored = claimed.mode === 'graded';
    const points = new RunningPoints(scored ? groups : []);
    const judgement = await judge({
      podId: claimed.id,
      attempt: claimed.attempt,
      exercise,
      runtime: claimed.runtime,
      mode: claimed.mode,
      files: claimed.files,
      seed: claimed.seed,
      caps: this.settings.caps,
      runner: this.runner,
      signal,
      onEvent: (event) => progress.tell(points.addTo(event)),
    });
    return scoreVerdict(judgement, groups, scored);
  }

  private async record({ id, attempt, exerciseId }: ClaimedSubmission, verdict: Verdict): Promise<void> {
    const isCurrent = await this.submissions.record({ id, attempt, verdict });
    if (isCurrent) await this.live.announceStandings(exerciseId);
    const result = `${verdict.outcome}, score ${verdict.score ?? 'none'}`;
    if (isCurrent) this.logger.log(`judged ${id}: ${result}, attempt ${attempt}`);
    else this.logger.warn(`attempt ${attempt} of ${id} was superseded: its result (${result}) is void`);
  }

  /** Our fault: void the attempt and queue it again, or park it for the operator after the last one. */
  private async settleFault(claimed: ClaimedSubmission, error: unknown, progress: Progress): Promise<void> {
    if (error instanceof LeaseLost) {
      this.logger.warn(error.message);
      return;
    }
    const { id, attempt } = claimed;
    const fault = toFault(error);
    this.logger.error(
      `platform fault ${fault.code} while judging ${id}, attempt ${attempt}: ${fault.message}`,
      fault,
    );
    const waitMs = planRetry(claimed.tries, fault.code, this.settings.maxTries);
    if (waitMs === null) {
      await this.submissions.park({ id, attempt, verdict: systemErrorVerdict(fault, claimed) });
      return;
    }
    progress.tell({ type: 'retrying', attempt, reason: tellRetry(fault.code, claimed.runtime) });
    await progress.flush();
    await this.submissions.release({
      id,
      attempt,
      fault,
      notBeforeMs: waitMs,
    });
  }
}
