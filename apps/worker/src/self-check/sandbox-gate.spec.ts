import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { PlatformFault, type SandboxCheckName } from '#contracts';
import type { EngineFacts, EngineLink, Examination, SandboxCheck, SandboxDoctor } from '#sandbox';
import { until } from '#testing';
import { GateSettings } from './gate-settings.js';
import { SandboxGate } from './sandbox-gate.service.js';

Logger.overrideLogger(false);

const good: SandboxCheck = { check: 'memory', ok: true, expected: 'killed', seen: 'killed' };
const bad: SandboxCheck = {
  check: 'processes',
  ok: false,
  expected: 'refused before 32',
  seen: '64 children',
};

/** An engine whose examinations are given one after another; the last one again and again. */
class FakeDoctor {
  examinations = 0;
  private end: () => void = () => undefined;

  /** @param cleared of each examination */
  constructor(
    private readonly findings: readonly (readonly SandboxCheck[] | Error)[],
    private readonly cleared = Promise.resolve(),
  ) {}

  link(): Promise<EngineLink> {
    let hasChanged = false;
    const changed = new Promise<void>((resolve) => {
      this.end = () => {
        hasChanged = true;
        resolve();
      };
    });
    return Promise.resolve({
      changed,
      get hasChanged() {
        return hasChanged;
      },
      close: () => this.end(),
    });
  }

  examine(): Promise<Examination> {
    const found = this.findings[Math.min(this.examinations++, this.findings.length - 1)]!;
    if (found instanceof Error) return Promise.reject(found);
    const facts = { engine: 'Docker', version: '1', runc: '1' } as EngineFacts;
    return Promise.resolve({
      facts,
      warnings: [],
      checks: found,
      maker: { by: 'runc', because: null },
      durationMs: 1,
      cleared: this.cleared,
    });
  }

  changeEngine(): void {
    this.end();
  }
}

const gates: SandboxGate[] = [];
afterEach(async () => {
  await Promise.all(gates.splice(0).map((gate) => gate.onApplicationShutdown()));
});

function watch(
  findings: ConstructorParameters<typeof FakeDoctor>[0],
  accepted: SandboxCheckName[] = [],
  cleared?: Promise<void>,
) {
  const doctor = new FakeDoctor(findings, cleared);
  const gate = new SandboxGate(doctor as unknown as SandboxDoctor, new GateSettings(accepted, 5, 5));
  const changes: boolean[] = [];
  gate.onChange((isOpen) => changes.push(isOpen));
  gates.push(gate);
  gate.onApplicationBootstrap();
  return { doctor, gate, changes };
}

describe('the sandbox gate', () => {
  it('opens once every limit is proven', async () => {
    const { gate, changes } = watch([[good]]);
    const before = gate.isOpen;

    await until(() => gate.isOpen, 'it opens');

    expect([before, changes]).toEqual([false, [true]]);
  });

  it('opens before the containers of the proof are removed, and ends after', async () => {
    let clear: () => void = () => undefined;
    const cleared = new Promise<void>((resolve) => (clear = resolve));
    const { gate } = watch([[good]], [], cleared);
    await until(() => gate.isOpen, 'it opens');

    let isClosed = false;
    const closing = gate.close().then(() => (isClosed = true));
    await until(() => !gate.isOpen, 'it closes');
    const before = isClosed;
    clear();
    await closing;

    expect(before).toBe(false);
  });

  it('stays open when those containers cannot be removed', async () => {
    const { gate } = watch(
      [[good]],
      [],
      Promise.reject(new PlatformFault('engine-unavailable', 'no answer')),
    );

    await until(() => gate.isOpen, 'it opens');
    await delay(20);

    expect(gate.isOpen).toBe(true);
  });

  it('stays closed while a limit does not hold, and tries again until it does', async () => {
    const { doctor, gate, changes } = watch([[good, bad], [good, bad], [good]]);

    await until(() => gate.isOpen, 'it opens');

    expect([doctor.examinations, changes]).toEqual([3, [true]]);
  });

  it('opens in spite of what the operator accepts by name, and of nothing else', async () => {
    const accepting = watch([[good, bad]], ['processes']);
    const other = watch([[good, bad]], ['memory']);
    await until(() => accepting.gate.isOpen && other.doctor.examinations > 2, 'both were examined');

    expect(other.changes).toEqual([]);
  });

  it('waits for an engine that is away and an image that is being built', async () => {
    const { gate, doctor } = watch([
      new PlatformFault('engine-unavailable', 'refused'),
      new PlatformFault('image-missing', 'not built yet'),
      [good],
    ]);

    await until(() => gate.isOpen, 'it opens');

    expect(doctor.examinations).toBe(3);
  });

  it('closes when the engine changes, and takes no old proof for the new one', async () => {
    const { gate, doctor, changes } = watch([[good], [bad]]);
    await until(() => gate.isOpen, 'it opens');

    doctor.changeEngine();
    await until(() => doctor.examinations > 2, 'the engine is examined again');

    expect([gate.isOpen, changes]).toEqual([false, [true, false]]);
  });

  it('is closed by a quarantine, and opens again when the engine is proven after it', async () => {
    const { gate, doctor, changes } = watch([[good]]);
    await until(() => gate.isOpen, 'it opens');

    gate.quarantine({ why: 'nothing starts', forMs: 50 });
    await until(() => !gate.isOpen, 'it closes');
    const trouble = gate.trouble;
    await until(() => gate.isOpen, 'it opens again');

    expect(trouble).toBe('in quarantine, the engine is proven again in 0.05 s: nothing starts');
    expect([doctor.examinations, changes]).toEqual([2, [true, false, true]]);
  });

  it('ends a quarantine at once when the engine changes', async () => {
    const { gate, doctor } = watch([[good]]);
    await until(() => gate.isOpen, 'it opens');
    gate.quarantine({ why: 'nothing starts', forMs: 3_600_000 });
    await until(() => !gate.isOpen, 'it closes');

    doctor.changeEngine();
    await until(() => gate.isOpen, 'it opens again');

    expect(gate.trouble).toBeNull();
  });

  it('has nothing to close in a quarantine while the engine is not proven', async () => {
    const { gate, doctor } = watch([[bad], [bad], [good]]);

    gate.quarantine({ why: 'nothing starts', forMs: 3_600_000 });
    await until(() => gate.isOpen, 'it opens');

    expect(doctor.examinations).toBe(3);
  });

  it('takes an examination that tried nothing for no proof', async () => {
    const { gate, doctor } = watch([[]]);

    await until(() => doctor.examinations > 2, 'it is tried again');

    expect(gate.isOpen).toBe(false);
  });
});
