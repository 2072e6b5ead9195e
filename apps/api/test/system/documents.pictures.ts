import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { TokenPair } from '#contracts';
import { CHROMIUM } from './chromium.js';
import { readFiles } from './learner.js';
import { Platform } from './platform.js';

/**
 * The pictures that README and docs show, of a real platform with real verdicts. `npm test -- pictures` makes them
 * anew; nothing else runs this.
 */
const ROOT = resolve(import.meta.dirname, '../../../..');
const PICTURES = join(ROOT, 'docs/images');
const SOLUTIONS = join(ROOT, 'exercises/todo-rest-api/solutions/node');
const PASSWORD = 'correct horse battery';

let platform: Platform;
let browser: Browser;

beforeAll(async () => {
  platform = await Platform.start();
  browser = await chromium.launch(CHROMIUM);
  mkdirSync(PICTURES, { recursive: true });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await platform?.stop();
}, 60_000);

async function call<T>(path: string, tokens: TokenPair | null, body?: unknown): Promise<T> {
  const response = await fetch(`${platform.url}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(tokens === null ? {} : { authorization: `Bearer ${tokens.accessToken}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function register(displayName: string): Promise<TokenPair> {
  const email = `${displayName.toLowerCase().replaceAll(' ', '.')}@example.org`;
  return TokenPair.parse(await call('/auth/register', null, { email, password: PASSWORD, displayName }));
}

async function open(path: string, tokens: TokenPair, theme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  await context.addInitScript(
    (kept) => localStorage.setItem('touchstone.tokens', kept),
    JSON.stringify(tokens),
  );
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(platform.url + path);
  await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
  await page.getByText(/^Loading/).waitFor({ state: 'detached' });
  return page;
}

const keep = (page: Page, name: string) => page.screenshot({ path: join(PICTURES, `${name}.png`) });

async function submit(tokens: TokenPair, solution: string): Promise<string> {
  const { id } = await call<{ id: string }>('/exercises/todo-rest-api/submissions', tokens, {
    runtime: 'node',
    files: readFiles(join(SOLUTIONS, solution)),
  });
  const judged = async () =>
    (await call<{ status: string }>(`/submissions/${id}`, tokens)).status === 'judged';
  for (const end = Date.now() + 120_000; !(await judged());) {
    if (Date.now() > end) throw new Error(`${solution} was not judged:\n${platform.logs()}`);
    await new Promise((tick) => setTimeout(tick, 250));
  }
  return id;
}

describe('the pictures of the documents', () => {
  it('show a verdict, the workbench and the roadmap', async () => {
    const ada = await register('Ada Lovelace');
    const partial = await submit(ada, 'rejected/express-defaults');
    await keep(await open(`/submissions/${partial}`, ada), 'verdict');
    const workbench = await open('/exercises/todo-rest-api', ada, 'dark');
    // The editor comes after everything else, with the draft.
    await workbench.locator('.code-editor .cm-line', { hasText: /\S/ }).first().waitFor();
    await keep(workbench, 'workbench');
    await submit(ada, 'accepted/express');
    await keep(await open('/', ada), 'roadmap');
  }, 300_000);
});
