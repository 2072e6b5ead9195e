import { describe, expect, it } from '@jest/globals';
import { tellPassed, tellVerdict, type ShownVerdict } from './tell-verdict.js';

const aVerdict = (more: Partial<ShownVerdict>): ShownVerdict => ({
  outcome: 'partial',
  score: 62.5,
  cause: '',
  nextStep: '',
  limits: [],
  groups: [],
  tests: [],
  withheld: [],
  passed: 5,
  total: 8,
  usage: null,
  latencyMs: null,
  logWithheld: false,
  buildOutput: '',
  logTail: '',
  seed: '',
  ...more,
});

describe('tellVerdict', () => {
  it.each<[Partial<ShownVerdict>, string]>([
    [{}, 'Partly right, score 62.5 of 100. 5 of 8 tests passed.'],
    [{ outcome: 'accepted', score: 100, passed: 8 }, 'Accepted, score 100 of 100. All 8 tests passed.'],
    [{ outcome: 'system-error', score: null, passed: 0, total: 0 }, 'Our fault, not yours.'],
  ])('says of %p in one sentence', (verdict, sentence) => {
    expect(tellVerdict(aVerdict(verdict))).toBe(sentence);
  });
});

describe('tellPassed', () => {
  it.each([
    [0, 3, 'None of 3 tests passed.'],
    [3, 3, 'All 3 tests passed.'],
    [0, 1, 'The one test failed.'],
    [1, 1, 'The one test passed.'],
  ])('says of %d of %d: %s', (passed, total, sentence) => {
    expect(tellPassed(passed, total)).toBe(sentence);
  });
});
