import { describe, expect, it } from '@jest/globals';
import { FeedbackPolicy } from '#contracts';
import { aManifest, anExercise, aResult } from '#testing';
import { showTest } from './show-verdict.js';

const failure = { category: 'assertion', message: 'expected 201, got 200' } as const;
const secret = aResult({ title: 'keeps the id', status: 'failed', failure });
const exerciseWith = (feedback: FeedbackPolicy) =>
  anExercise({
    manifest: aManifest({ feedback, groups: [{ name: 'Basics', points: 1, hint: 'Think of ids.' }] }),
  });
const learner = { mode: 'graded', staff: false, passed: false } as const;

describe('showTest', () => {
  it.each([
    ['none', null, null, null],
    ['category', null, 'assertion', null],
    ['hint', 'keeps the id', 'assertion', 'Think of ids.'],
    ['message', 'keeps the id', 'assertion', 'expected 201, got 200'],
    ['after-pass', null, null, null],
    ['after-due', null, null, null],
  ] as const)('shows a learner under policy %s only what it allows', (policy, title, category, message) => {
    expect(showTest(secret, exerciseWith(policy), learner)).toEqual({
      group: 'Basics',
      status: 'failed',
      title,
      category,
      message,
      exchange: null,
    });
  });

  it('opens after-pass once the learner has passed', () => {
    expect(showTest(secret, exerciseWith('after-pass'), { ...learner, passed: true }).message).toBe(
      failure.message,
    );
  });

  it.each(FeedbackPolicy.options)('shows staff and public runs everything under policy %s', (policy) => {
    expect(showTest(secret, exerciseWith(policy), { ...learner, staff: true }).message).toBe(failure.message);
    expect(showTest(secret, exerciseWith(policy), { ...learner, mode: 'public' }).message).toBe(
      failure.message,
    );
  });

  it('lets a group override the policy of the exercise', () => {
    const manifest = aManifest({
      feedback: 'message',
      groups: [{ name: 'Basics', points: 1, feedback: 'none' }],
    });

    expect(showTest(secret, anExercise({ manifest }), learner).title).toBeNull();
  });
});
