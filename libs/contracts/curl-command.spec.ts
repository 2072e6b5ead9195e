import { describe, expect, it } from '@jest/globals';
import { quoteForShell, toCurl } from './curl-command.js';
import type { HttpExchange } from './test-failure.js';

function aRequest(more: Partial<HttpExchange['request']> = {}): HttpExchange['request'] {
  return { method: 'GET', url: 'http://127.0.0.1:8080/todos', headers: {}, body: null, ...more };
}

describe('toCurl', () => {
  it('asks for an address', () => {
    expect(toCurl(aRequest())).toBe('curl -i http://127.0.0.1:8080/todos');
  });

  it('sends headers and body as they were', () => {
    const request = aRequest({
      method: 'PUT',
      url: 'http://127.0.0.1:8080/todos?q=a b',
      headers: { 'content-type': 'application/json', 'x-empty': '' },
      body: '{"title":"it\'s"}\n',
    });

    expect(toCurl(request)).toBe(
      [
        "curl -i 'http://127.0.0.1:8080/todos?q=a b'",
        '-X PUT',
        "-H 'content-type: application/json'",
        "-H 'x-empty;'",
        `--data-raw '{"title":"it'\\''s"}\n'`,
      ].join(' \\\n  '),
    );
  });

  it.each([
    [{ method: 'POST', body: '' }, ['-H content-type:', "--data-raw ''"]],
    [{ method: 'HEAD' }, ['--head']],
    [{ method: 'DELETE' }, ['-X DELETE']],
    [{ method: 'GET', body: 'a' }, ['-X GET', '-H content-type:', '--data-raw a']],
  ])('says of %p only what curl would not do by itself', (more, options) => {
    expect(toCurl(aRequest(more))).toBe(['curl -i http://127.0.0.1:8080/todos', ...options].join(' \\\n  '));
  });

  it('sends bytes that are no text', () => {
    const request = aRequest({
      method: 'POST',
      headers: { 'content-type': 'a/b' },
      body: 'a\ufffd',
      bodyBase64: 'Yf8=',
    });

    expect(toCurl(request)).toBe(
      "printf %s Yf8= | base64 -d | curl -i http://127.0.0.1:8080/todos \\\n  -H 'content-type: a/b' \\\n  --data-binary @-",
    );
  });

  it('keeps curl from reading more into an address than is there', () => {
    expect(toCurl(aRequest({ url: 'http://127.0.0.1:8080/a/../b?c[]={1}' }))).toBe(
      "curl -i 'http://127.0.0.1:8080/a/../b?c[]={1}' \\\n  --globoff \\\n  --path-as-is",
    );
  });

  it('writes no header that curl would take for the name of a file', () => {
    expect(toCurl(aRequest({ headers: { '@/etc/passwd': 'x' } }))).toBeNull();
  });

  it('does not pretend to know a request that was too long to be kept', () => {
    expect(toCurl(aRequest({ cut: true }))).toBeNull();
  });
});

describe('quoteForShell', () => {
  it.each([
    ['plain', 'a/b:c', 'a/b:c'],
    ['empty', '', "''"],
    ['a quote', "it's", "'it'\\''s'"],
    [
      'what a shell would run',
      '$(id) `id` "$HOME" \\ !! ; & | > *',
      `'$(id) \`id\` "$HOME" \\ !! ; & | > *'`,
    ],
    ['lines', 'a\nb', "'a\nb'"],
    ['controls', "\u001b[2J'\\\r", "$'\\x1b[2J\\'\\\\\\x0d'"],
    ['NUL, which no argument can hold', 'a\0b', "$'a\ufffdb'"],
    ['an option', '-o', '-o'],
  ])('keeps %s one word', (_, text, word) => {
    expect(quoteForShell(text)).toBe(word);
  });
});
