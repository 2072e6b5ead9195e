import { describe, expect, it } from '@jest/globals';
import { UsageMeter } from './usage-meter.js';
import type { UsageReading } from './usage-reading.js';
import type { UsageSource } from './usage-source.js';

const LIMIT = 1000;

function aReading(overrides: Partial<UsageReading> = {}): UsageReading {
  return {
    memoryBytes: 100,
    kernelPeakBytes: 0,
    fileCacheBytes: 0,
    cpuMs: 10,
    processes: 2,
    peakProcesses: 2,
    processLimitHits: 0,
    oomKills: 0,
    ...overrides,
  };
}

/** Answers with the given readings, one at each look, then with null. */
function aSource(readings: UsageReading[], more: Partial<UsageSource> = {}): UsageSource {
  return {
    readUsage: async () => readings.shift() ?? null,
    readDisk: () => null,
    readSockets: () => null,
    refusals: () => 0,
    close: () => undefined,
    ...more,
  };
}

describe('UsageMeter', () => {
  it('adds up over lives and keeps the peaks', async () => {
    const meter = new UsageMeter(LIMIT);
    meter.open(
      aSource([aReading({ cpuMs: 10, memoryBytes: 300 }), aReading({ cpuMs: 25, processLimitHits: 2 })]),
    );
    await meter.sample();
    await meter.sample();
    meter.close();
    meter.open(aSource([aReading({ cpuMs: 5, processLimitHits: 1, peakProcesses: 9 })]));
    await meter.sample();

    expect(meter.total()).toMatchObject({
      cpuMs: 30,
      peakMemoryBytes: 300,
      peakProcesses: 9,
      processLimitHits: 3,
      oomKilled: false,
    });
  });

  it('sees a spike between two readings, but not the page cache', async () => {
    const meter = new UsageMeter(LIMIT);
    meter.open(aSource([aReading({ kernelPeakBytes: 900, fileCacheBytes: 400 })]));
    await meter.sample();

    expect(meter.total().peakMemoryBytes).toBe(500);
  });

  it('takes a kill for memory as proof that the limit was reached', async () => {
    const atExit = new UsageMeter(LIMIT);
    atExit.open(aSource([aReading()]));
    await atExit.sample();
    atExit.close({ killedForMemory: true, refusedProcess: false });
    const whileRunning = new UsageMeter(LIMIT);
    whileRunning.open(aSource([aReading({ oomKills: 1 })]));
    await whileRunning.sample();

    expect(atExit.total()).toMatchObject({ oomKilled: true, peakMemoryBytes: LIMIT });
    expect(whileRunning.total()).toMatchObject({ oomKilled: true, peakMemoryBytes: LIMIT });
  });

  it('remembers a disk that was full', async () => {
    const meter = new UsageMeter(LIMIT);
    meter.open(aSource([aReading()], { readDisk: () => ({ usedBytes: 77, full: true }) }));
    await meter.sample();
    meter.open(aSource([aReading()], { readDisk: () => ({ usedBytes: 5, full: false }) }));
    await meter.sample();

    expect(meter.total()).toMatchObject({ peakDiskBytes: 77, diskFull: true });
  });

  it('sees what a program died of though it died between two readings (D01, D12)', async () => {
    const meter = new UsageMeter(LIMIT);
    let closed = 0;
    const atItsEnd = { readDisk: () => ({ usedBytes: 77, full: true }), refusals: () => 1 };
    meter.open(aSource([], { ...atItsEnd, close: () => (closed += 1) }));
    meter.close();

    expect(meter.total()).toMatchObject({ peakDiskBytes: 77, diskFull: true, processLimitHits: 1 });
    expect(closed).toBe(1);
  });

  it('takes the word of the kernel for a process refused in the last moment, once', () => {
    const meter = new UsageMeter(LIMIT);
    meter.open(aSource([]));
    meter.close({ killedForMemory: false, refusedProcess: true });
    meter.open(aSource([], { refusals: () => 2 }));
    meter.close({ killedForMemory: false, refusedProcess: true });

    expect(meter.total()).toMatchObject({ processLimitHits: 3, oomKilled: false });
  });

  it('notices a flood of sockets (D11)', async () => {
    const meter = new UsageMeter(LIMIT);
    meter.open(aSource([aReading()], { readSockets: () => ({ held: 3, tcp: 100_000, udp: 0 }) }));
    await meter.sample();

    expect(meter.total().socketFlood).toBe(true);
  });

  it('keeps what it knew when a container is gone', async () => {
    const meter = new UsageMeter(LIMIT);
    meter.open(aSource([aReading({ cpuMs: 40 })]));
    await meter.sample();

    expect(await meter.sample()).toBeNull();
    expect(meter.total().cpuMs).toBe(40);
  });

  it('does not book a late answer on the next life', async () => {
    const meter = new UsageMeter(LIMIT);
    let answer: (reading: UsageReading) => void = () => undefined;
    meter.open(aSource([], { readUsage: () => new Promise((resolve) => (answer = resolve)) }));
    const late = meter.sample();
    meter.close();
    meter.open(aSource([]));
    answer(aReading({ cpuMs: 1000 }));

    expect(await late).toBeNull();
    expect(meter.total().cpuMs).toBe(0);
  });
});
