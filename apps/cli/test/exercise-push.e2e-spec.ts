import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { events, FakeApi, json, problem, type Handler } from './fake-api.js';
import { runCli } from './run-cli.js';
import { Workspace } from './workspace.js';

const ID = '0f6f6a52-4f3c-4a57-9f3e-0a2b8f7f1c11';
const SEND = 'POST exercises/url-shortener/candidates';
const EVENTS = `GET candidates/${ID}/events`;
const DETAIL = `GET candidates/${ID}`;
const PUBLISH = `POST candidates/${ID}/publish`;

let api: FakeApi;
let workspace: Workspace;
beforeEach(async () => {
  api = await FakeApi.start();
  workspace = new Workspace();
  await cli('new', 'url-shortener', '--into', '.');
});
afterEach(async () => {
  workspace.dispose();
  await api.close();
});

const cli = (...words: string[]) =>
  runCli(['exercise', ...words], { cwd: workspace.dir, env: { TOUCHSTONE_URL: api?.url ?? '' } });

const candidate = (overrides: object = {}) => ({
  id: ID,
  exercise: 'url-shortener',
  version: 'a'.repeat(64),
  title: 'Url shortener',
  state: 'queued',
  errors: 0,
  warnings: 0,
  createdBy: 'Ada',
  createdAt: '2026-01-02T03:04:05.000Z',
  provenAt: null,
  publishedAt: null,
  findings: [],
  progress: null,
  report: null,
  fault: null,
  ...overrides,
});
const row = {
  program: 'node/starter',
  role: 'starter',
  runs: 1,
  outcome: 'wrong-answer',
  score: 0,
  expected: true,
  cells: [{ mark: 'failed', expected: true }],
};
const report = (overrides: object = {}) => ({
  proven: true,
  repeats: 1,
  tookMs: 12_300,
  matrix: { tests: ['Greets › answers'], rows: [row] },
  problems: [],
  unproven: [],
  flaky: [],
  headRoom: [],
  ...overrides,
});
const proof = events([
  ['1-1', { type: 'proof-started', repeats: 1, programs: [{ program: 'node/starter', role: 'starter' }] }],
  ['1-2', { type: 'run-started', program: 'node/starter', repeat: 1 }],
  ['1-3', { type: 'run-ended', row }],
  ['1-1000000', { type: 'settled', state: 'proven' }],
]);
const settled = (overrides: object = {}): Handler =>
  json(candidate({ state: 'proven', report: report(overrides) }));

describe('touchstone exercise push', () => {
  it('sends the folder, follows its proof, and publishes it when asked to', async () => {
    api.on(SEND, json(candidate(), 201)).on(EVENTS, proof).on(DETAIL, settled());
    api.on(PUBLISH, json({ slug: 'url-shortener', version: 'a'.repeat(64) }));

    const { exitCode, stdout } = await cli('push', 'url-shortener', '--publish');

    expect(exitCode).toBe(0);
    expect(stdout).toContain('url-shortener  sent to be proven');
    expect(stdout).toContain('ran node/starter: wrong-answer\n');
    expect(stdout).toContain('✔ url-shortener is proven (1 program × 1 hidden test, 1 run each, 12.3 s)');
    expect(stdout).toContain('✔ url-shortener is published as aaaaaaaaaaaa\n');
    const [sent] = api.asked(SEND);
    const paths = (sent?.body as { files: { path: string }[] }).files.map(({ path }) => path);
    expect(paths).toContain('solutions/node/rejected/accepts-anything/expect.yaml');
  });

  it('takes a cut stream up again', async () => {
    const cut = events([['1-1', { type: 'proof-started', repeats: 1, programs: [] }]], 'cut');
    const rest = events([['1-1000000', { type: 'settled', state: 'proven' }]]);
    api.on(SEND, json(candidate(), 201)).on(EVENTS, cut, rest).on(DETAIL, settled());

    const { exitCode } = await cli('push', 'url-shortener', '--watch');

    expect(exitCode).toBe(0);
    expect(api.asked(EVENTS)[1]?.headers['last-event-id']).toBe('1-1');
  });

  it('publishes nothing that is not proven, and says what is missing where', async () => {
    const missing = {
      program: null,
      test: 'Greets › answers',
      message: '“Greets › answers” fails no rejected solution',
      file: 'tests/hidden/greeting.test.ts',
      line: 4,
      column: 3,
    };
    api.on(SEND, json(candidate(), 201)).on(EVENTS, proof);
    api.on(DETAIL, settled({ proven: false, problems: [missing] }));

    const { exitCode, stdout } = await cli('push', 'url-shortener', '--publish');

    expect(exitCode).toBe(1);
    expect(stdout).toContain('✘ “Greets › answers” fails no rejected solution\n');
    expect(stdout).toContain('tests/hidden/greeting.test.ts:4:3\n');
    expect(api.asked(PUBLISH)).toEqual([]);
  });

  it('sends nothing that lint finds mistakes in', async () => {
    workspace.write({ 'url-shortener/notes.txt': 'x' });

    const { exitCode, stdout, stderr } = await cli('push', 'url-shortener');

    expect(exitCode).toBe(1);
    expect(stdout).toContain('url-shortener/notes.txt:1:1: error: does not belong into an exercise folder');
    expect(stderr).toContain('url-shortener has mistakes: nothing was sent');
    expect(api.requests).toEqual([]);
  });

  it('shows what only the server finds', async () => {
    const finding = {
      file: 'exercise.yaml',
      line: 2,
      column: 5,
      message: 'the id belongs to other',
      severity: 'error',
    };
    api.on(
      SEND,
      json(candidate({ state: 'rejected-by-lint', version: null, errors: 1, findings: [finding] }), 201),
    );

    const { exitCode, stdout } = await cli('push', 'url-shortener', '--watch');

    expect(exitCode).toBe(1);
    expect(stdout).toContain('url-shortener/exercise.yaml:2:5: error: the id belongs to other\n');
  });

  it('sends and leaves unless somebody watches', async () => {
    api.on(SEND, json(candidate(), 201));

    const { exitCode, stdout } = await cli('push', 'url-shortener');

    expect(exitCode).toBe(0);
    expect(stdout).toContain(ID);
    expect(api.asked(EVENTS)).toEqual([]);
  });

  it('tells a learner that this is not for them', async () => {
    api.on(SEND, problem(403, 'forbidden', 'This needs the role instructor or admin; yours is learner.'));

    expect(await cli('push', 'url-shortener')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('This needs the role instructor or admin'),
    });
  });

  it('prints one object on each line with --json', async () => {
    api.on(SEND, json(candidate(), 201)).on(EVENTS, proof).on(DETAIL, settled());

    const { stdout } = await cli('push', 'url-shortener', '--json');

    const types = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types).toEqual(['sent', 'proof-started', 'run-started', 'run-ended', 'settled', 'report']);
  });
});
