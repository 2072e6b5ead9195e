import { describe, expect, it } from '@jest/globals';
import { EVENT_ID, finalEventId, isLaterId } from './event-id.js';

describe('event ids', () => {
  it.each([
    ['1-2', '1-1', true],
    ['1-10', '1-9', true],
    ['2-1', '1-1000000', true],
    ['1-1', '1-1', false],
    ['1-9', '1-10', false],
    ['1-1000000', '2-1', false],
    ['1-1', null, true],
  ])('%s after %s: %s', (id, other, later) => {
    expect(isLaterId(id, other)).toBe(later);
  });

  it('end with the verdict of their attempt', () => {
    expect(finalEventId(3)).toBe('3-1000000');
    expect(finalEventId(3)).toMatch(EVENT_ID);
    expect(isLaterId(finalEventId(3), '3-999999')).toBe(true);
  });
});
