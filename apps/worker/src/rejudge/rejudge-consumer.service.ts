import { setTimeout as delay } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { PlatformFault } from '#contracts';
import { Slots } from '../consumers/slots.js';
import { WorkGate } from '../work-gate/work-gate.service.js';
import { RejudgePipeline } from './rejudge-pipeline.service.js';

const IDLE_MS = 2_000;

/** Judges items of batches one after another, on a slot that nobody else needs. */
@Injectable()
export class RejudgeConsumer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RejudgeConsumer.name);
  private readonly stop = new AbortController();
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly pipeline: RejudgePipeline,
    private readonly slots: Slots,
    private readonly gate: WorkGate,
  ) {}

  onApplicationBootstrap(): void {
    this.working = this.work();
  }

  /** An item can be judged again at any time: it is let go at once. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort(new PlatformFault('shutdown', 'The worker stopped this run.'));
    await this.working;
  }

  private async work(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      const worked = await this.takeTurn().catch((error: unknown) => {
        this.logger.warn(`judging aside failed, tried again in ${IDLE_MS / 1000} s: ${String(error)}`);
        return false;
      });
      if (!worked) await delay(IDLE_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async takeTurn(): Promise<boolean> {
    const giveBack = this.gate.isOpenAside ? this.slots.takeAside() : null;
    if (giveBack === null) return false;
    try {
      return await this.pipeline.judgeNext(this.stop.signal);
    } finally {
      giveBack();
    }
  }
}
