import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Outcome } from '#contracts';
import { Learner, readFiles } from './learner.js';
import { Platform } from './platform.js';

const EXERCISES = join(import.meta.dirname, 'exercises');
const REJECTED = join(EXERCISES, 'probe/solutions/node/rejected');

let platform: Platform;
let learner: Learner;

beforeAll(async () => {
  platform = await Platform.start({ exercisesDir: EXERCISES });
  learner = await Learner.register(platform.url);
}, 90_000);
afterAll(() => platform.stop(), 60_000);

const programOf = (name: string) => readFiles(join(REJECTED, name));

/** The limit each outcome must name, with what was allowed. */
const LIMITS: Partial<Record<Outcome, { limit: string; allowed: number }>> = {
  'time-limit': { limit: 'time', allowed: 2500 },
  'memory-limit': { limit: 'memory', allowed: 96 * 1024 * 1024 },
  'output-limit': { limit: 'output', allowed: 64 * 1024 },
  'process-limit': { limit: 'processes', allowed: 32 },
  'disk-limit': { limit: 'disk', allowed: 8 * 1024 * 1024 },
};

describe('a forced program for each outcome', () => {
  it.each(readdirSync(REJECTED))(
    '%s comes to its outcome, cause, limit and next step',
    async (name) => {
      const expected = parse(readFileSync(join(REJECTED, name, 'expect.yaml'), 'utf8')) as {
        outcome: Outcome;
        message?: string;
      };

      const { verdict, outcome } = await learner.judge('probe', 'node', programOf(name));

      // Where it is another one, the whole verdict is shown.
      expect(outcome === expected.outcome ? outcome : { outcome, verdict }).toBe(expected.outcome);
      expect(verdict?.nextStep).toMatch(/\w+.*[.]/);
      expect(JSON.stringify(verdict)).toContain(expected.message ?? '');
      const limit = LIMITS[expected.outcome];
      if (limit) {
        expect(verdict?.limits).toEqual([expect.objectContaining(limit)]);
        expect(verdict?.limits[0]?.used).toBeGreaterThan(0.9 * limit.allowed);
      }
    },
    60_000,
  );

  it('counts every test and never names a path of ours in what the learner reads', async () => {
    const { verdict } = await learner.judge('probe', 'node', programOf('wrong-answer'));

    expect(verdict).toMatchObject({ passed: 0, total: 3, score: 0 });
    expect(JSON.stringify(verdict)).not.toMatch(/\/opt\/touchstone|\/tmp\/suite|node_modules\/@touchstone/);
  }, 60_000);

  it('accepts a right program with full marks and tells what it used', async () => {
    const files = readFiles(join(EXERCISES, 'probe/solutions/node/accepted/plain'));

    const { verdict, score } = await learner.judge('probe', 'node', files);

    expect(score).toBe(100);
    expect(verdict?.usage?.peakMemoryBytes).toBeGreaterThan(10 * 1024 * 1024);
    expect(verdict?.usage?.cpuMs).toBeGreaterThan(0);
  }, 60_000);
});
