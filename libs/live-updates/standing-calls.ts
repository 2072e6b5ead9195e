import type { CohortId, ExerciseId } from '#contracts';
import { Alarm } from './alarm.js';
import { call, tryTelling, type CallParts } from './announce.js';

type Topic = ExerciseId | CohortId;

/** How long a new watcher waits for its subscriptions before it begins without. */
const SUBSCRIBE_GRACE_MS = 500;

/** Calls to look at boards again, by exercise and by cohort. Nothing is kept: a board is read from its verdicts. */
export class StandingCalls {
  constructor(private readonly parts: CallParts & { readonly recheckMs: number }) {}

  /** Never rejects. */
  async announce(topic: Topic): Promise<void> {
    await tryTelling(this.parts, () => call(this.parts, nameOf(topic), 'row'));
  }

  /**
   * Says so once at the beginning, whenever somebody announced one of these topics, and every now and then in case a
   * call was lost; until `signal` aborts. Calls that come while the last one is worked on are one.
   */
  async *watch(
    topics: readonly Topic[],
    signal: AbortSignal,
    recheckMs = this.parts.recheckMs,
  ): AsyncGenerator<'changed', void> {
    const { calls } = this.parts;
    const alarm = new Alarm();
    // With Redis away the subscriptions wait for it, while the watcher goes on by rechecking.
    Promise.all(topics.map((topic) => calls.add(nameOf(topic), alarm))).then(
      () => alarm.wake('row'),
      () => undefined,
    );
    try {
      await alarm.sleep(Math.min(SUBSCRIBE_GRACE_MS, recheckMs), signal);
      while (!signal.aborted) {
        alarm.reset();
        yield 'changed';
        await alarm.sleep(recheckMs, signal);
      }
    } finally {
      for (const topic of topics) calls.remove(nameOf(topic), alarm).catch(() => undefined);
    }
  }
}

const nameOf = (topic: Topic): string => `standings:${topic}`;
