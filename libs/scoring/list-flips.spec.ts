import { describe, expect, it } from '@jest/globals';
import { listFlips } from './list-flips.js';

describe('listFlips', () => {
  it('names what came out otherwise, what is new and what is gone, and nothing else', () => {
    const before = [
      { id: 'same', status: 'passed' },
      { id: 'breaks', status: 'passed' },
      { id: 'gone', status: 'failed' },
    ] as const;
    const after = [
      { id: 'same', status: 'passed' },
      { id: 'new', status: 'passed' },
      { id: 'breaks', status: 'failed' },
    ] as const;

    expect(listFlips(before, after)).toEqual([
      { test: 'new', from: 'absent', to: 'passed' },
      { test: 'breaks', from: 'passed', to: 'failed' },
      { test: 'gone', from: 'failed', to: 'absent' },
    ]);
  });
});
