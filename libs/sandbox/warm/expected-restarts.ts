import type { PodPlan, PodReport } from '#judging';

/** What a run did. */
interface SeenRun {
  readonly report: Pick<PodReport, 'stop' | 'exits'>;
  /** Of each instance. */
  readonly restarts: readonly number[];
}

/** How often suites start instances again, known by their last runs: a container can then be made ahead for each time. */
export class ExpectedRestarts {
  private readonly seen = new Map<string, readonly number[]>();

  /** How often each instance will be started again, as far as is known. */
  of({ suiteName }: Pick<PodPlan, 'suiteName'>): readonly number[] {
    return this.seen.get(suiteName) ?? [];
  }

  /** One that was cut short says nothing, nor does one whose program crashed: it was started again for that, too. */
  note({ suiteName }: Pick<PodPlan, 'suiteName'>, { report, restarts }: SeenRun): void {
    if (report.stop === 'done' && report.exits.length === 0) this.seen.set(suiteName, restarts);
  }
}
