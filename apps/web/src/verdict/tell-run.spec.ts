import { describe, expect, it } from '@jest/globals';
import type { LiveEvent } from '#contracts';
import { NEW_RUN, takeEvent } from './live-run.js';
import { tellRun } from './tell-run.js';

const after = (...events: LiveEvent[]) => events.reduce(takeEvent, NEW_RUN);
const ended = (index: number, status: 'passed' | 'failed'): LiveEvent => ({
  type: 'test',
  index,
  group: 'Basics',
  status,
});

describe('tellRun', () => {
  it.each<[string, LiveEvent[]]>([
    ['Waiting for a free worker.', []],
    ['Next in line.', [{ type: 'queue-position', position: 0 }]],
    ['1 submission before yours.', [{ type: 'queue-position', position: 1 }]],
    ['7 submissions before yours.', [{ type: 'queue-position', position: 7 }]],
    ['Your code is being built.', [{ type: 'status', status: 'building', attempt: 1 }]],
    [
      '2 of 3 tests done, 1 failed.',
      [
        { type: 'status', status: 'testing', attempt: 1 },
        { type: 'plan', total: 3 },
        ended(0, 'passed'),
        ended(1, 'failed'),
      ],
    ],
    [
      'Our fault: it will be judged again. Waiting for a free worker.',
      [{ type: 'retrying', attempt: 1, reason: 'Our fault: it will be judged again.' }],
    ],
  ])('says “%s”', (sentence, events) => {
    expect(tellRun(after(...events), 'open')).toBe(sentence);
  });

  it('says that the connection is lost, and that nothing else is', () => {
    expect(tellRun(NEW_RUN, 'lost')).toBe('Connection lost, trying again. Your submission is safe.');
  });
});
