import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CandidateDetail } from '#contracts';
import { Learner, readFiles } from './learner.js';
import { Platform } from './platform.js';

const ROOT = resolve(import.meta.dirname, '../../../..');
const SLUG = 'greet-the-guests';

let platform: Platform;
let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'author-'));
  platform = await Platform.start({
    exercisesDir: join(import.meta.dirname, 'exercises'),
    env: { TOUCHSTONE_PROOF_REPEATS: '1' },
  });
}, 90_000);
afterAll(async () => {
  await platform.stop();
  rmSync(home, { recursive: true, force: true });
}, 60_000);

/** Runs the program that ships, as an author at a machine of their own. */
async function touchstone(...words: string[]) {
  const child = spawn(process.execPath, [join(ROOT, 'apps/cli/bin/touchstone.mjs'), ...words], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, TOUCHSTONE_URL: platform.url },
  });
  child.stdin.end('correct horse battery\n');
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { exitCode, stdout, stderr };
}

type Line = { readonly type: string } & Record<string, unknown>;
const linesOf = (stdout: string): Line[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

const folder = (...path: string[]) => join(home, SLUG, ...path);

describe('an exercise that an author sends', () => {
  it('is published only once real pods have proven it, and is then judged like any other', async () => {
    const email = `author-${randomBytes(5).toString('hex')}@example.org`;
    await touchstone('login', '--register', '--password-stdin', '--name', 'Grace', '--email', email);
    await platform.query(`UPDATE users SET role = 'instructor' WHERE email = $1`, [email]);
    expect(await touchstone('exercise', 'new', SLUG, '--into', '.')).toMatchObject({ exitCode: 0 });
    const solution = folder('solutions/node/accepted/plain-http');
    const trap = folder('solutions/node/rejected/accepts-anything');
    const wrong = readFileSync(join(trap, 'main.ts'));

    // As long as the wrong solution is not wrong, nothing shows that a group of tests finds anything.
    copyFileSync(join(solution, 'main.ts'), join(trap, 'main.ts'));
    const unproven = await touchstone('exercise', 'push', folder(), '--publish', '--json');

    expect({ ...unproven, stdout: '' }).toMatchObject({ exitCode: 1, stderr: '' });
    const refused = linesOf(unproven.stdout).find(({ type }) => type === 'report');
    const { report, state } = CandidateDetail.parse(refused?.candidate);
    expect(state).not.toBe('published');
    expect(report).toMatchObject({
      proven: false,
      unproven: [
        'Checks its input › answers 400 without a name',
        'Checks its input › answers 400 to an empty name',
      ],
    });
    const learner = await Learner.register(platform.url);
    expect((await learner.request(`/exercises/${SLUG}`)).status).toBe(404);

    writeFileSync(join(trap, 'main.ts'), wrong);
    const proven = await touchstone('exercise', 'push', folder(), '--publish', '--json');

    expect({ ...proven, stdout: '' }).toMatchObject({ exitCode: 0, stderr: '' });
    const lines = linesOf(proven.stdout);
    expect(lines.at(-1)).toMatchObject({ type: 'published', slug: SLUG });
    expect(lines.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['proof-started', 'run-started', 'run-ended', 'settled', 'report']),
    );

    const [good, bad] = [
      await learner.judge(SLUG, 'node', readFiles(solution)),
      await learner.judge(SLUG, 'node', readFiles(trap)),
    ];
    expect(good).toMatchObject({ outcome: 'accepted', score: 100, exerciseVersion: lines.at(-1)?.version });
    expect(bad).toMatchObject({ outcome: 'partial', score: 60 });
  }, 300_000);
});
