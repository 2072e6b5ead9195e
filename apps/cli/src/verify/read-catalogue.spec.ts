import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readCatalogue } from './read-catalogue.js';

describe('docs/CATALOGUE.md', () => {
  it('is what the exercises and their proofs say: run `npm run docs:catalogue` after a change', async () => {
    const committed = readFileSync(new URL('../../../../docs/CATALOGUE.md', import.meta.url), 'utf8');

    expect(await readCatalogue()).toBe(committed);
  });
});
