import { describe, expect, it } from '@jest/globals';
import { findDifferences } from './dependencies.mjs';

describe('findDifferences', () => {
  it('finds nothing when the installed versions are the wanted ones', () => {
    const packages = { '': { version: '0.1.0' }, 'node_modules/a': { version: '1.0.0' } };

    expect(findDifferences(packages, { 'node_modules/a': { version: '1.0.0' } })).toEqual([]);
  });

  it('finds a missing package and another version', () => {
    const wanted = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0' } };

    expect(findDifferences(wanted, { 'node_modules/b': { version: '1.9.0' } })).toEqual([
      'node_modules/a',
      'node_modules/b',
    ]);
  });

  it('does not miss what is optional: it may be for another system', () => {
    expect(findDifferences({ 'node_modules/a-darwin': { version: '1.0.0', optional: true } }, {})).toEqual(
      [],
    );
  });
});
