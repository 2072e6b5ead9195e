import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Platform } from './platform.js';

const ROOT = resolve(import.meta.dirname, '../../../..');
const EXERCISES = join(import.meta.dirname, 'exercises');
const ACCEPTED = join(EXERCISES, 'probe/solutions/node/accepted/plain');

let platform: Platform;
const homes: string[] = [];
beforeAll(async () => {
  platform = await Platform.start({ exercisesDir: EXERCISES });
}, 90_000);
afterAll(async () => {
  await platform.stop();
  for (const home of homes) rmSync(home, { recursive: true, force: true });
}, 60_000);

interface Run {
  readonly stdin?: string;
  readonly onOutput?: () => void;
}

/** A learner at a machine of their own, with an account and the downloaded exercise in `probe`. */
async function aLearner() {
  const home = mkdtempSync(join(tmpdir(), 'learner-'));
  homes.push(home);
  const touchstone = (words: readonly string[], run?: Run) => start(home, words, run);
  const account = ['--name', 'Ada', '--email', `cli-${randomBytes(5).toString('hex')}@example.org`];
  const login = await touchstone(['login', '--register', '--password-stdin', ...account], {
    stdin: 'correct horse battery\n',
  });
  const download = await touchstone(['download', 'probe', '--runtime', 'node']);
  expect([login, download]).toMatchObject([
    { exitCode: 0, stderr: '' },
    { exitCode: 0, stderr: '' },
  ]);
  const solve = () => cpSync(ACCEPTED, join(home, 'probe'), { recursive: true });
  return { home, touchstone, solve };
}

/** Runs the program that ships. */
async function start(home: string, words: readonly string[], { stdin = '', onOutput }: Run = {}) {
  const child = spawn(process.execPath, [join(ROOT, 'apps/cli/bin/touchstone.mjs'), ...words], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, TOUCHSTONE_URL: platform.url },
  });
  child.stdin.end(stdin);
  child.stdout.on('data', () => onOutput?.());
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { exitCode, stdout, stderr };
}

const types = (stdout: string): string[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { type: string }).type);

describe('touchstone against the whole platform', () => {
  it('takes a learner from the starter to an accepted submission', async () => {
    const { touchstone, solve } = await aLearner();

    const starter = await touchstone(['submit', 'probe', '--watch']);
    solve();
    const accepted = await touchstone(['submit', 'probe', '--json']);
    const list = await touchstone(['exercises']);

    expect(starter).toMatchObject({ exitCode: 1, stderr: '' });
    expect(accepted).toMatchObject({ exitCode: 0, stderr: '' });
    expect(types(accepted.stdout).slice(-2)).toEqual(['judged', 'verdict']);
    expect(list.stdout).toMatch(/probe +100 /);
  }, 120_000);

  it('watches on when the API is killed and started again in the middle', async () => {
    const { touchstone, solve } = await aLearner();
    solve();
    const api = platform.processes.find((process) => process.name === 'api' && process.running);
    let killed: Promise<unknown> | undefined;
    const killOnce = (): void => {
      killed ??= api?.end('SIGKILL').then(() => platform.startProcess('api'));
    };

    const { exitCode, stdout } = await touchstone(['submit', 'probe', '--json'], { onOutput: killOnce });

    await killed;
    const seen = types(stdout);
    expect(exitCode).toBe(0);
    expect(seen.filter((type) => type === 'test')).toHaveLength(3);
    expect(seen.filter((type) => type === 'judged')).toHaveLength(1);
  }, 120_000);

  it('runs the public tests on this machine with nothing but the folder', async () => {
    const { touchstone, solve } = await aLearner();
    solve();

    const run = await touchstone(['test', 'probe', '--exercise', join(EXERCISES, 'probe')]);

    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('✔ accepted') });
  }, 120_000);

  it('keeps the token where only its owner can read it, and ends it at logout', async () => {
    const { home, touchstone } = await aLearner();
    const file = join(home, '.config/touchstone/credentials.json');
    const stored = JSON.parse(readFileSync(file, 'utf8')) as { servers: Record<string, { token: string }> };
    const authorization = `Bearer ${stored.servers[platform.url]?.token}`;

    const { exitCode } = await touchstone(['logout']);

    const answer = await fetch(`${platform.url}/api/v1/me`, { headers: { authorization } });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(exitCode).toBe(0);
    expect(answer.status).toBe(401);
  }, 60_000);
});
