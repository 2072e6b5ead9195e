import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { feed, listen, nowhere, settleRun, type ProgramRun } from './program-run.js';

/** The major version of the programs on this machine's PATH; null when there are none. */
export async function readInstalledMajor(): Promise<number | null> {
  try {
    const { stdout } = await promisify(execFile)('pg_dump', ['--version']);
    const major = /\(PostgreSQL\) (\d+)/.exec(stdout)?.[1];
    return major === undefined ? null : Number(major);
  } catch {
    return null;
  }
}

export async function runInstalled(run: ProgramRun): Promise<void> {
  const { name, args, password, input = Readable.from([]), output = nowhere(), signal } = run;
  const child = spawn(name, args, {
    stdio: 'pipe',
    env: { ...process.env, ...(password === undefined ? {} : { PGPASSWORD: password }) },
    signal,
  });
  const said = listen();
  child.stderr.on('data', (bytes: Buffer) => said.push(bytes, 'stderr'));
  const ended = once(child, 'close') as Promise<[number | null]>;
  const flows = await Promise.allSettled([feed(input, child.stdin), pipeline(child.stdout, output)]);
  const [exitCode] = await ended;
  settleRun(name, exitCode, said, flows);
}
