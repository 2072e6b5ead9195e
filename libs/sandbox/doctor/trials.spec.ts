import { describe, expect, it } from '@jest/globals';
import { SANDBOX_CHECKS } from '#contracts';
import { judgeExamination } from './expectations.js';
import { UsageMeter } from '../usage/usage-meter.js';
import type { ProbeResult } from './probe.js';
import { TRIALS } from './trials.js';

const aResult = (
  result: Partial<ProbeResult> = {},
  usage: Partial<ProbeResult['usage']> = {},
): ProbeResult => ({
  log: '',
  outputBytes: 0,
  exit: { exitCode: 0, oomKilled: false },
  usage: { ...new UsageMeter(0).total(), ...usage },
  ...result,
});
const holds = (check: string, result: ProbeResult): boolean =>
  TRIALS.find((trial) => trial.check === check)!.judge(result).ok;
const spun = (cpus: number, throttled: number | null, quota: number | null): ProbeResult =>
  aResult({ log: JSON.stringify({ cpus, throttled, quota }) });

describe('the doctor’s checks', () => {
  it('are those that an operator can name', () => {
    const checks = [...judgeExamination('{}').map(({ check }) => check), ...TRIALS.map(({ check }) => check)];

    expect(checks).toEqual([...SANDBOX_CHECKS]);
  });

  it('take nothing for granted: a program that broke off proves no limit', () => {
    expect(judgeExamination('Traceback').filter(({ ok }) => ok)).toEqual([]);
    expect(TRIALS.filter(({ judge }) => judge(aResult()).ok)).toEqual([]);
  });

  it('see a child that was killed for memory though its parent ended well (D07)', () => {
    expect(holds('child-memory', aResult({}, { oomKilled: true }))).toBe(true);
    expect(holds('child-memory', aResult())).toBe(false);
  });

  it('see that no process was refused (D01)', () => {
    expect(holds('processes', aResult({ log: '64\n' }))).toBe(false);
    expect(holds('processes', aResult({ log: '30\n' }, { processLimitHits: 1 }))).toBe(true);
  });

  it('do not take a busy host for a limit on the processor', () => {
    expect(holds('processor', spun(0.5, 6, 0.5))).toBe(true);
    expect(holds('processor', spun(0.1, 0, 0.5))).toBe(true);
    expect(holds('processor', spun(0.1, 0, null))).toBe(false);
    expect(holds('processor', spun(1.9, 0, null))).toBe(false);
    expect(holds('processor', spun(1.9, null, null))).toBe(false);
  });

  it('hold TCP buffers below 16 MiB (D11)', () => {
    expect(holds('tcp-memory', aResult({ log: '8388608\n' }))).toBe(true);
    expect(holds('tcp-memory', aResult({ log: '439353344\n' }))).toBe(false);
    expect(holds('tcp-memory', aResult({ log: '' }))).toBe(false);
  });
});
