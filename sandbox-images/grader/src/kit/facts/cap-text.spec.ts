import { describe, expect, it } from '@jest/globals';
import { capText } from './cap-text.js';

describe('capText', () => {
  it('leaves short text alone and cuts long text on a whole character', () => {
    expect(capText('abc', 3)).toBe('abc');
    expect(capText('abcd', 3)).toBe('ab…');
    expect(capText('a😀bc', 3)).toBe('a…');
  });
});
