import { describe, expect, it } from '@jest/globals';
import { UserId } from '#contracts';
import type { Standing } from '#scoring';
import { CountedBoard } from './counted-board.js';

const T0 = Math.floor(Date.UTC(2026, 0, 1) / 1000);
const aStanding = (digit: number, points: number): Standing => ({
  userId: UserId.parse(`00000000-0000-4000-8000-00000000000${digit}`),
  points,
  reachedAtSeconds: T0,
});

describe('a board held in memory', () => {
  it('has another revision when, and only when, somebody has other points', () => {
    const [first, second] = [aStanding(1, 30), aStanding(2, 20)];

    const revision = new CountedBoard([first, second]).revision;

    expect(new CountedBoard([second, first]).revision).toBe(revision);
    expect(new CountedBoard([first, { ...second, points: 21 }]).revision).not.toBe(revision);
    expect(new CountedBoard([first]).revision).not.toBe(revision);
  });

  it('has no page behind its end, and nobody around who is not on it', () => {
    const board = new CountedBoard([aStanding(1, 30)]);

    expect(board.readPage({ from: { code: 0, skip: 0 }, limit: 5 })).toEqual({
      rows: [],
      total: 1,
      next: null,
    });
    expect(board.readAround(aStanding(2, 1).userId, 5)).toBeNull();
  });
});
