import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import { CommandError } from '../exit-code.js';

/** Asks a person for a line; a hidden one is not echoed. */
export async function ask(question: string, options: { hidden?: boolean } = {}): Promise<string> {
  if (!process.stdin.isTTY)
    throw new CommandError(`${question.trim()} cannot be asked for: this is no terminal`);
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: process.stdin,
    output: options.hidden === true ? silent : process.stderr,
    terminal: true,
  });
  try {
    const answer = await lines.question('');
    if (options.hidden === true) process.stderr.write('\n');
    return answer;
  } finally {
    lines.close();
  }
}

/** Everything on standard input, without the newline at its end. */
export async function readStandardInput(): Promise<string> {
  return (await text(process.stdin)).replace(/\r?\n$/, '');
}
