import { describe, expect, it } from '@jest/globals';
import type { SubmissionDetail, VisibleTest } from '#contracts';
import { compareVerdicts } from './compare-verdicts.js';

type Verdict = NonNullable<SubmissionDetail['verdict']>;

const test = (group: string, title: string | null, status: VisibleTest['status']) =>
  ({ group, title, status }) as VisibleTest;
const verdict = (...tests: VisibleTest[]) => ({ tests }) as unknown as Verdict;

describe('compareVerdicts', () => {
  it('names the tests that came out differently, and no others', () => {
    const before = verdict(test('A', 'x', 'failed'), test('A', 'y', 'passed'), test('B', 'x', 'passed'));
    const after = verdict(test('A', 'x', 'passed'), test('A', 'y', 'passed'), test('B', 'x', 'failed'));

    expect(compareVerdicts(before, after).tests).toEqual([
      { group: 'A', title: 'x', before: 'failed', after: 'passed' },
      { group: 'B', title: 'x', before: 'passed', after: 'failed' },
    ]);
  });

  it('names tests that only one of two versions has', () => {
    const change = compareVerdicts(verdict(test('A', 'old', 'passed')), verdict(test('A', 'new', 'failed')));

    expect(change.tests).toEqual([
      { group: 'A', title: 'new', before: null, after: 'failed' },
      { group: 'A', title: 'old', before: 'passed', after: null },
    ]);
  });

  it('counts each group, also where titles are kept back', () => {
    const before = verdict(test('A', null, 'failed'), test('A', null, 'failed'), test('gone', 'x', 'passed'));
    const after = verdict(test('A', null, 'passed'), test('A', null, 'failed'));

    expect(compareVerdicts(before, after)).toEqual({
      untold: 2,
      tests: [{ group: 'gone', title: 'x', before: 'passed', after: null }],
      groups: [
        { name: 'A', before: { passed: 0, total: 2 }, after: { passed: 1, total: 2 } },
        { name: 'gone', before: { passed: 1, total: 1 }, after: null },
      ],
    });
  });
});
