import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Platform } from './platform.js';

const ROOT = resolve(import.meta.dirname, '../../../..');
const EXERCISES = join(import.meta.dirname, 'exercises');
const ACCEPTED = join(EXERCISES, 'probe/solutions/node/accepted/plain');

let platform: Platform;
let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'learner-'));
  platform = await Platform.start({ exercisesDir: EXERCISES });
}, 90_000);
afterAll(async () => {
  await platform.stop();
  rmSync(home, { recursive: true, force: true });
}, 60_000);

/** Runs the program that ships, as a learner would. */
async function touchstone(words: readonly string[], options: { stdin?: string; onLine?: () => void } = {}) {
  const child = spawn(process.execPath, [join(ROOT, 'apps/cli/bin/touchstone.mjs'), ...words], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, TOUCHSTONE_URL: platform.url },
  });
  child.stdin.end(options.stdin ?? '');
  child.stdout.on('data', () => options.onLine?.());
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
  it('takes a learner from an account to an accepted submission', async () => {
    const email = `cli-${randomBytes(5).toString('hex')}@example.org`;
    const account = ['--email', email, '--password-stdin'];
    const login = await touchstone(['login', '--register', '--name', 'Ada', ...account], {
      stdin: 'correct horse battery\n',
    });
    const download = await touchstone(['download', 'probe', '--runtime', 'node']);
    const starter = await touchstone(['submit', 'probe', '--watch']);
    cpSync(ACCEPTED, join(home, 'probe'), { recursive: true });
    const accepted = await touchstone(['submit', 'probe', '--json']);
    const list = await touchstone(['exercises']);

    expect(login).toMatchObject({ exitCode: 0, stderr: '' });
    expect(download).toMatchObject({ exitCode: 0, stderr: '' });
    expect(starter).toMatchObject({ exitCode: 1, stderr: '' });
    expect(accepted).toMatchObject({ exitCode: 0, stderr: '' });
    expect(types(accepted.stdout).slice(-2)).toEqual(['judged', 'verdict']);
    expect(list.stdout).toMatch(/probe +100 /);
  }, 120_000);

  it('watches on when the API is killed and started again in the middle', async () => {
    const [api] = platform.processes;
    let killed: Promise<unknown> | null = null;
    const onLine = () => {
      killed ??= api?.end('SIGKILL').then(() => platform.startProcess('api')) ?? null;
    };

    const { exitCode, stdout } = await touchstone(['submit', 'probe', '--json'], { onLine });

    await killed;
    const seen = types(stdout);
    expect(exitCode).toBe(0);
    expect(seen.filter((type) => type === 'test')).toHaveLength(3);
    expect(seen.filter((type) => type === 'judged')).toHaveLength(1);
  }, 120_000);

  it('runs the public tests on this machine with nothing but the folder', async () => {
    const { exitCode, stdout, stderr } = await touchstone([
      'test',
      'probe',
      '--exercise',
      join(EXERCISES, 'probe'),
    ]);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('✔ accepted');
  }, 120_000);

  it('keeps the token readable by its owner only, and ends it at logout', async () => {
    const file = join(home, '.config/touchstone/credentials.json');
    const { servers } = JSON.parse(readFileSync(file, 'utf8')) as {
      servers: Record<string, { token: string }>;
    };
    const { token } = servers[platform.url] ?? { token: '' };

    const { exitCode } = await touchstone(['logout']);

    const answer = await fetch(`${platform.url}/api/v1/me`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(exitCode).toBe(0);
    expect(answer.status).toBe(401);
  }, 60_000);
});
