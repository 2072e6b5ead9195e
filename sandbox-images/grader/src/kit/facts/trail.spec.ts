import { describe, expect, it } from '@jest/globals';
import { Trail } from './trail.js';

describe('Trail', () => {
  it('shows what happened last', () => {
    const trail = new Trail<string>();
    expect(trail.shown).toBeNull();

    trail.record('first');
    trail.record('last');

    expect(trail.shown).toBe('last');
  });

  it('shows what a failed check looked at, until something else happens', () => {
    const trail = new Trail<string>();
    trail.record('first');
    trail.record('second');

    trail.blame('first');
    expect(trail.shown).toBe('first');

    trail.record('third');
    expect(trail.shown).toBe('third');
  });
});
