import { describe, expect, it } from '@jest/globals';
import { Terminal } from './terminal.js';

function open(options: { isTTY?: boolean; env?: Record<string, string> } = {}) {
  const written: string[] = [];
  const stdout = { isTTY: options.isTTY ?? false, columns: 20, write: (text: string) => written.push(text) };
  const terminal = new Terminal({ stdout, stderr: { write: () => true }, env: options.env ?? {} });
  return { terminal, written };
}

describe('Terminal', () => {
  it('keeps one live line below the lasting ones', () => {
    const { terminal, written } = open({ isTTY: true });

    terminal.show('1 of 2');
    terminal.print('done: a');
    terminal.show('2 of 2');
    terminal.show('');

    expect(written.join('')).toBe('1 of 2\r\u001B[2Kdone: a\n1 of 2\r\u001B[2K2 of 2\r\u001B[2K');
  });

  it('cuts the live line at the edge, so that it can be rewritten', () => {
    const { terminal, written } = open({ isTTY: true });

    terminal.show('a line that is far too long');

    expect(written.join('')).toBe('a line that is far…');
  });

  it.each([
    ['a pipe', {}],
    ['a dumb terminal', { isTTY: true, env: { TERM: 'dumb' } }],
    ['continuous integration', { isTTY: true, env: { CI: 'true' } }],
  ])('writes plain lines only to %s', (_, options) => {
    const { terminal, written } = open(options);

    terminal.show('1 of 2');
    terminal.print(terminal.style.red('done'));

    expect(terminal.live).toBe(false);
    expect(written.join('')).toBe('done\n');
  });

  it('has colours on a terminal unless NO_COLOR is set', () => {
    expect(open({ isTTY: true }).terminal.style.red('x')).toBe('\u001B[31mx\u001B[39m');
    expect(open({ isTTY: true, env: { NO_COLOR: '1' } }).terminal.style.red('x')).toBe('x');
    expect(open({ env: { FORCE_COLOR: '1' } }).terminal.style.red('x')).toBe('\u001B[31mx\u001B[39m');
  });
});
