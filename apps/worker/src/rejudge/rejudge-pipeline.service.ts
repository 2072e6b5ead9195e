import { Injectable, Logger } from '@nestjs/common';
import type { Verdict } from '#contracts';
import { LiveUpdates } from '#live-updates';
import { RejudgeRepository, type ClaimedItem, type Fault } from '#persistence';
import { listFlips } from '#scoring';
import { AttemptJudge } from '../judge-pipeline/attempt-judge.service.js';
import type { AttemptTask, HeldAttempt, Teller } from '../judge-pipeline/held-attempt.js';
import { JudgeSettings } from '../judge-pipeline/judge-settings.js';

type Item = ClaimedItem & Pick<AttemptTask, 'files'>;

/** Nobody watches an item being judged: its batch is looked at as a whole. */
const NOBODY: Teller = { tell: () => undefined, flush: () => Promise.resolve() };

/**
 * The road of one item of a batch: claim the next one → judge as a submission is judged → compare → record aside. There
 * is no job to it: the table is asked, so that nothing has to be swept and learners' submissions always go first.
 */
@Injectable()
export class RejudgePipeline {
  private readonly logger = new Logger(RejudgePipeline.name);

  constructor(
    private readonly rejudge: RejudgeRepository,
    private readonly live: LiveUpdates,
    private readonly attempts: AttemptJudge,
    private readonly settings: JudgeSettings,
  ) {}

  /** @returns false when there was nothing to do */
  async judgeNext(stop: AbortSignal): Promise<boolean> {
    const { workerId, leaseMs } = this.settings;
    const item = await this.rejudge.claimNext({ workerId, leaseMs });
    if (item !== null) await this.attempts.judge(this.hold(item), NOBODY, stop);
    await this.finishBatches();
    return item !== null;
  }

  /** Also of batches whose last item was judged by a worker that died right then. */
  private async finishBatches(): Promise<void> {
    const ready = await this.rejudge.finish();
    for (const id of ready) this.logger.log(`rejudge batch ${id} is ready`);
    const { submissionIds, exerciseIds } = await this.rejudge.applySafe();
    for (const id of submissionIds) await this.live.announce(id);
    for (const id of exerciseIds) await this.live.announceStandings(id);
  }

  private hold(item: Item): HeldAttempt {
    const { id, attempt } = item;
    return {
      name: `submission ${item.submissionId} aside`,
      task: { ...item, mode: 'graded' },
      aside: true,
      sentAt: null,
      extendLease: (leaseMs) => this.rejudge.extendLease({ id, attempt, leaseMs }),
      record: (verdict) => this.record(item, verdict, null),
      release: (fault, notBeforeMs) => this.rejudge.release({ id, attempt, fault, notBeforeMs }),
      park: (verdict, fault) => this.record(item, verdict, fault),
    };
  }

  private record(
    { id, attempt, comparedTests }: Item,
    verdict: Verdict,
    fault: Fault | null,
  ): Promise<boolean> {
    const flips = fault === null ? listFlips(comparedTests, verdict.tests) : [];
    return this.rejudge.record({ id, attempt, verdict, flips, fault });
  }
}
