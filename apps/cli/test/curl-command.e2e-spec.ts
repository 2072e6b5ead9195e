import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { toCurl, type HttpExchange } from '#contracts';

/** What curl is given by a real shell, and what comes to its stdin. */
function pasteInto(shell: string, command: string): { args: string[]; stdin: string } {
  const program = `curl() { printf '%s\\0' "$@"; printf 'stdin:'; cat; }\n${command}\n`;
  const output = execFileSync(shell, ['-c', program], { input: '', encoding: 'latin1' });
  const [args = '', stdin = ''] = output.split('stdin:', 2);
  return { args: args.split('\0').slice(0, -1).map(toUtf8), stdin };
}

const toUtf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');

const aRequest = (
  body: string | null,
  more: Partial<HttpExchange['request']> = {},
): HttpExchange['request'] => ({
  method: 'POST',
  url: 'http://127.0.0.1:8080/todos?q=$(id)&x=`id`',
  headers: { 'content-type': 'application/json', 'x-note': `it's "quoted" \\ $HOME` },
  body,
  ...more,
});

const HOSTILE = [
  ['quotes', `it's "quoted"`],
  ['lines', 'a\nb\n\n'],
  ['what a shell would run', '$(touch hacked) `touch hacked` ; touch hacked & | > x !! * ~ #'],
  ['backslashes', String.raw`\ \n \' \x41`],
  ['every language', 'żółw 😀'],
] as const;

describe('a curl command that is pasted', () => {
  it.each(HOSTILE)('gives curl the body as it was, in any POSIX shell: %s', (_, body) => {
    const command = toCurl(aRequest(body)) ?? '';

    for (const shell of ['sh', 'bash']) {
      expect(pasteInto(shell, command).args).toEqual([
        '-i',
        'http://127.0.0.1:8080/todos?q=$(id)&x=`id`',
        '-H',
        'content-type: application/json',
        '-H',
        `x-note: it's "quoted" \\ $HOME`,
        '--data-raw',
        body,
      ]);
    }
  });

  it('gives curl control characters as they were, in bash', () => {
    const body = `\u001b[2J\r\u007f'\\`;

    expect(pasteInto('bash', toCurl(aRequest(body)) ?? '').args.at(-1)).toBe(body);
  });

  it('sends bytes that no argument could hold', () => {
    const bytes = Buffer.from([0, 0xff, 0x0a, 0x27, 0]);
    const request = aRequest('\\u0000…', { bodyBase64: bytes.toString('base64') });

    for (const shell of ['sh', 'bash']) {
      const { args, stdin } = pasteInto(shell, toCurl(request) ?? '');

      expect(args.slice(-2)).toEqual(['--data-binary', '@-']);
      expect(Buffer.from(stdin, 'latin1')).toEqual(bytes);
    }
  });
});
