import { describe, expect, it } from '@jest/globals';
import type { PodObservation, PodPlan, PodRunner } from '#judging';

/** What every PodRunner does, whatever it runs pods on. `aPlan` has one test, and it passes. */
export function describePodRunner(
  name: string,
  make: () => { runner: PodRunner; aPlan: () => PodPlan },
): void {
  describe(`${name}, as a PodRunner`, () => {
    it('tells plan, phases and results in order before it settles', async () => {
      const { runner, aPlan } = make();
      const seen: string[] = [];

      const report = await runner.run(
        aPlan(),
        (one) => void seen.push(nameOf(one)),
        new AbortController().signal,
      );

      expect(seen).toEqual([
        'plan',
        'building',
        'starting',
        'testing',
        'subject-ready',
        'test-start',
        'test-end',
        'done',
      ]);
      expect(report.stop).toBe('done');
    });

    it('rejects with `shutdown` when it is aborted before it begins', async () => {
      const { runner, aPlan } = make();
      const seen: PodObservation[] = [];

      const run = runner.run(aPlan(), (one) => void seen.push(one), AbortSignal.abort());

      await expect(run).rejects.toMatchObject({ name: 'PlatformFault', code: 'shutdown' });
      expect(seen).toEqual([]);
    });

    it('rejects with `shutdown` when it is aborted half-way, and tells nothing more', async () => {
      const { runner, aPlan } = make();
      const abort = new AbortController();
      const seen: string[] = [];

      const run = runner.run(
        aPlan(),
        (one) => {
          seen.push(nameOf(one));
          if (nameOf(one) === 'testing') abort.abort();
        },
        abort.signal,
      );

      await expect(run).rejects.toMatchObject({ name: 'PlatformFault', code: 'shutdown' });
      expect(seen.at(-1)).toBe('testing');
    });

    it('rejects with what its observer throws', async () => {
      const { runner, aPlan } = make();
      const fail = (one: PodObservation): void => {
        if (nameOf(one) === 'test-end') throw new RangeError('observer');
      };

      await expect(runner.run(aPlan(), fail, new AbortController().signal)).rejects.toThrow('observer');
    });
  });
}

function nameOf(observation: PodObservation): string {
  switch (observation.type) {
    case 'phase':
      return observation.phase;
    case 'frame':
      return observation.frame.type;
    case 'control':
      return observation.request.action;
  }
}
