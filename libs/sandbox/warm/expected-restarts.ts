import type { PodPlan, PodReport, PodShape } from '#judging';
import { keyOf } from './demand.js';

/** What a run did. */
interface SeenRun {
  readonly report: Pick<PodReport, 'stop' | 'exits'>;
  /** Of each instance. */
  readonly restarts: readonly number[];
}

/** How often suites start instances again, known by their last runs: a container can then be made ahead for each time. */
export class ExpectedRestarts {
  private readonly seen = new Map<string, readonly number[]>();

  /** How often a suite will start each instance again, as far as is known. */
  of({ suiteName }: Pick<PodPlan, 'suiteName'>): readonly number[] {
    return this.seen.get(suiteName) ?? [];
  }

  /** As the last suite did that ran in a pod of this shape: the next one is as often the same as not. */
  ofShape(shape: PodShape): readonly number[] {
    return this.seen.get(keyOf(shape)) ?? [];
  }

  /** One that was cut short says nothing, nor does one whose program crashed: it was started again for that, too. */
  note(plan: PodShape & Pick<PodPlan, 'suiteName'>, { report, restarts }: SeenRun): void {
    if (report.stop !== 'done' || report.exits.length > 0) return;
    for (const key of [plan.suiteName, keyOf(plan)]) this.seen.set(key, restarts);
  }
}
