import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  PlatformFault,
  type PlatformFaultCode,
  type RuntimeName,
  type SubmissionId,
  type Verdict,
} from '#contracts';
import { judge, systemErrorVerdict, type PodRunner } from '#judging';
import { LiveUpdates } from '#live-updates';
import { type ClaimedSubmission, ExerciseRepository, SubmissionRepository } from '#persistence';
import { RunningPoints, scoreVerdict } from '#scoring';
import { JudgeSettings, POD_RUNNER } from './judge-settings.js';
import { Lease, LeaseLost } from './lease.js';
import { Progress } from './progress.js';
import { planRetry } from './plan-retry.js';

/**
 * The road of one submission through a worker: claim → load exercise → judge in a pod → score → record → tell.
 * Called at least once for every queued submission, by any number of workers.
 */
@Injectable()
export class JudgePipeline {
  private readonly logger = new Logger(JudgePipeline.name);

  constructor(
    private readonly submissions: SubmissionRepository,
    private readonly exercises: ExerciseRepository,
    private readonly live: LiveUpdates,
    @Inject(POD_RUNNER) private readonly runner: PodRunner,
    private readonly settings: JudgeSettings,
  ) {}

  /** Judges the submission, unless it is judged already or another worker has it. Never rejects for a platform fault. */
  async judge(id: SubmissionId, stop: AbortSignal): Promise<void> {
    const { workerId, leaseMs } = this.settings;
    const claimed = await this.submissions.claim({ id, workerId, leaseMs });
    if (claimed === null) return;
    const progress = new Progress(claimed, this.live, this.submissions, this.logger);
    const lease = new Lease(this.submissions, claimed, leaseMs, stop);
    try {
      const verdict = await this.reachVerdict(claimed, progress, lease.signal);
      await progress.flush();
      await this.record(claimed, verdict);
    } catch (error) {
      await this.settleFault(claimed, error, progress);
    } finally {
      lease.release();
      progress.announce();
      await progress.flush();
    }
  }

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

  private async record({ id, attempt }: ClaimedSubmission, verdict: Verdict): Promise<void> {
    const isCurrent = await this.submissions.record({ id, attempt, verdict });
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

function tellRetry(code: PlatformFaultCode, runtime: RuntimeName): string {
  if (code === 'image-missing')
    return `The ${runtime} environment is still being built: your submission waits for it.`;
  return 'Our fault, not yours: it will be judged again.';
}

function toFault(error: unknown): PlatformFault {
  if (error instanceof PlatformFault) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new PlatformFault('internal', message, { cause: error });
}
