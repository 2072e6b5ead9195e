import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosPlatform } from './chaos-platform.js';
import { FAULTS, type FaultKind } from './faults.js';
import type { Acknowledged, ChaosLearner, ChaosProgram } from './learners.js';
import type { Round } from './plan-rounds.js';

/** Longer than any fault with what it takes to recover from it. */
const ACKNOWLEDGE_MS = 180_000;
/** More would measure how long a line gets that nobody works on. */
const MOST_UNFINISHED = 10;
const LOOK_EVERY_MS = 500;

/** Submissions of several people, and one fault after the other. */
export class ChaosRun {
  readonly acknowledged: Acknowledged[] = [];
  readonly injected: FaultKind[] = [];
  /** Every worker there has been, by the name its pods carry. */
  readonly owners = new Set<string>();

  constructor(
    private readonly platform: ChaosPlatform,
    private readonly learners: readonly ChaosLearner[],
    private readonly programs: readonly ChaosProgram[],
  ) {}

  async play(round: Round, tell: (detail: string) => void): Promise<void> {
    await this.waitForRoom();
    await this.meetWorkers();
    const submitted = this.submitAll(round);
    await sleep(round.afterMs);
    tell(`${round.fault} for ${round.holdMs} ms`);
    this.injected.push(round.fault);
    const { workers } = this.platform;
    const end = await FAULTS[round.fault].inject(this.platform, workers[round.target % workers.length]!);
    await sleep(round.holdMs);
    await end();
    await this.platform.mend();
    await submitted;
  }

  /** Workers that ended in order have taken their names with them: they are asked for while they live. */
  async meetWorkers(): Promise<void> {
    const rows = await this.platform.query<{ id: string }>('SELECT id FROM workers');
    for (const { id } of rows) this.owners.add(id);
  }

  private async submitAll({ submissions }: Round): Promise<void> {
    const sent: Promise<void>[] = [];
    for (const { afterMs, learner, program } of submissions) {
      await sleep(afterMs);
      sent.push(this.submit(learner % this.learners.length, this.programs[program % this.programs.length]!));
    }
    await Promise.all(sent);
  }

  private async submit(learner: number, program: ChaosProgram): Promise<void> {
    const id = await this.learners[learner]!.submit(program.files, ACKNOWLEDGE_MS);
    this.acknowledged.push({ id, learner, program });
  }

  private async waitForRoom(): Promise<void> {
    for (;;) {
      const [row] = await this.platform.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM submissions WHERE status <> 'judged'`,
      );
      if (row!.count <= MOST_UNFINISHED) return;
      await sleep(LOOK_EVERY_MS);
    }
  }
}
