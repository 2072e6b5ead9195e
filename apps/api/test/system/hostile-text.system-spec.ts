import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { ExerciseSlug, ExerciseVersion, type LiveEvent } from '#contracts';
import { aManifest, aResult } from '#testing';
import { aFailedTest, aVerdict } from '../a-verdict.js';
import { ApiWorld, aSubmission, PASSWORD, type Account } from '../api-world.js';
import { CHROMIUM } from './chromium.js';

const ELSEWHERE = 'elsewhere.example';

/** Each of them runs, loads, leaves or misleads somewhere: in HTML, in Markdown, in an attribute, in a terminal. */
const PAYLOADS = [
  '<script>window.hit=1;alert(1)</script>',
  '<img src=x onerror="window.hit=1;alert(1)">',
  `<img src="//${ELSEWHERE}/pixel.png">`,
  '<svg/onload=alert(1)><svg><script>alert(1)</script></svg>',
  '<iframe srcdoc="<script>parent.hit=1</script>"></iframe>',
  `<iframe src="//${ELSEWHERE}/"></iframe><object data="//${ELSEWHERE}/"></object><embed src="//${ELSEWHERE}/">`,
  '<details open ontoggle=alert(1)><body onload=alert(1)><input autofocus onfocus=alert(1)>',
  `<base href="//${ELSEWHERE}/"><meta http-equiv="refresh" content="0;url=//${ELSEWHERE}/">`,
  `<link rel=stylesheet href="//${ELSEWHERE}/x.css"><style>@import "//${ELSEWHERE}/y.css";body{display:none}</style>`,
  `<form action="//${ELSEWHERE}/"><button formaction="javascript:alert(1)">Log in</button></form>`,
  '"><script>alert(1)</script>',
  `'-alert(1)-' {{constructor.constructor('alert(1)')()}} \${alert(1)}`,
  '</pre></textarea></title></style></script><script>alert(1)</script>',
  '--><img src=x onerror=alert(1)><!--',
  '<a href="javascript:alert(1)" style="position:fixed;inset:0">everywhere</a>',
  '[click](javascript:alert(1)) [click](JaVaScRiPt:alert(1)) [click](java&#10;script:alert(1)) [click](data:text/html,<script>alert(1)</script>)',
  '[click](vbscript:alert(1)) <javascript:alert(1)> [ref][1]\n\n[1]: javascript:alert(1) "x"',
  `![pixel](https://${ELSEWHERE}/pixel.png) ![x](x"onerror="alert(1)) ![d](data:image/svg+xml,<svg/onload=alert(1)>)`,
  `![relative](//${ELSEWHERE}/a.png "t\\"onload=alert(1)")`,
  '```html\n<script>alert(1)</script>\n```',
  '\u001b]0;owned\u0007\u001b[2J\u001b[1;1H\u001b]8;;javascript:alert(1)\u001b\\link\u001b]8;;\u001b\\',
  'nimda\u202e\u2066resu\u2069\u200b\ufeff',
  '\uff1cscript\uff1ealert(1)\uff1c/script\uff1e &lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;',
];
const ALL = PAYLOADS.join('\n\n');
const short = (length: number) => '<img src=x onerror=alert(1)><b>'.slice(0, length);

const profile = mkdtempSync(join(tmpdir(), 'touchstone-chromium-'));
let world: ApiWorld;
let browser: BrowserContext;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  world = await ApiWorld.start({ webDirectory: resolve(import.meta.dirname, '../../../../dist/web') });
  browser = await chromium.launchPersistentContext(profile, CHROMIUM);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await world?.close();
  rmSync(profile, { recursive: true, force: true });
}, 60_000);

/** A page that notes whatever a payload could bring about. */
beforeEach(async () => {
  complaints = [];
  page = await browser.newPage();
  page.setDefaultTimeout(15_000);
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', (popup) => complaints.push(`popup: ${popup.url()}`));
  page.on('download', (download) => complaints.push(`download: ${download.url()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on(
    'console',
    (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`),
  );
  page.on('request', (request) => {
    if (!request.url().startsWith(`${world.url}/`))
      complaints.push(`request: ${request.url().slice(0, 200)}`);
  });
  page.on('framenavigated', (frame) => {
    if (!frame.url().startsWith(world.url) && frame.url() !== 'about:blank')
      complaints.push(`left to ${frame.url()}`);
  });
});

/** What there may be nowhere in a page of ours, whatever text it shows. */
function listDangers(): string[] {
  const found: string[] = [];
  for (const element of document.querySelectorAll('*')) {
    const name = element.localName;
    if (['iframe', 'frame', 'object', 'embed', 'base', 'style'].includes(name)) found.push(`<${name}>`);
    if (name === 'script' && !element.hasAttribute('src')) found.push('an inline script');
    if (name === 'meta' && element.hasAttribute('http-equiv')) found.push('<meta http-equiv>');
    for (const { name: attribute, value } of element.attributes) {
      if (/^on|^srcdoc$|^formaction$/.test(attribute)) found.push(`${name} ${attribute}`);
      // The share of a pane is the one style that the page itself sets.
      if (attribute === 'style' && !/^--share: [\d.]+%;$/.test(value)) found.push(`${name} style=${value}`);
      const isAddress = ['href', 'src', 'action'].includes(attribute);
      if (isAddress && /^\W*(javascript|vbscript|data):/i.test(value))
        found.push(`${name} ${attribute}=${value}`);
    }
  }
  if ('hit' in window) found.push('a script ran');
  return found;
}

/** Opens everything that can be opened, and looks. A page with an open stream is never idle. */
async function inspect({ streams = false } = {}): Promise<void> {
  const hints = page.getByRole('button', { name: /^Show hint/ });
  while ((await hints.count()) > 0) await hints.first().click();
  await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
  if (!streams) await page.waitForLoadState('networkidle');
  const dangers = await page.evaluate(listDangers);
  expect({ dangers, complaints }).toEqual({ dangers: [], complaints: [] });
}

async function logIn(displayName: string): Promise<Account> {
  const email = `${Math.random().toString(36).slice(2)}@example.org`;
  const { body } = await world.http
    .post('/api/v1/auth/register')
    .send({ email, password: PASSWORD, displayName })
    .expect(201);
  await page.goto(world.url);
  await page.evaluate((tokens) => localStorage.setItem('touchstone.tokens', JSON.stringify(tokens)), body);
  const bearer = `Bearer ${body.accessToken}`;
  const me = await world.http.get('/api/v1/me').set('authorization', bearer);
  return { id: me.body.id, email, bearer };
}

let published = 0;
async function publishHostile(): Promise<string> {
  const slug = `hostile-${(published += 1)}`;
  await world.publish({
    slug: ExerciseSlug.parse(slug),
    version: ExerciseVersion.parse(published.toString(16).repeat(64).slice(0, 64)),
    manifest: {
      ...aManifest(),
      title: ALL,
      summary: ALL,
      topics: [ALL] as never,
      groups: [{ ...aManifest().groups[0]!, name: ALL }],
    },
    statement: ALL,
    hints: [{ task: ALL, steps: [ALL, ...PAYLOADS] }],
    starters: {
      node: [
        { path: 'main.js', content: ALL },
        { path: `<img src=x onerror=alert(1)>.js`, content: ALL },
      ],
    },
    publicSuite: [{ path: ALL, content: ALL }],
  });
  return slug;
}

async function submitTo(account: Account, slug: string) {
  const { body } = await world.http
    .post(`/api/v1/exercises/${slug}/submissions`)
    .set('authorization', account.bearer)
    .send(
      aSubmission({
        files: [
          { path: 'main.js', content: ALL },
          { path: '<img src=x onerror=alert(1)>.js', content: ALL },
        ],
      }),
    )
    .expect(202);
  return body.id as Parameters<typeof world.judge>[0];
}

describe('hostile text in a browser', () => {
  it('runs, loads and leaves nothing as title, statement, hint, test or starter of an exercise (P10, P11)', async () => {
    const slug = await publishHostile();
    await logIn(short(60));

    await page.goto(`${world.url}/exercises`);
    await page.getByText('window.hit=1').first().waitFor();
    await inspect();
    await page.goto(`${world.url}/exercises/${slug}`);
    const statement = page.getByRole('region', { name: 'The exercise' });
    await statement.getByText('window.hit=1').first().waitFor();
    await inspect();
    expect(await statement.innerText()).toContain('<script>window.hit=1;alert(1)</script>');
    for (const tab of ['Hints', 'Public tests', 'Where it runs']) {
      await statement.getByRole('tab', { name: tab }).click();
      await inspect();
    }

    expect(await page.title()).toContain('<script>window.hit=1;alert(1)</script>');
  });

  it('makes no link of an address that a click must not follow, not even one that loads the page anew (P10)', async () => {
    await page.goto(`${world.url}/exercises/${await publishHostile()}`);
    await page.locator('.prose').getByText('click click click').first().waitFor();

    const links = await page.locator('.prose a').evaluateAll((all) => all.map((one) => one.outerHTML));

    expect(links.filter((html) => !/ href="(https?:|mailto:|#)/.test(html))).toEqual([]);
    await inspect();
  });

  it('runs, loads and leaves nothing in any field of a verdict, of a list or of a name (P10, P11)', async () => {
    const account = await logIn(short(60));
    const id = await submitTo(account, await publishHostile());
    const http = { method: short(16), url: ALL.slice(0, 2048), headers: { [ALL]: ALL }, body: ALL };
    const failure = {
      message: ALL,
      exchange: { request: http, response: { status: 500, headers: { [ALL]: ALL }, body: ALL } },
    };
    const failed = aFailedTest({ group: ALL, title: ALL });
    await world.judge(
      id,
      aVerdict({
        outcome: 'partial',
        score: 50,
        cause: ALL,
        nextStep: ALL,
        buildOutput: ALL,
        logTail: ALL,
        groups: [{ name: ALL, points: 1, earned: 1, passed: 1, total: 2 }],
        tests: [
          aResult({ group: ALL, title: ALL }),
          { ...failed, failure: { ...failed.failure!, ...failure } },
        ],
      }),
    );

    await page.goto(`${world.url}/submissions/${id}`);
    await page.getByText('Build output').waitFor();
    await inspect();
    const log = await page.locator('details', { hasText: 'log' }).locator('pre').last().textContent();
    await page.goto(`${world.url}/submissions`);
    await page.locator('tbody').getByText('partial').first().waitFor();
    await inspect();

    expect(log).toBe(ALL);
  });

  it('runs, loads and leaves nothing while it arrives as an event (P10, P33)', async () => {
    const account = await logIn(short(60));
    const id = await submitTo(account, await publishHostile());
    await page.goto(`${world.url}/submissions/${id}`);
    const attempt = await world.claim(id);
    const events: LiveEvent[] = [
      { type: 'plan', total: 2 },
      {
        type: 'test',
        index: 0,
        group: ALL,
        title: ALL,
        status: 'failed',
        category: 'assertion',
        message: ALL,
      },
    ];
    for (const [index, event] of events.entries()) await world.live.publish(id, attempt, index + 1, event);

    await page.getByText('window.hit=1').first().waitFor();
    await inspect({ streams: true });
  });

  it('makes of an address nothing but a page that does not find it (P10)', async () => {
    await logIn('Ada');
    const addresses = [
      `/exercises/${encodeURIComponent('<img src=x onerror=alert(1)>')}`,
      `/submissions/${encodeURIComponent('"><script>alert(1)</script>')}`,
      '/exercises/..%2fme',
      `/?next=javascript:alert(1)&redirect=//${ELSEWHERE}#javascript:alert(1)`,
      `/%2f%2f${ELSEWHERE}`,
      '/login?error=<script>alert(1)</script>',
    ];

    for (const address of addresses) {
      await page.goto(world.url + address);
      await page.waitForLoadState('networkidle');
      complaints = complaints.filter((text) => !/status of 40[04]/.test(text));
      await inspect();
      expect(new URL(page.url()).origin).toBe(world.url);
    }
  });

  it('has the docs show our document alone, within our policy (P10, P26)', async () => {
    await page.goto(
      `${world.url}/api/docs/?url=https://${ELSEWHERE}/x.json&configUrl=https://${ELSEWHERE}/c.json`,
    );
    await page.getByText('Submit a real backend').first().waitFor();

    const asked = complaints.filter(
      (text) => text.startsWith('request') && !text.startsWith('request: data:'),
    );

    expect(asked).toEqual([]);
    expect(complaints.filter((text) => /dialog|left|popup/.test(text))).toEqual([]);
  });
});
