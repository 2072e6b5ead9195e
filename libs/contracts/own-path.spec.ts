import { describe, expect, it } from '@jest/globals';
import { toOwnPath } from './own-path.js';

describe('toOwnPath', () => {
  it.each(['/', '/exercises/todo-api', '/submissions?outcome=partial&exercise=a%20b', '/tracks/a#stage-2'])(
    'keeps %s',
    (path) => {
      expect(toOwnPath(path)).toBe(path);
      expect(new URL(path, 'https://ours.example').origin).toBe('https://ours.example');
    },
  );

  it.each([
    undefined,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    ' //evil.example',
    'javascript:alert(1)',
    'exercises',
    '/ä',
    '/a b',
    '/a\\b',
  ])('leads home from %j', (path) => {
    expect(toOwnPath(path)).toBe('/');
  });
});
