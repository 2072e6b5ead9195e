import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  PlatformFault,
  type ExerciseSlug,
  type PlatformFaultCode,
  type RuntimeName,
  type Verdict,
} from '#contracts';
import { judge, systemErrorVerdict, type PodRunner } from '#judging';
import {
  SubmissionTraces,
  UNTRACED,
  type AttemptEnd,
  type AttemptTrace,
  type JudgingMetrics,
} from '#observability';
import { ExerciseRepository } from '#persistence';
import { RunningPoints, scoreVerdict } from '#scoring';
import { Quarantine } from '../self-check/quarantine.service.js';
import type { HeldAttempt, Teller } from './held-attempt.js';
import { JUDGING_METRICS, JudgeSettings, POD_RUNNER } from './judge-settings.js';
import { Lease, LeaseLost } from './lease.js';
import { PhaseWatch } from './phase-watch.js';
import { isPoison, planRetry, type Tried } from './plan-retry.js';
import { toFault } from './to-fault.js';

interface Reached {
  readonly verdict: Verdict;
  readonly slug: ExerciseSlug;
}

/** From a claim to its end: load exercise → judge in a pod → score → record; or, after a fault of ours, another try. */
@Injectable()
export class AttemptJudge {
  private readonly logger = new Logger('JudgePipeline');

  constructor(
    private readonly exercises: ExerciseRepository,
    @Inject(POD_RUNNER) private readonly runner: PodRunner,
    private readonly settings: JudgeSettings,
    @Inject(JUDGING_METRICS) private readonly metrics: JudgingMetrics,
    private readonly traces: SubmissionTraces,
    private readonly quarantine: Quarantine,
  ) {}

  /** Never rejects for a platform fault. */
  async judge(held: HeldAttempt, teller: Teller, stop: AbortSignal): Promise<void> {
    const lease = new Lease(held, this.settings.leaseMs, stop);
    const trace = this.beginTrace(held);
    const watch = new PhaseWatch(teller, this.metrics, trace);
    const { sentAt, task } = held;
    if (sentAt !== null && task.attempt === 1)
      this.metrics.observePhase('queued', Date.now() - sentAt.getTime());
    try {
      const { verdict, slug } = await this.reachVerdict(held, watch, lease.signal);
      this.quarantine.noteVerdict();
      await watch.flush();
      trace.enter('recording');
      const isCurrent = await this.record(held, verdict, slug);
      trace.end(isCurrent ? verdict : null);
    } catch (error) {
      trace.end(error instanceof LeaseLost ? null : toEnd(error));
      await this.settleFault(held, error, teller);
    } finally {
      watch.end();
      lease.release();
    }
  }

  /** What is judged aside is no part of a submission's way to its verdict. */
  private beginTrace({ sentAt, task }: HeldAttempt): AttemptTrace {
    if (sentAt === null) return UNTRACED;
    const { id, attempt, runtime, exerciseVersion, mode } = task;
    const attributes = {
      'touchstone.runtime': runtime,
      'touchstone.exercise.version': exerciseVersion,
      'touchstone.mode': mode,
      'touchstone.worker': this.settings.workerId,
    };
    return this.traces.beginAttempt({ submissionId: id, sentAtMs: sentAt.getTime(), attempt }, attributes);
  }

  private async reachVerdict(held: HeldAttempt, teller: Teller, signal: AbortSignal): Promise<Reached> {
    const { task } = held;
    if (isPoison(task, this.settings.maxTries)) throw new PlatformFault('worker-lost', describeLoss(task));
    teller.tell({ type: 'status', status: 'preparing', attempt: task.attempt });
    const exercise = await this.exercises.getBundle(task.exerciseVersion);
    const { groups } = exercise.manifest;
    const scored = task.mode !== 'public';
    const points = new RunningPoints(scored ? groups : []);
    const judgement = await judge({
      taskId: task.id,
      attempt: task.attempt,
      exercise,
      runtime: task.runtime,
      mode: task.mode,
      files: task.files,
      seed: task.seed,
      caps: this.settings.caps,
      aside: held.aside,
      runner: this.runner,
      signal,
      onEvent: (event) => teller.tell(points.addTo(event)),
    });
    return { verdict: scoreVerdict(judgement, groups, scored), slug: exercise.slug };
  }

  /** @returns false when another attempt has taken over */
  private async record(held: HeldAttempt, verdict: Verdict, slug: ExerciseSlug): Promise<boolean> {
    const isCurrent = await held.record(verdict);
    const { attempt } = held.task;
    const result = `${verdict.outcome}, score ${verdict.score ?? 'none'}`;
    if (isCurrent) this.count(held, verdict, slug);
    if (isCurrent) this.logger.log(`judged ${held.name}: ${result}, attempt ${attempt}`);
    else
      this.logger.warn(`attempt ${attempt} of ${held.name} was superseded: its result (${result}) is void`);
    return isCurrent;
  }

  private count({ task, sentAt }: HeldAttempt, { outcome }: Verdict, exercise: ExerciseSlug): void {
    this.metrics.countVerdict({ exercise, version: task.exerciseVersion, outcome });
    if (sentAt !== null) this.metrics.observePhase('total', Date.now() - sentAt.getTime());
  }

  /** Our fault: void the attempt and queue it again, or park it for the operator after the last one. */
  private async settleFault(held: HeldAttempt, error: unknown, teller: Teller): Promise<void> {
    if (error instanceof LeaseLost) {
      this.logger.warn(error.message);
      return;
    }
    const { task } = held;
    const fault = toFault(error);
    this.metrics.countSystemError(fault.code);
    this.quarantine.noteFault(fault);
    this.logger.error(
      `platform fault ${fault.code} while judging ${held.name}, attempt ${task.attempt}: ${fault.message}`,
      fault,
    );
    const { maxTries } = this.settings;
    const waitMs = isPoison(task, maxTries) ? null : planRetry(task.tries, fault.code, maxTries);
    if (waitMs === null) {
      await held.park(systemErrorVerdict(fault, task), fault);
      return;
    }
    teller.tell({ type: 'retrying', attempt: task.attempt, reason: tellRetry(fault.code, task.runtime) });
    await teller.flush();
    await held.release(fault, waitMs);
  }
}

function toEnd(error: unknown): AttemptEnd {
  const { code, message } = toFault(error);
  return { fault: code, message };
}

function describeLoss({ deadWorkers, tries }: Tried): string {
  if (deadWorkers > 0)
    return `${deadWorkers} workers died while they judged this submission, so it is not run again. Look at the ends of their logs, then \`touchstone requeue\`.`;
  return `${tries - 1} workers that took this submission went away without a verdict`;
}

function tellRetry(code: PlatformFaultCode, runtime: RuntimeName): string {
  if (code === 'image-missing')
    return `The ${runtime} environment is still being built: your submission waits for it.`;
  return 'Our fault, not yours: it will be judged again.';
}
