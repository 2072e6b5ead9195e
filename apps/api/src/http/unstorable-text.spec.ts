import { describe, expect, it } from '@jest/globals';
import { listUnstorableText } from './unstorable-text.js';

describe('listUnstorableText', () => {
  it('names every place, however deep', () => {
    const body = { a: 'x\0', b: { c: ['fine', '\ud800'] }, d: 'ok 😀' };

    expect(listUnstorableText(body)).toEqual([['a'], ['b', 'c', '1']]);
  });

  it('leaves files to those who know them', () => {
    expect(listUnstorableText({ files: [{ path: 'a\0' }] })).toEqual([]);
  });
});
