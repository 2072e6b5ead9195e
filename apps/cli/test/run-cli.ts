import { Readable } from 'node:stream';
import { runProgram } from '../src/run-program.js';
import { Terminal } from '../src/terminal/terminal.js';

export interface CliRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly signal?: AbortSignal;
  /** Writes to a terminal of this width. */
  readonly columns?: number;
}

/** Runs one command line in this process, with its output kept. */
export async function runCli(words: readonly string[], options: CliOptions): Promise<CliRun> {
  const { cwd, env = {}, stdin = '', signal = new AbortController().signal, columns } = options;
  const out: string[] = [];
  const err: string[] = [];
  const terminal = new Terminal({
    stdout: { write: (text) => out.push(text), ...(columns === undefined ? {} : { isTTY: true, columns }) },
    stderr: { write: (text) => err.push(text) },
    env,
  });
  const exitCode = await runProgram(words, { terminal, stdin: Readable.from([stdin]), env, cwd, signal });
  return { exitCode, stdout: out.join(''), stderr: err.join('') };
}
