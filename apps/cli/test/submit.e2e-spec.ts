import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { events, FakeApi, hangUp, json, problem, type Handler } from './fake-api.js';
import { runCli, type CliOptions } from './run-cli.js';
import { Workspace } from './workspace.js';

const ID = '0f6f6a52-4f3c-4a57-9f3e-0a2b8f7f1c11';
const SUBMIT = 'POST exercises/todo/submissions';
const EVENTS = `GET submissions/${ID}/events`;
const DETAIL = `GET submissions/${ID}`;

const summary = {
  id: ID,
  exercise: 'todo',
  runtime: 'python',
  mode: 'graded',
  status: 'queued',
  outcome: null,
  score: null,
  createdAt: '2026-01-02T03:04:05.000Z',
  judgedAt: null,
};
/** As a server of an earlier version answers: without what was added since. */
const verdict = (outcome: string, score: number | null) => ({
  outcome,
  score,
  cause: 'One of two tests passed.',
  nextStep: 'Read the first failed test.',
  limits: [],
  groups: [{ name: 'Basics', points: 10, earned: 5, passed: 1, total: 2 }],
  tests: [
    { group: 'Basics', title: 'lists', status: 'passed', category: null, message: null, exchange: null },
    {
      group: 'Basics',
      title: 'adds',
      status: 'failed',
      category: 'assertion',
      message: 'expected 201',
      exchange: null,
    },
  ],
  passed: 1,
  total: 2,
  usage: { wallMs: 900, cpuMs: 200, peakMemoryBytes: 52428800 },
  logWithheld: false,
  buildOutput: '',
  logTail: 'listening\n',
  seed: '0123456789abcdef',
});
const judgedDetail = (outcome: string, score: number | null) => ({
  ...summary,
  status: 'judged',
  outcome,
  score,
  exerciseVersion: 'v',
  attempt: 1,
  queuePosition: null,
  verdict: verdict(outcome, score),
});
const judged = (outcome: string, score: number | null): Handler => json(judgedDetail(outcome, score));

const status = (name: string) => ({ type: 'status', status: name, attempt: 1 });
const test = (index: number, title: string, state: string) => ({
  type: 'test',
  index,
  group: 'Basics',
  title,
  status: state,
});
const JUDGED = ['1-1000000', { type: 'judged', outcome: 'partial', score: 50 }] as const;
const RUN = [
  ['1-1', status('testing')],
  ['1-2', { type: 'plan', total: 2 }],
  ['1-3', test(0, 'lists', 'passed')],
  ['1-4', { ...test(1, 'adds', 'failed'), message: 'expected 201' }],
] as const;

let api: FakeApi;
let workspace: Workspace;
beforeEach(async () => {
  api = await FakeApi.start();
  workspace = new Workspace().write({
    'main.py': 'print("hi")\n',
    'touchstone.json': JSON.stringify({
      exercise: 'todo',
      runtime: 'python',
      server: api.url,
      provided: ['statement.md'],
    }),
    'statement.md': '# Todo\n',
  });
  api.on(SUBMIT, json(summary, 202)).on(DETAIL, judged('partial', 50));
});
afterEach(async () => {
  workspace.dispose();
  await api.close();
});

const cli = (words: string[], options: Partial<CliOptions> = {}) =>
  runCli(words, {
    cwd: workspace.dir,
    env: { TOUCHSTONE_URL: api.url, TOUCHSTONE_TOKEN: 'tst_secret', HOME: workspace.dir },
    ...options,
  });

describe('touchstone submit', () => {
  it('hands in the folder without what tools and downloads left in it', async () => {
    workspace.write({
      'app/__init__.py': '',
      '.env': 'SECRET=1',
      '__pycache__/main.pyc': Buffer.from([0, 255]),
      'node_modules/x/index.js': 'x',
      '.git/config': 'x',
    });

    const { exitCode, stdout } = await cli(['submit']);

    const [request] = api.asked(SUBMIT);
    expect(exitCode).toBe(0);
    expect(request?.path).toBe('exercises/todo/submissions?mode=graded');
    expect(request?.body).toEqual({
      runtime: 'python',
      files: [
        { path: 'app/__init__.py', content: '' },
        { path: 'main.py', content: 'print("hi")\n' },
      ],
    });
    expect(request?.headers['authorization']).toBe('Bearer tst_secret');
    expect(request?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(stdout).toContain(`touchstone status ${ID}`);
    expect(api.asked(EVENTS)).toEqual([]);
  });

  it.each([
    ['accepted', 100, 0],
    ['partial', 50, 1],
    ['build-failed', 0, 1],
    ['system-error', null, 2],
  ])('watches until the verdict %s and ends with its exit code', async (outcome, score, expected) => {
    api
      .on(EVENTS, events([...RUN, ['1-1000000', { type: 'judged', outcome, score }]]))
      .on(DETAIL, judged(outcome, score));

    const { exitCode, stdout } = await cli(['submit', '--watch']);

    expect(exitCode).toBe(expected);
    expect(stdout).toContain('✔ Basics › lists\n✘ Basics › adds\n    expected 201\n');
    expect(stdout).toContain(outcome);
  });

  it('watches on a terminal without being asked', async () => {
    api.on(EVENTS, events([[null, { type: 'queue-position', position: 3 }], ...RUN, JUDGED]));

    const { exitCode, stdout } = await cli(['submit'], { columns: 80 });

    expect(exitCode).toBe(1);
    expect(stdout).toContain('queued, 3 before you …');
    expect(stdout).toContain('testing: 2 of 2 done, 1 failed');
  });

  it('prints one JSON object on each line with --json', async () => {
    api.on(EVENTS, events([...RUN, JUDGED]));

    const { exitCode, stdout } = await cli(['submit', '--json']);

    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(exitCode).toBe(1);
    expect(lines.map((line) => line.type)).toEqual([
      'submitted',
      'status',
      'plan',
      'test',
      'test',
      'judged',
      'verdict',
    ]);
    expect(lines.at(-1)).toMatchObject({
      submission: { id: ID, verdict: { outcome: 'partial', score: 50 } },
    });
  });

  it('takes up a cut stream after the last event it saw, losing and doubling nothing', async () => {
    api.on(
      EVENTS,
      events(RUN.slice(0, 3), 'cut'),
      problem(503, 'not-ready', 'Starting.'),
      hangUp,
      events(RUN.slice(3), 'end'),
      // A server that replays everything must not show anything twice.
      events([...RUN, JUDGED]),
    );

    const { exitCode, stdout } = await cli(['submit', '--json']);

    const seen = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(exitCode).toBe(1);
    expect(seen.filter((line) => line.type !== 'reconnecting').map((line) => line.type)).toEqual([
      'submitted',
      'status',
      'plan',
      'test',
      'test',
      'judged',
      'verdict',
    ]);
    expect(api.asked(EVENTS).map((request) => request.headers['last-event-id'])).toEqual([
      undefined,
      '1-3',
      '1-3',
      '1-3',
      '1-4',
    ]);
  });

  it('tells when an attempt was void through our fault, and shows the next one', async () => {
    const retrying = ['1-5', { type: 'retrying', attempt: 2, reason: 'the engine was lost' }] as const;
    const again = RUN.map(([id, event]) => [id.replace('1-', '2-'), event] as const);
    api.on(EVENTS, events([...RUN, retrying, ...again, ['2-1000000', JUDGED[1]]]));

    const { stdout } = await cli(['submit', '--watch']);

    expect(stdout).toContain('our fault, trying again (attempt 2): the engine was lost');
    expect(stdout.match(/Basics › lists/g)).toHaveLength(2);
  });

  it('passes over events of a newer server that it does not know', async () => {
    api.on(EVENTS, events([...RUN, ['1-5', { type: 'confetti' }], JUDGED]));

    expect((await cli(['submit', '--watch'])).exitCode).toBe(1);
  });

  it('hands in once, however often the answer is lost', async () => {
    api.on(SUBMIT, hangUp, hangUp, json(summary, 202));

    const { exitCode } = await cli(['submit']);

    const keys = api.asked(SUBMIT).map((request) => request.headers['idempotency-key']);
    expect(exitCode).toBe(0);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });

  it('says where the submission stays when it is interrupted', async () => {
    const interrupt = new AbortController();
    api.on(EVENTS, (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
      interrupt.abort();
    });

    const { exitCode, stderr } = await cli(['submit', '--watch'], { signal: interrupt.signal });

    expect(exitCode).toBe(130);
    expect(stderr).toContain(`touchstone status ${ID}`);
  });

  it('shows what a hostile program printed without its control characters', async () => {
    const hostile = { ...test(1, 'adds', 'failed'), message: 'a\u001B[2Jb\r\u0007c' };
    api.on(EVENTS, events([['1-1', hostile], JUDGED]));

    const { stdout } = await cli(['submit', '--watch']);

    expect(stdout).toContain('a\uFFFD[2Jb\uFFFD\uFFFDc');
    expect(stdout).not.toContain('\u001B');
  });
});

describe('touchstone submit, refused', () => {
  it.each([
    [
      'of the learner',
      problem(400, 'invalid-input', 'The request has mistakes.', [{ path: 'main.py', message: 'is empty' }]),
      1,
      'The request has mistakes.\n  main.py: is empty',
    ],
    [
      'of who is not logged in',
      problem(401, 'unauthenticated', 'You are not logged in.'),
      1,
      'Log in with: touchstone login',
    ],
    ['of the platform', problem(503, 'not-ready', 'Touchstone is not ready.'), 2, 'Touchstone is not ready.'],
    ['of something else than Touchstone', json({ hello: 'world' }), 2, 'is it the right address?'],
  ])('tells a mistake %s', async (_, handler, expected, text) => {
    api.on(SUBMIT, handler);

    const { exitCode, stderr } = await cli(['submit']);

    expect(exitCode).toBe(expected);
    expect(stderr).toContain(text);
  });

  it('says how to start a server that cannot be reached', async () => {
    const { exitCode, stderr } = await cli(['submit', '--server', 'http://127.0.0.1:1']);

    expect(exitCode).toBe(2);
    expect(stderr).toContain('cannot reach http://127.0.0.1:1');
    expect(stderr).toContain('npm start');
  });

  it.each([
    [
      'a file that is too large',
      { 'big.py': 'x'.repeat(257 * 1024) },
      'big.py: has 263168 bytes; a file may have 262144',
    ],
    [
      'a file that is not text',
      { 'logo.png': Buffer.from([137, 80, 78, 71, 255]) },
      'logo.png: is not UTF-8 text',
    ],
    ['an empty program', { 'main.py': '' }, 'main.py: is empty'],
    [
      'too many files',
      Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`f${i}.py`, 'x'])),
      'holds 61 files',
    ],
  ])('sends nothing when the folder has %s', async (_, files, text) => {
    workspace.write(files);

    const { exitCode, stderr } = await cli(['submit']);

    expect(exitCode).toBe(1);
    expect(stderr).toContain(text);
    expect(api.requests).toEqual([]);
  });

  it('does not send the token of the environment to a server that only the folder names', async () => {
    const env = { TOUCHSTONE_TOKEN: 'tst_secret', HOME: workspace.dir };

    const { exitCode, stderr } = await cli(['submit'], { env });

    expect(exitCode).toBe(1);
    expect(stderr).toContain('set TOUCHSTONE_URL');
    expect(api.requests).toEqual([]);
  });

  it('asks for the exercise in a folder that names none', async () => {
    const other = new Workspace().write({ 'main.py': 'x' });

    const { exitCode, stderr } = await cli(['submit', other.dir]);

    other.dispose();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('--exercise');
  });

  it('finds the runtime by the main file, or asks for it', async () => {
    const other = new Workspace().write({ 'main.ts': 'x' });
    const words = ['submit', other.dir, '--exercise', 'todo', '--server', api.url];

    const found = await cli(words);
    other.write({ 'main.py': 'x' });
    const open = await cli(words);

    other.dispose();
    expect(found.exitCode).toBe(0);
    expect(api.asked(SUBMIT)[0]?.body).toMatchObject({ runtime: 'node' });
    expect(open.stderr).toContain('pass --runtime'.replace('pass', 'Pass'));
  });
});

describe('touchstone status', () => {
  it('shows a verdict with its tests, and ends with its exit code', async () => {
    const { exitCode, stdout } = await cli(['status', ID, '--server', api.url]);

    expect(exitCode).toBe(1);
    expect(stdout).toContain('✘ Basics › adds\n    expected 201\n');
    expect(stdout).toContain('score 50 of 100');
    expect(stdout).toContain('listening');
  });

  it('shows what a failed test compared, sent and saw in the log, and the command that sends it again', async () => {
    const whole = verdict('partial', 50);
    const [lists, adds] = whole.tests;
    const facts = {
      check: { what: 'body', place: '', expected: '{\n  "a": 1\n}', actual: '{\n  "a": 2\n}' },
      exchange: {
        request: { method: 'GET', url: 'http://127.0.0.1:8080/a', headers: {}, body: null },
        response: { status: 200, headers: {}, body: '{"a":2}' },
      },
      call: null,
      log: { text: 'TypeError: oops\n', cut: false },
    };
    api.on(
      DETAIL,
      json({ ...judgedDetail('partial', 50), verdict: { ...whole, tests: [lists, { ...adds, ...facts }] } }),
    );

    api.on(EVENTS, events([...RUN, JUDGED]));

    const shown = await cli(['status', ID, '--server', api.url]);
    const watched = await cli(['status', ID, '--watch', '--server', api.url]);

    for (const { stdout } of [shown, watched]) {
      expect(stdout).toContain('    -   "a": 1\n    +   "a": 2\n');
      expect(stdout).toContain('    GET http://127.0.0.1:8080/a → 200\n');
      expect(stdout).toContain('    curl -i http://127.0.0.1:8080/a\n');
      expect(stdout).toContain('    your program wrote meanwhile:\n      TypeError: oops\n');
    }
  });

  it('shows how far a submission is', async () => {
    api.on(DETAIL, json({ ...summary, exerciseVersion: 'v', attempt: 0, queuePosition: 4, verdict: null }));

    expect(await cli(['status', ID, '--server', api.url])).toMatchObject({
      exitCode: 0,
      stdout: 'queued, 4 before it\n',
    });
  });

  it('refuses what is no id without asking the server', async () => {
    expect(await cli(['status', '../me', '--server', api.url])).toMatchObject({ exitCode: 1 });
    expect(api.requests).toEqual([]);
  });
});
