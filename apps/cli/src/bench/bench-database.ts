import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { PlainJob } from './plain-judge.js';

const run = promisify(execFile);
const UID = 64998;

/** A throw-away PostgreSQL as a pod has it, for a plain judge. */
export interface BenchDatabase {
  readonly container: string;
  readonly access: PlainJob['services'][number];
  remove(): Promise<void>;
}

/** @param network `host`, or `none` for a judge that joins its container */
export async function startBenchDatabase(network: 'host' | 'none', port: number): Promise<BenchDatabase> {
  const [password, subjectPassword] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
  const { stdout } = await run('docker', [
    ...['run', '-d', '--rm', '--init', '--label', 'touchstone.managed=true', '--network', network],
    ...['--user', `${UID}:${UID}`, '--tmpfs', `/data:size=256m,mode=0700,uid=${UID},gid=${UID}`],
    ...['-e', `GRADER_PASSWORD=${password}`, '-e', `APP_PASSWORD=${subjectPassword}`],
    ...['-e', `TOUCHSTONE_PORT=${port}`, 'touchstone/postgres:latest'],
  ]);
  const container = stdout.trim();
  const access = { name: 'postgres', port, user: 'grader', password, subjectUser: 'app', subjectPassword };
  return {
    container,
    access,
    remove: async () => {
      await run('docker', ['rm', '-f', container]);
    },
  };
}
