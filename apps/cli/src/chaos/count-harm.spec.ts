import { describe, expect, it } from '@jest/globals';
import { countHarm, type FinalRow } from './count-harm.js';
import type { Acknowledged } from './learners.js';
import { isHarmless, renderChaos } from './render-chaos.js';

const acknowledge = (id: string): Acknowledged => ({
  id,
  learner: 0,
  program: { name: 'right', files: [], expected: 'accepted' },
});
const aRow = (id: string, overrides: Partial<FinalRow> = {}): FinalRow => ({
  id,
  learner: 0,
  status: 'judged',
  outcome: 'accepted',
  verdicts: ['accepted'],
  delayMs: 1_000,
  ...overrides,
});

describe('countHarm', () => {
  it('finds none where each submission has its one verdict', () => {
    const harm = countHarm([acknowledge('a'), acknowledge('b')], [aRow('a'), aRow('b', { delayMs: 5_000 })]);

    expect(harm).toEqual({ submissions: 2, lost: [], doubled: [], wrong: [], longestDelayMs: 5_000 });
  });

  it('takes no offence at one that was given up and then judged', () => {
    const row = aRow('a', { verdicts: ['system-error', 'accepted'] });

    expect(countHarm([acknowledge('a')], [row])).toMatchObject({ lost: [], doubled: [], wrong: [] });
  });

  it('calls lost what has no row, no end or no verdict', () => {
    const rows = [aRow('b', { status: 'testing', outcome: null, verdicts: [] }), aRow('c', { verdicts: [] })];

    const { lost } = countHarm(['a', 'b', 'c'].map(acknowledge), rows);

    expect(lost).toEqual(['a', 'b', 'c']);
  });

  it('calls doubled two verdicts, a row nobody was promised, and a row promised twice', () => {
    const twice = countHarm([acknowledge('a')], [aRow('a', { verdicts: ['accepted', 'accepted'] })]);
    const stray = countHarm([acknowledge('a')], [aRow('a'), aRow('b')]);
    const shared = countHarm([acknowledge('a'), acknowledge('a')], [aRow('a')]);

    expect([twice, stray, shared].map(({ doubled }) => doubled)).toEqual([
      ['a'],
      ['b'],
      ['one row was acknowledged as two submissions'],
    ]);
  });

  it('calls wrong another outcome than the program has, our own failures too', () => {
    const rows = [
      aRow('a', { outcome: 'partial', verdicts: ['partial'] }),
      aRow('b', { outcome: 'system-error', verdicts: ['system-error'] }),
    ];

    expect(countHarm(['a', 'b'].map(acknowledge), rows).wrong).toEqual([
      'a: partial instead of accepted',
      'b: system-error instead of accepted',
    ]);
  });
});

describe('the report', () => {
  const harm = countHarm([acknowledge('a')], [aRow('a', { delayMs: 12_340 })]);
  const report = {
    seed: 7,
    words: ['--rounds', '2'],
    injected: ['api-killed', 'api-killed'] as const,
    harm,
    requeued: 0,
    troubles: [],
  };

  it('counts faults by kind, and says how to play them again', () => {
    const text = renderChaos(report);

    expect(text).toContain('npm run chaos -- --seed 7 --rounds 2\n');
    expect(text).toMatch(/api-killed +2\n/);
    expect(text).toMatch(/lost +0\n/);
    expect(text).toMatch(/longest delay +12\.3 s$/);
    expect(isHarmless(report)).toBe(true);
  });

  it('names whatever is not as it must be', () => {
    const bad = { ...report, troubles: ['2 jobs left'] };

    expect(isHarmless(bad)).toBe(false);
    expect(renderChaos(bad)).toContain('✘ not as it must be: 2 jobs left');
    expect(isHarmless({ ...report, harm: { ...harm, lost: ['a'] } })).toBe(false);
  });
});
