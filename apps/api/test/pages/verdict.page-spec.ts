import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { ExerciseSlug, ExerciseVersion, type LiveEvent, type SubmissionId, type Verdict } from '#contracts';
import { aManifest, aResult, openTcpGate, type TcpGate } from '#testing';
import { aVerdict } from '../a-verdict.js';
import type { Account } from '../api-world.js';
import { findBarriers, fitsWidth, NARROW, PageWorld, shoot } from './page-world.js';

let world: PageWorld;
let ada: Account;

beforeAll(async () => {
  world = await PageWorld.start();
  ada = await world.api.account();
  await world.api.publish({ manifest: aManifest({ groups: GROUPS }) });
}, 60_000);
afterAll(() => world.close());

const GROUPS = [
  { name: 'Reading', points: 30 },
  { name: 'Writing', points: 10, allOrNothing: true },
];

const PLAN: LiveEvent = {
  type: 'plan',
  total: 5,
  groups: [
    { name: 'Reading', total: 3, points: 30, allOrNothing: false },
    { name: 'Writing', total: 2, points: 10, allOrNothing: true },
  ],
};

function ended(index: number, group: string, more: Partial<Extract<LiveEvent, { type: 'test' }>>): LiveEvent {
  return { type: 'test', index, group, status: 'passed', title: `test ${index}`, ...more };
}

/** A submission that the test judges, as a worker would: what it tells, and its verdict. */
class Judging {
  private next = 1;

  private constructor(
    readonly id: SubmissionId,
    private readonly attempt: number,
  ) {}

  static async begin(slug?: string): Promise<Judging> {
    const id = await world.api.submit(ada, slug === undefined ? {} : { slug });
    return new Judging(id, await world.api.claim(id));
  }

  async tell(...events: LiveEvent[]): Promise<void> {
    for (const event of events) await world.api.live.publish(this.id, this.attempt, this.next++, event);
  }

  async end(verdict: Verdict): Promise<void> {
    await world.api.judge(this.id, verdict, this.attempt);
  }
}

async function openJudged(verdict: Verdict, visit: Parameters<PageWorld['open']>[1] = {}, slug?: string) {
  const judging = await Judging.begin(slug);
  await judging.end(verdict);
  const page = await world.open(`/submissions/${judging.id}`, { as: ada, ...visit });
  await page.locator('#verdict-outcome').waitFor();
  return page;
}

/** Runs in the page. */
function readLook(element: Element) {
  const { textAlign, userSelect } = getComputedStyle(element);
  return { textAlign, userSelect };
}

/** Waits until the page says that this is what happens. */
const now = (page: Page, sentence: string) => page.locator('.live-now', { hasText: sentence }).waitFor();
const spoken = (page: Page) => page.locator('[data-announcer]').innerText();

const EXCHANGE = {
  request: {
    method: 'POST',
    url: 'http://127.0.0.1:8080/todos',
    headers: { 'content-type': 'application/json' },
    body: '{"title":"it\'s milk"}',
  },
  response: {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"id":1,"title":"bread","tags":["a","b"]}',
  },
};

const FAILED = [
  aResult({
    group: 'Reading',
    title: 'answers 201 to a new todo',
    status: 'failed',
    failure: {
      category: 'assertion',
      message: 'POST /todos: expected status 201, got 200',
      check: { what: 'status', place: '', expected: '201', actual: '200' },
      exchange: EXCHANGE,
    },
    log: { text: 'POST /todos\nTypeError: title is undefined\n', cut: true },
  }),
  aResult({
    group: 'Reading',
    title: 'keeps the title',
    status: 'failed',
    failure: {
      category: 'assertion',
      message: 'expected title of the JSON body to be "milk", got "bread"',
      check: { what: 'body', place: 'title', expected: '"milk"', actual: '"bread"' },
      exchange: EXCHANGE,
    },
  }),
  aResult({
    group: 'Writing',
    title: 'names the new todo',
    status: 'failed',
    failure: {
      category: 'assertion',
      message: 'expected the header Location, got no such header',
      check: { what: 'header', place: 'Location', expected: 'any value', actual: null },
      exchange: { ...EXCHANGE, request: { ...EXCHANGE.request, cut: true } },
    },
  }),
  aResult({
    group: 'Writing',
    title: 'parses a head',
    status: 'failed',
    failure: {
      category: 'assertion',
      message: 'the values differ',
      check: {
        what: 'result',
        place: '',
        expected: '{\n  "method": "GET",\n  "path": "/a"\n}',
        actual: '{\n  "method": "GET",\n  "path": "/b"\n}',
      },
      call: { call: 'parse("GET /a")', outcome: 'returned', value: '{…}' },
    },
  }),
];

const PARTIAL = aVerdict({
  outcome: 'partial',
  score: 25,
  cause: '1 of 5 tests passed.',
  nextStep: 'Read the first failed test.',
  groups: [
    { name: 'Reading', points: 30, earned: 10, passed: 1, total: 3, allOrNothing: false },
    { name: 'Writing', points: 10, earned: 0, passed: 0, total: 2, allOrNothing: true },
  ],
  tests: [aResult({ group: 'Reading', title: 'lists todos' }), ...FAILED],
});

describe('a submission that is being judged', () => {
  it('goes its road: queue, phases, each test in its group with the points so far, then the verdict', async () => {
    const first = await world.api.submit(ada);
    const second = await world.api.submit(ada);
    const page = await world.open(`/submissions/${second}`, { as: ada });
    await now(page, '1 submission before yours.');
    expect(await page.locator('[aria-current="step"]').innerText()).toContain('Queued');
    await world.api.judge(first, aVerdict());

    const attempt = await world.api.claim(second);
    let number = 1;
    const tell = (event: LiveEvent) => world.api.live.publish(second, attempt, number++, event);
    await tell({ type: 'status', status: 'building', attempt });
    await now(page, 'Your code is being built.');
    await tell({ type: 'status', status: 'testing', attempt });
    await tell(PLAN);
    await now(page, '0 of 5 tests done.');
    const before = await page.locator('.live-groups').boundingBox();
    await tell(ended(0, 'Reading', { earned: 10 }));
    await tell(ended(1, 'Reading', { status: 'failed', message: 'expected 201, got 200', earned: 10 }));
    await tell(ended(3, 'Writing', { earned: 0 }));
    await now(page, '3 of 5 tests done, 1 failed.');

    expect(await page.locator('.group-points').allInnerTexts()).toEqual([
      '10 of 30 points · 2 of 3 tests',
      '0 of 10 points, all or nothing · 1 of 2 tests',
    ]);
    await page.getByText('test 1 · expected 201, got 200').waitFor();
    // Every test has its place from the start: nothing moves while they end.
    expect(await page.locator('.live-groups').boundingBox()).toEqual(before);
    await shoot(page, 'verdict-live');
    expect(await findBarriers(page)).toEqual([]);

    await tell(ended(4, 'Writing', { earned: 10 }));
    await world.api.judge(second, PARTIAL, attempt);
    await page.getByRole('heading', { name: 'Partly right', level: 2 }).waitFor();
    expect(await spoken(page)).toContain('Partly right, score 25 of 100. 1 of 5 tests passed.');
    expect(await page.title()).toBe('Partly right · Echo service · Touchstone');
  });

  it('says that the connection is lost, and goes on where it was cut: nothing is missing, nothing comes twice', async () => {
    const gate: TcpGate = await openTcpGate(world.api.url);
    try {
      const judging = await Judging.begin();
      const page = await (await world.visit({ as: ada })).newPage();
      await page.goto(new URL(`/submissions/${judging.id}`, gate.url).href);
      await judging.tell({ type: 'status', status: 'testing', attempt: 1 }, PLAN, ended(0, 'Reading', {}));
      await now(page, '1 of 5 tests done.');

      await gate.shut();
      await now(page, 'Connection lost, trying again. Your submission is safe.');
      await judging.tell(ended(1, 'Reading', { status: 'failed' }), ended(2, 'Reading', {}));
      await gate.open();

      await now(page, '3 of 5 tests done, 1 failed.');
      expect(await page.locator('.live-tests li:not(.waiting)').count()).toBe(3);
      await judging.end(PARTIAL);
      await page.getByRole('heading', { name: 'Partly right', level: 2 }).waitFor();
    } finally {
      await gate.close();
    }
  });

  it('starts over after our fault, and says that it was ours', async () => {
    const judging = await Judging.begin();
    const page = await world.open(`/submissions/${judging.id}`, { as: ada });
    await judging.tell(PLAN, ended(0, 'Reading', {}), {
      type: 'retrying',
      attempt: 1,
      reason: 'Our fault, not yours: it will be judged again.',
    });

    await now(page, 'Our fault, not yours: it will be judged again. Waiting for a free worker.');
    expect(await page.locator('.live-tests li').count()).toBe(0);
  });
});

describe('a failed HTTP check', () => {
  it('shows request and response side by side, the line that differs, the log of that moment', async () => {
    const page = await openJudged(PARTIAL);
    const test = page.locator('.failed-test', { hasText: 'answers 201 to a new todo' });

    const [request, response] = await test.locator('.exchange pre').allInnerTexts();
    expect(request).toContain('POST /todos');
    expect(request).toContain('"title": "it\'s milk"');
    expect(response).toContain('"title": "bread"');
    expect(await test.locator('.line.differs').allInnerTexts()).toEqual([expect.stringContaining('200')]);
    expect(await test.locator('.sides').innerText()).toMatch(/expected\s+201\s+got\s+200/);
    expect(await test.locator('.log').innerText()).toContain('TypeError: title is undefined');
    expect(await test.getByText('It wrote more: this is the end of it.').count()).toBe(1);
    await shoot(page, 'verdict-partial');
  });

  it('marks the place of the body, and the header that is missing', async () => {
    const page = await openJudged(PARTIAL);
    const marked = (title: string) =>
      page.locator('.failed-test', { hasText: title }).locator('.line.differs').allInnerTexts();

    expect((await marked('keeps the title')).join()).toContain('"title": "bread"');
    expect((await marked('names the new todo')).join()).toContain('(no Location)');
  });

  it('copies a curl command that sends the request again, and says so when there is none', async () => {
    const page = await openJudged(PARTIAL);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);

    await page.getByRole('button', { name: 'Copy as curl' }).first().click();

    await page.getByText('Copied', { exact: true }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      [
        'curl -i http://127.0.0.1:8080/todos',
        "-H 'content-type: application/json'",
        `--data-raw '{"title":"it'\\''s milk"}'`,
      ].join(' \\\n  '),
    );
    const cut = page.locator('.failed-test', { hasText: 'names the new todo' });
    expect(await cut.getByRole('button', { name: 'Copy as curl' }).count()).toBe(0);
    await cut.getByText('there is no curl command for it').waitFor();
  });
});

describe('a failed module check', () => {
  it('shows the call and, line by line, what it should have returned and did', async () => {
    const page = await openJudged(PARTIAL);
    const test = page.locator('.failed-test', { hasText: 'parses a head' });

    expect(await test.locator('pre').first().innerText()).toBe('parse("GET /a")');
    const lines = await test.locator('.diff .line').allInnerTexts();
    expect(lines.map((line) => line.replace(/\s+/g, ' ').trim())).toEqual([
      '{',
      '"method": "GET",',
      '− expected: "path": "/a"',
      '+ got: "path": "/b"',
      '}',
    ]);
    // The page shows files, too: their line numbers look otherwise.
    expect(await test.locator('.diff .line').first().evaluate(readLook)).toEqual({
      textAlign: 'start',
      userSelect: 'auto',
    });
  });
});

describe('a verdict', () => {
  it('tells points by group, all or nothing, and folds what passed', async () => {
    const page = await openJudged(PARTIAL);

    expect(await page.locator('.group-points').allInnerTexts()).toEqual([
      '10 of 30 points',
      '0 of 10 points',
    ]);
    await page.getByText('All or nothing: its points come only when all its tests pass.').waitFor();
    expect(await page.getByText('lists todos').isVisible()).toBe(false);
    await page.getByText('1 test passed').click();
    expect(await page.getByText('lists todos').isVisible()).toBe(true);
  });

  it('tells a limit with what was allowed and used', async () => {
    const page = await openJudged(
      aVerdict({
        outcome: 'memory-limit',
        score: 0,
        cause: 'Your program needed more than 256 MiB of memory and was stopped.',
        limits: [{ limit: 'memory', allowed: 256 * 1024 * 1024, used: 256 * 1024 * 1024, unit: 'bytes' }],
        tests: [FAILED[0]!],
      }),
    );

    await page.getByRole('heading', { name: 'Out of memory' }).waitFor();
    expect(await page.locator('.limits').innerText()).toMatch(/Memory\s+allowed 256 MiB, used 256 MiB/);
    await shoot(page, 'verdict-limit');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('that is our fault looks like no other, and costs nothing', async () => {
    const page = await openJudged(
      aVerdict({
        outcome: 'system-error',
        score: null,
        cause: 'Touchstone could not judge this submission. This was our fault, not yours.',
        nextStep: 'It cost you nothing. Submit again later.',
        groups: [],
        tests: [],
        usage: null,
      }),
    );

    await page.getByRole('heading', { name: 'Our fault, not yours' }).waitFor();
    await page.getByText('This costs you nothing', { exact: true }).waitFor();
    expect(await page.locator('.verdict-head').evaluate((head) => getComputedStyle(head).borderStyle)).toBe(
      'dashed',
    );
    await shoot(page, 'verdict-ours');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('counts hidden tests, and says in words when more is shown', async () => {
    await world.api.publish({
      slug: ExerciseSlug.parse('sealed'),
      version: ExerciseVersion.parse('b'.repeat(64)),
      manifest: aManifest({
        // An exercise of its own: the latest version of an id is the one that is judged.
        id: '0c0d4b1e-7f0b-4c51-9d1c-5a2f6f9c7b11',
        groups: [
          { name: 'Reading', points: 30, feedback: 'after-due' },
          { name: 'Writing', points: 10, feedback: 'category' },
        ],
      }),
    });
    const page = await openJudged(PARTIAL, {}, 'sealed');

    await page.getByText('Your instructor shows details after the due date.').waitFor();
    await page.getByText('2 hidden tests failed.').waitFor();
    await page.getByText('1 hidden test passed').waitFor();
    await page.getByText('2 hidden tests failed: 2 × something else came than was expected.').waitFor();
    await page.getByText('The log of this run is not shown').waitFor();
    const text = await page.locator('main').innerText();
    for (const secret of ['lists todos', 'expected', 'bread', '/todos', 'TypeError', 'parse('])
      expect(text.replaceAll('than was expected', '')).not.toContain(secret);
    await shoot(page, 'verdict-hidden');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('of 300 failed tests opens in a moment and makes only what is looked at', async () => {
    const tests = Array.from({ length: 300 }, (_, index) => ({
      ...FAILED[0]!,
      id: `Reading › test ${index}`,
      title: `test ${index}`,
    }));
    const judging = await Judging.begin();
    await judging.end({ ...PARTIAL, tests });
    const page = await world.open('/submissions', { as: ada });

    const startedAt = Date.now();
    await page.goto(`${world.api.url}/submissions/${judging.id}`);
    await page.getByText('test 299').waitFor({ state: 'attached' });

    expect(Date.now() - startedAt).toBeLessThan(10_000);
    expect(await page.locator('.failed-test').count()).toBe(300);
    expect(await page.locator('.exchange').count()).toBe(5);
    await page.getByText('test 299').click();
    await page.locator('.exchange').nth(5).waitFor();
  });

  it('shows what a hostile program sent as text and nothing else', async () => {
    const hostile = '<img src=x onerror="document.title=\'owned\'">\\u202e\\u001b[2J';
    const page = await openJudged({
      ...PARTIAL,
      tests: [
        aResult({
          status: 'failed',
          title: 'survives',
          failure: {
            category: 'assertion',
            message: hostile,
            check: { what: 'body', place: hostile, expected: '1', actual: hostile },
            exchange: {
              ...EXCHANGE,
              response: { status: 200, headers: { [hostile]: hostile }, body: hostile },
            },
            call: { call: hostile, outcome: 'threw', value: hostile },
          },
          log: { text: hostile, cut: false },
        }),
      ],
    });

    expect(await page.locator('.failed-test img').count()).toBe(0);
    expect(await page.title()).toBe('Partly right · Echo service · Touchstone');
    expect((await page.locator('.failed-test').innerText()).split(hostile).length).toBeGreaterThan(6);
  });

  it('has no barrier that axe can find, and fits a narrow screen', async () => {
    const page = await openJudged(PARTIAL);
    expect(await findBarriers(page)).toEqual([]);

    const narrow = await openJudged(PARTIAL, { viewport: NARROW });
    await shoot(narrow, 'verdict-narrow');
    expect(await fitsWidth(narrow)).toBe(true);
  });

  it('leaves the console free of errors of its own', () => {
    expect(world.complaints).toEqual([]);
  });
});
