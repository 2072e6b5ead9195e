import { describe, expect, it } from '@jest/globals';
import { chooseSource } from './find-programs.js';

describe('chooseSource', () => {
  it.each([
    [17, 17, 'installed'],
    [16, 18, 'installed'],
    [17, 15, 'image'],
    [15, null, 'image'],
    [18, 17, null],
    [18, null, null],
  ] as const)(
    'for a server of version %s and a client of version %s answers %s',
    (server, installed, source) => {
      expect(chooseSource(server, installed)).toBe(source);
    },
  );
});
