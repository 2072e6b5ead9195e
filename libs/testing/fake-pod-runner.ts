import { setImmediate as turn } from 'node:timers/promises';
import { PlatformFault, type TestResult } from '#contracts';
import type { PodObservation, PodPlan, PodReport, PodRunner } from '#judging';
import { aReport } from './builders.js';

/** What one run of a FakePodRunner shows and how it ends. */
export interface PodScript {
  readonly observations: readonly PodObservation[];
  readonly ending: PodReport | PlatformFault;
}

/** A PodRunner without pods: plays a script, one observation per turn of the event loop, and keeps the plans it was given. */
export class FakePodRunner implements PodRunner {
  readonly plans: PodPlan[] = [];

  /** @param scriptOf called for each run; `run` counts from 1, so that a retry can go differently */
  constructor(private readonly scriptOf: (plan: PodPlan, run: number) => PodScript = () => aPodScript([])) {}

  async run(
    plan: PodPlan,
    observe: (observation: PodObservation) => void,
    signal: AbortSignal,
  ): Promise<PodReport> {
    this.plans.push(plan);
    const { observations, ending } = this.scriptOf(plan, this.plans.length);
    for (const observation of observations) {
      await turn();
      if (signal.aborted) throw new PlatformFault('shutdown', 'The worker stopped this run.');
      observe(observation);
    }
    if (ending instanceof PlatformFault) throw ending;
    return ending;
  }
}

/** A whole run that reports these results, in this order. */
export function aPodScript(
  results: readonly TestResult[],
  ending: PodScript['ending'] = aReport(),
): PodScript {
  const tests = results.map(({ id, group, title }) => ({ id, group, title }));
  const passed = results.filter(({ status }) => status === 'passed').length;
  return {
    ending,
    observations: [
      { type: 'frame', frame: { type: 'plan', tests } },
      { type: 'phase', phase: 'building' },
      { type: 'phase', phase: 'starting' },
      { type: 'phase', phase: 'testing' },
      { type: 'frame', frame: { type: 'subject-ready', afterMs: 5 } },
      ...results.flatMap(toObservations),
      { type: 'frame', frame: { type: 'done', passed, failed: results.length - passed } },
    ],
  };
}

function toObservations({ id, status, durationMs, failure, log }: TestResult): PodObservation[] {
  const end = {
    type: 'test-end',
    id,
    status,
    durationMs,
    ...(failure === undefined ? {} : { failure }),
  } as const;
  return [
    { type: 'frame', frame: { type: 'test-start', id } },
    { type: 'frame', frame: end, ...(log === undefined ? {} : { log }) },
  ];
}
