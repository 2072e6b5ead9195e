import { describe, expect, it } from '@jest/globals';
import { PlatformFault, type PlatformFaultCode } from '#contracts';
import { GateSettings } from './gate-settings.js';
import { Quarantine } from './quarantine.service.js';
import type { SandboxGate } from './sandbox-gate.service.js';

/** A worker whose gate opens again as soon as a quarantine is noted, unless it is held closed. */
function aWorker() {
  const waits: number[] = [];
  const reasons: string[] = [];
  const gate = {
    isOpen: true,
    quarantine: ({ why, forMs }: { why: string; forMs: number }) => {
      waits.push(forMs);
      reasons.push(why);
    },
  };
  const quarantine = new Quarantine(gate as unknown as SandboxGate, new GateSettings([], 1, 1, 30_000));
  const fail = (times: number, code: PlatformFaultCode = 'pod-not-started') => {
    for (let n = 0; n < times; n++) quarantine.noteFault(new PlatformFault(code, 'no space left on device'));
  };
  return { gate, quarantine, waits, reasons, fail };
}

describe('the quarantine of a worker', () => {
  it('begins with the third run in a row that failed by its engine, and says why', () => {
    const { waits, reasons, fail } = aWorker();

    fail(2);
    const before = [...waits];
    fail(1);

    expect([before, waits]).toEqual([[], [30_000]]);
    expect(reasons[0]).toBe(
      '3 runs in a row failed on this worker, the last one with pod-not-started: no space left on device',
    );
  });

  it('comes back with the next fault, for twice as long each time, for two minutes at most', () => {
    const { waits, fail } = aWorker();

    fail(6);

    expect(waits).toEqual([30_000, 60_000, 120_000, 120_000]);
  });

  it('forgets what was before a verdict', () => {
    const { quarantine, waits, fail } = aWorker();

    fail(3);
    quarantine.noteVerdict();
    fail(2);
    quarantine.noteVerdict();
    fail(3);

    expect(waits).toEqual([30_000, 30_000]);
  });

  it('takes no offence at what no engine is to blame for', () => {
    const { waits, fail } = aWorker();

    for (const code of [
      'internal',
      'grader-not-ready',
      'exercise-missing',
      'image-missing',
      'shutdown',
    ] as const)
      fail(4, code);

    expect(waits).toEqual([]);
  });

  it('does not count runs that end while the gate is closed already', () => {
    const { gate, waits, fail } = aWorker();

    gate.isOpen = false;
    fail(5);

    expect(waits).toEqual([]);
  });
});
