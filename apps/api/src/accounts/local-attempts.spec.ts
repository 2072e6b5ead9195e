import { describe, expect, it } from '@jest/globals';
import { LocalAttempts } from './local-attempts.js';

describe('attempts counted by one process', () => {
  it('grow within a window that begins with the first of them', () => {
    let nowMs = 0;
    const attempts = new LocalAttempts(() => nowMs);
    const first = attempts.increment('ada', 60);
    nowMs = 59_500;
    const second = attempts.increment('ada', 60);
    nowMs = 60_000;
    const later = attempts.increment('ada', 60);

    expect([first, second, later]).toEqual([
      { attempts: 1, secondsLeft: 60 },
      { attempts: 2, secondsLeft: 1 },
      { attempts: 1, secondsLeft: 60 },
    ]);
  });

  it('are counted apart, and forgotten when told', () => {
    const attempts = new LocalAttempts();
    attempts.increment('ada', 60);
    attempts.increment('bob', 60);
    attempts.forget('ada');

    expect(['ada', 'bob'].map((key) => attempts.increment(key, 60).attempts)).toEqual([1, 2]);
  });

  it('are no more than memory allows: the oldest windows go', () => {
    const attempts = new LocalAttempts();
    for (let n = 0; n <= 50_000; n++) attempts.increment(`guest ${n}`, 60);

    expect(['guest 1', 'guest 50000'].map((key) => attempts.increment(key, 60).attempts)).toEqual([2, 2]);
    expect(attempts.increment('guest 0', 60).attempts).toBe(1);
  });
});
