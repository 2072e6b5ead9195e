import type { LiveEvent } from '#contracts';
import type { AttemptTrace, JudgePhase, JudgingMetrics } from '#observability';
import type { Teller } from './held-attempt.js';

/** Measures and traces how long an attempt is in each phase, by what its watchers are told. */
export class PhaseWatch implements Teller {
  private phase: JudgePhase | null = null;
  private sinceMs = 0;

  constructor(
    private readonly teller: Teller,
    private readonly metrics: JudgingMetrics,
    private readonly trace: AttemptTrace,
  ) {}

  tell(event: LiveEvent): void {
    if (event.type === 'status' && event.status !== 'judged' && event.status !== 'queued') {
      this.end();
      [this.phase, this.sinceMs] = [event.status, performance.now()];
      this.trace.enter(event.status);
    }
    this.teller.tell(event);
  }

  flush(): Promise<void> {
    return this.teller.flush();
  }

  /** The phase that it was in is over: with a verdict, or by a fault of ours. */
  end(): void {
    if (this.phase !== null) this.metrics.observePhase(this.phase, performance.now() - this.sinceMs);
    this.phase = null;
  }
}
