import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { zipSync, strToU8 } from 'fflate';
import type { Page } from 'playwright-core';
import type { CandidateId, ProofEvent, SubmissionFile, SubmissionId } from '#contracts';
import { exerciseFiles } from '#testing';
import { aProofReport, type Account } from '../api-world.js';
import { findBarriers, fitsWidth, NARROW, PageWorld, shoot } from './page-world.js';

const TESTS = ['Greets › greets whoever asks', 'Checks its input › answers 400 without a name'];
let world: PageWorld;
let staff: Account;

beforeAll(async () => {
  world = await PageWorld.start();
  staff = await world.api.account('instructor');
}, 60_000);
afterAll(() => world.close());

const openDesk = (path = '/desk', visit = {}) => world.open(path, { as: staff, ...visit });

async function findCandidate(slug: string): Promise<CandidateId> {
  const { body } = await world.api.http
    .get(`/api/v1/exercises/${slug}/candidates`)
    .set('authorization', staff.bearer);
  return body.items[0].id as CandidateId;
}

const row = (program: string, role: 'starter' | 'accepted' | 'rejected', marks: ('passed' | 'failed')[]) => ({
  program,
  role,
  runs: 1,
  outcome: role === 'accepted' ? 'accepted' : 'partial',
  score: role === 'accepted' ? 100 : 40,
  expected: true,
  cells: marks.map((mark) => ({ mark, expected: true })),
});
const REPORT = aProofReport({
  matrix: {
    tests: TESTS,
    rows: [
      row('node/accepted/plain-http', 'accepted', ['passed', 'passed']),
      row('node/rejected/accepts-anything', 'rejected', ['passed', 'failed']),
    ],
  },
  headRoom: [
    { limit: 'test time', used: 900, allowed: 5000, unit: 'ms', share: 0.18, by: 'node/accepted/plain-http' },
  ],
});

/** What a worker tells while it proves, as far as the second program. */
async function beginProof(id: CandidateId): Promise<number> {
  const claimed = await world.api.candidates.claim({ id, workerId: 'worker', leaseMs: 60_000 });
  const { attempt } = claimed!;
  const told: ProofEvent[] = [
    {
      type: 'proof-started',
      repeats: 1,
      programs: REPORT.matrix.rows.map(({ program, role }) => ({ program, role })),
    },
    { type: 'tests', tests: TESTS },
    { type: 'run-ended', row: REPORT.matrix.rows[0]! },
    { type: 'run-started', program: 'node/rejected/accepts-anything', repeat: 1 },
    {
      type: 'cell',
      program: 'node/rejected/accepts-anything',
      test: TESTS[1]!,
      status: 'failed',
      expected: true,
    },
  ];
  for (const [index, event] of told.entries()) {
    await world.api.live.proofs.publish(id, attempt, index + 1, event);
  }
  return attempt;
}

async function chooseArchive(page: Page, name: string, files: readonly SubmissionFile[]): Promise<void> {
  const bytes = zipSync(
    Object.fromEntries(files.map(({ path, content }) => [`${name}/${path}`, strToU8(content)])),
  );
  await page
    .getByLabel('Choose an archive')
    .setInputFiles({ name: `${name}.zip`, mimeType: 'application/zip', buffer: Buffer.from(bytes) });
}

describe('the desk', () => {
  it('takes an archive from lint to publication, and shows the matrix as it fills', async () => {
    const page = await openDesk();
    await chooseArchive(page, 'greeting', exerciseFiles());
    await page.getByText(/^\d+ files chosen\.$/).waitFor();
    await page.getByRole('button', { name: 'Send to be proven' }).click();
    await page.getByRole('heading', { level: 1, name: 'New exercise' }).waitFor();
    await page.getByText('It waits for a worker').waitFor();
    const id = await findCandidate('greeting');

    const attempt = await beginProof(id);
    await page.getByText('1 of 2 runs, now node/rejected/accepts-anything (1 of 1)').waitFor();
    const test = page.getByRole('row', { name: /answers 400 without a name/ });
    expect(await test.getByRole('cell').allInnerTexts()).toEqual(['·\npasses', '✘\nfails', '1']);
    expect(await page.getByRole('button', { name: 'Publish this version' }).count()).toBe(0);
    await shoot(page, 'desk-proving');

    await world.api.candidates.record({ id, attempt, report: REPORT });
    await world.api.live.proofs.announce(id);
    await page.getByRole('button', { name: 'Publish this version' }).click();
    await page.getByText('Learners see this version.').waitFor();

    await world.api.http.get('/api/v1/exercises/greeting').expect(200);
    await shoot(page, 'desk-exercise');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('takes a folder, and shows every mistake with line and column', async () => {
    const home = mkdtempSync(join(tmpdir(), 'desk-'));
    for (const { path, content } of exerciseFiles({ 'statement.md': null })) {
      mkdirSync(dirname(join(home, 'broken', path)), { recursive: true });
      writeFileSync(join(home, 'broken', path), content);
    }
    const page = await openDesk();

    await page.getByLabel('Choose a folder').setInputFiles(join(home, 'broken'));
    await page.getByText(/^\d+ files chosen\.$/).waitFor();
    await page.getByRole('button', { name: 'Send to be proven' }).click();
    const found = page.getByRole('region', { name: 'Lint' }).getByRole('row', { name: /statement\.md/ });
    await found.waitFor();
    rmSync(home, { recursive: true });

    expect(await found.getByRole('cell').allInnerTexts()).toEqual([
      'statement.md',
      '1',
      '1',
      expect.stringMatching(/^error is missing/),
    ]);
    expect(await findBarriers(page)).toEqual([]);
  });

  it('refuses an archive that grows without end, and says so', async () => {
    const page = await openDesk();
    const bytes = zipSync({ a: new Uint8Array(20 * 1024 * 1024) });

    await page
      .getByLabel('Choose an archive')
      .setInputFiles({ name: 'bomb.zip', mimeType: 'application/zip', buffer: Buffer.from(bytes) });

    await page.getByRole('alert').getByText('bomb.zip unpacks to more than 16 MiB: pack only').waitFor();
    expect(await page.getByRole('button', { name: 'Send to be proven' }).isDisabled()).toBe(true);
  });

  it('says what is missing for a proof, and offers no way to publish', async () => {
    const id = await world.api.sendFolder(staff, 'unproven', exerciseFiles());
    const problem = {
      program: null,
      test: TESTS[0]!,
      message: '“Greets › greets whoever asks” fails no rejected solution: write one that it catches',
      file: 'tests/hidden/greeting.test.ts',
      line: 4,
      column: 3,
    };
    await world.api.prove(id, { ...REPORT, proven: false, problems: [problem], flaky: ['node/starter'] });

    const page = await openDesk('/desk/exercises/unproven');

    await page.getByRole('cell', { name: 'tests/hidden/greeting.test.ts:4:3' }).waitFor();
    await page.getByText('1 of 2 programs did not come to the same in every run: node/starter.').waitFor();
    expect(await page.getByRole('button', { name: 'Publish this version' }).count()).toBe(0);
  });

  it('says that a try broke off by our fault, also while the next one begins', async () => {
    const id = await world.api.sendFolder(staff, 'tried-again', exerciseFiles());
    const claim = () => world.api.candidates.claim({ id, workerId: 'worker', leaseMs: 60_000 });
    const first = await claim();
    const fault = { code: 'engine-unavailable', message: 'The engine went away.' } as const;
    await world.api.candidates.release({ id, attempt: first!.attempt, fault, notBeforeMs: 0 });
    await claim();

    const page = await openDesk('/desk/exercises/tried-again');

    await page.getByText('Loading the runs').waitFor();
    await page.getByText('The last try broke off: The engine went away.').waitFor();
  });

  it('previews a version as a learner, and judges a submission that counts for nothing', async () => {
    const id = await world.api.sendFolder(staff, 'previewed', exerciseFiles());
    const page = await openDesk(`/desk/candidates/${id}/preview`);

    await page.getByText('A preview: learners do not see this version').waitFor();
    const code = page.getByRole('textbox', { name: 'Code of main.ts' });
    await code.waitFor();
    await page.getByRole('tab', { name: 'Hints' }).waitFor();
    await code.pressSequentially('// tried\n');
    await shoot(page, 'desk-preview');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Submit for a preview' }).click();
    await page.waitForURL(/\/submissions\//);

    const { body } = await world.api.http.get('/api/v1/submissions').set('authorization', staff.bearer);
    expect(body.items[0]).toMatchObject({ exercise: 'previewed', mode: 'preview' });
    const [file] = await world.api.submissions.listFiles(body.items[0].id as SubmissionId);
    expect(file?.content).toMatch(/^\/\/ tried\n/);
    await page.getByText('a preview, counts for nothing').waitFor();
    await page.getByRole('link', { name: 'Desk: previewed' }).waitFor();
    expect(await page.getByRole('button', { name: 'Submit again' }).count()).toBe(0);
  });

  it('retires an exercise after asking, and brings it back', async () => {
    await world.api.publishFolder(staff, 'retiring', exerciseFiles());
    const page = await openDesk('/desk/exercises/retiring');

    await page.getByRole('button', { name: 'Retire' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Retire' }).click();
    await page.getByRole('button', { name: 'Bring it back' }).waitFor();

    await world.api.http.get('/api/v1/exercises/retiring').expect(404);
  });

  it('lists every exercise, also on a narrow screen, and is for staff alone', async () => {
    const page = await openDesk('/desk', { viewport: NARROW });
    await page.getByRole('link', { name: 'New exercise' }).first().waitFor();
    await shoot(page, 'desk-narrow');
    expect(await fitsWidth(page)).toBe(true);
    expect(await findBarriers(page)).toEqual([]);

    const learner = await world.open('/desk', { as: await world.api.account() });
    await learner.getByRole('heading', { name: 'This page is not for your role' }).waitFor();
    expect(world.complaints).toEqual([]);
  });
});
