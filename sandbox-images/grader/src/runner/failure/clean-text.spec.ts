import { describe, expect, it } from '@jest/globals';
import { cleanText, redact } from './clean-text.js';

describe('cleanText', () => {
  it.each([
    ['colours', '\u001b[31mred\u001b[0m', 'red'],
    ['a window title', 'a\u001b]0;owned\u0007b', 'ab'],
    ['a hyperlink', '\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['a cleared screen', '\u001b[2J\u001b[Hgone', 'gone'],
    ['NUL, which PostgreSQL refuses', 'a\u0000b', 'a\ufffdb'],
    ['a carriage return that hides a line', 'fail\rpass', 'fail\ufffdpass'],
    ['C1 controls', 'a\u009b31mb', 'a\ufffd31mb'],
    ['text that runs backwards', 'a\u202eb', 'a\\u202eb'],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
  ])('makes %s harmless', (_, text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });

  it('keeps lines, tabs and every language', () => {
    expect(cleanText('a\tb\r\nżółw 😀')).toBe('a\tb\nżółw 😀');
  });

  it('is linear in hostile text', () => {
    const startedAt = performance.now();

    cleanText('\u001b['.repeat(300_000) + '\u001b]'.repeat(300_000));

    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

describe('redact', () => {
  it('takes out passwords and the places of our files', () => {
    const text =
      'postgres://app:s3cret@127.0.0.1 at file:///tmp/suite/tests/hidden/a.ts and /tmp/suite/tests/b.ts';

    expect(redact(text, ['s3cret'], '/tmp/suite')).toBe(
      'postgres://app:•••@127.0.0.1 at tests/hidden/a.ts and tests/b.ts',
    );
  });
});
