import { describe, expect, it } from '@jest/globals';
import { RejudgeScope } from '#contracts';
import { tellScope } from './scope-words.js';

describe('tellScope', () => {
  it('says which submissions and on what they are judged', () => {
    expect(tellScope(RejudgeScope.parse({ exercise: 'todo' }))).toBe(
      'all submissions, on the current version',
    );
  });

  it('names every filter', () => {
    const scope = RejudgeScope.parse({
      exercise: 'todo',
      cohort: '7b0c7f3e-2f0e-4b43-9a51-3a6f4e0b7a10',
      outcomes: ['wrong-answer', 'partial'],
      from: '2026-01-02T12:00:00.000Z',
      which: 'best',
      version: 'own',
    });

    expect(tellScope(scope)).toMatch(
      /^the best of each learner, of one cohort, wrong answer or partial, sent from .*2026.*, on the version each was judged on$/,
    );
  });
});
