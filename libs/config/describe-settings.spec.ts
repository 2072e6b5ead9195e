import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { describeSettings } from './describe-settings.js';
import { listSettings } from './settings.js';

describe('docs/CONFIGURATION.md', () => {
  it('is what `npm run docs:configuration` makes of the settings', () => {
    const committed = readFileSync(new URL('../../docs/CONFIGURATION.md', import.meta.url), 'utf8');

    expect(committed).toBe(describeSettings());
  });

  it('names every setting once', () => {
    const text = describeSettings();

    for (const { name } of listSettings()) expect(text.split(`| \`${name}\` |`)).toHaveLength(2);
  });
});
