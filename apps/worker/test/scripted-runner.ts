import { PlatformFault } from '#contracts';
import type { PodObservation, PodPlan, PodReport, PodRunner } from '#judging';
import { aReport, someLimits } from '#testing';
import { JudgeSettings } from '../src/judge-pipeline/judge-settings.js';
import { GateSettings } from '../src/self-check/gate-settings.js';
import { Quarantine } from '../src/self-check/quarantine.service.js';
import type { SandboxGate } from '../src/self-check/sandbox-gate.service.js';

export type Act = (observe: (seen: PodObservation) => void, signal: AbortSignal) => Promise<PodReport>;

/** Acts out one scripted run after another; the last one again and again. */
export class ScriptedRunner implements PodRunner {
  readonly plans: PodPlan[] = [];

  constructor(private readonly acts: readonly Act[]) {}

  run(plan: PodPlan, observe: (seen: PodObservation) => void, signal: AbortSignal): Promise<PodReport> {
    const act = this.acts[Math.min(this.plans.length, this.acts.length - 1)]!;
    this.plans.push(plan);
    return act(observe, signal);
  }
}

const TEST = { id: 'Basics › answers', group: 'Basics', title: 'answers' };

export const passing: Act = async (observe) => {
  observe({ type: 'phase', phase: 'building' });
  observe({ type: 'frame', frame: { type: 'plan', tests: [TEST] } });
  observe({ type: 'phase', phase: 'testing' });
  observe({ type: 'frame', frame: { type: 'test-end', id: TEST.id, status: 'passed', durationMs: 2 } });
  observe({ type: 'frame', frame: { type: 'done', passed: 1, failed: 0 } });
  return aReport();
};
export const breaking: Act = async () => {
  throw new PlatformFault('engine-unavailable', 'the Docker engine does not answer');
};
/** Runs until it is aborted, as a run does whose lease is lost or whose worker stops. */
export const endless: Act = (_observe, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

export const failing: Act = async (observe) => {
  observe({ type: 'frame', frame: { type: 'plan', tests: [TEST] } });
  observe({ type: 'phase', phase: 'testing' });
  const failure = { category: 'assertion', message: 'expected 200, received 500' } as const;
  observe({
    type: 'frame',
    frame: { type: 'test-end', id: TEST.id, status: 'failed', durationMs: 2, failure },
  });
  observe({ type: 'frame', frame: { type: 'done', passed: 0, failed: 1 } });
  return aReport();
};

export function someJudgeSettings({ leaseMs = 60_000, maxTries = 3 } = {}): JudgeSettings {
  const {
    outputBytes: _o,
    buildTimeoutMs: _b,
    startTimeoutMs: _s,
    testTimeoutMs: _t,
    ...caps
  } = someLimits();
  return new JudgeSettings('worker-under-test', leaseMs, maxTries, caps);
}

/** Of a worker whose gate is open; `closed` is told why it should close. */
export function someQuarantine(closed: (why: string) => void = () => undefined): Quarantine {
  const gate = { isOpen: true, quarantine: ({ why }: { readonly why: string }) => closed(why) };
  return new Quarantine(gate as unknown as SandboxGate, new GateSettings([]));
}
