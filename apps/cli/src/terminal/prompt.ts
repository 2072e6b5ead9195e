import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import type { Context } from '../context.js';
import { CommandError } from '../exit-code.js';

/** Asks a person for a line; a hidden one is not echoed. */
export async function ask(
  { stdin, signal }: Context,
  question: string,
  options: { hidden?: boolean } = {},
): Promise<string> {
  if (stdin.isTTY !== true) {
    const missing = question.replace(/:\s*$/, '');
    throw new CommandError(
      `this is no terminal, so nobody can be asked for: ${missing}. --help lists the options that take it`,
    );
  }
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const output = options.hidden === true ? silent : process.stderr;
  const lines = createInterface({ input: stdin, output, terminal: true });
  // The terminal is in raw mode while asking: Ctrl-C arrives here, not as a signal.
  const stopped = new AbortController();
  lines.once('SIGINT', () => stopped.abort());
  try {
    return await lines.question('', { signal: AbortSignal.any([signal, stopped.signal]) });
  } catch (error) {
    throw new CommandError('stopped', undefined, { cause: error });
  } finally {
    if (options.hidden === true) process.stderr.write('\n');
    lines.close();
  }
}

/** Everything on standard input, without the newline at its end. */
export async function readStandardInput({ stdin }: Context): Promise<string> {
  return (await text(stdin)).replace(/\r?\n$/, '');
}
