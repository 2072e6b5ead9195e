import { describe, expect, it } from '@jest/globals';
import { PlatformFault } from '#contracts';
import type { PodPlan } from '#judging';
import { aResult, aSeed, someLimits } from './builders.js';
import { aPodScript, FakePodRunner } from './fake-pod-runner.js';
import { describePodRunner } from './pod-runner-contract.js';

const aPlan = (): PodPlan => ({
  taskId: 'task',
  attempt: 1,
  kind: 'service',
  runtime: 'node',
  services: [],
  upstreams: [],
  instances: 1,
  limits: someLimits(),
  suite: [],
  files: [],
  seed: aSeed(),
  suiteName: 'a suite',
  maxCrashRestarts: 0,
  aside: false,
});

describePodRunner('FakePodRunner', () => ({
  runner: new FakePodRunner(() => aPodScript([aResult()])),
  aPlan,
}));

describe('FakePodRunner', () => {
  it('breaks down once and succeeds on the next run', async () => {
    const fault = new PlatformFault('engine-unavailable', 'gone');
    const runner = new FakePodRunner((_, run) =>
      run === 1 ? { observations: [], ending: fault } : aPodScript([]),
    );
    const { signal } = new AbortController();

    await expect(runner.run(aPlan(), () => undefined, signal)).rejects.toBe(fault);
    await expect(runner.run(aPlan(), () => undefined, signal)).resolves.toMatchObject({ stop: 'done' });
    expect(runner.plans).toHaveLength(2);
  });
});
