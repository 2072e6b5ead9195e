import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { CHROMIUM } from './chromium.js';
import { readFiles } from './learner.js';
import { Platform } from './platform.js';

const CLI = resolve(import.meta.dirname, '../../../../apps/cli/bin/touchstone.mjs');
const EXERCISES = join(import.meta.dirname, 'exercises');
const PASSWORD = 'correct horse battery';
const solution = (path: string) => readFiles(join(EXERCISES, 'probe/solutions/node', path))[0]!.content;
const [ACCEPTED, PARTIAL] = [solution('accepted/plain'), solution('rejected/partial-adds-wrong')];
const SYNTAX_ERROR = 'const broken = ;\n';

let platform: Platform;
let browser: Browser;
let home: string;
/** Errors that no page should have. */
const complaints: string[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'touchstone-course-'));
  platform = await Platform.start({ exercisesDir: EXERCISES });
  browser = await chromium.launch({ ...CHROMIUM, env: { ...process.env, HOME: home } });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await platform?.stop();
  rmSync(home, { recursive: true, force: true });
}, 60_000);

const addressOf = (name: string) => `${name.toLowerCase()}@example.org`;

/** Somebody at a browser of their own. */
async function sitDown(path: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(platform.url + path);
  await page
    .getByRole('link', { name: /^Log in/ })
    .first()
    .click();
  return page;
}

/** Makes an account in the browser and goes on where the visit began. */
async function register(name: string, path = '/'): Promise<Page> {
  const page = await sitDown(path);
  await page.getByRole('button', { name: 'Make an account' }).click();
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail').fill(addressOf(name));
  await page.getByLabel(/^Password/).fill(PASSWORD);
  await page.getByRole('button', { name: 'Make an account' }).click();
  await page.locator('.menu-name', { hasText: name }).waitFor();
  return page;
}

/** The first account of an empty platform, as the runbook has it made, and its owner at a browser. */
async function makeAdmin(): Promise<Page> {
  const { stdout } = await promisify(execFile)(process.execPath, [CLI, 'make-admin', addressOf('Olga')], {
    env: { PATH: process.env.PATH, HOME: home, DATABASE_URL: platform.env.DATABASE_URL },
  });
  const page = await sitDown('/');
  await page.getByLabel('E-mail').fill(addressOf('Olga'));
  await page.getByLabel('Password').fill(stdout.trim().split(' ').at(-1)!);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.locator('.menu-name', { hasText: 'Admin' }).waitFor();
  return page;
}

async function submit(page: Page, content: string): Promise<void> {
  await page.goto(`${platform.url}/exercises/probe`);
  const editor = page.getByRole('textbox', { name: 'Code of main.js' });
  await editor.press('Control+a');
  await editor.press('Delete');
  await page.keyboard.insertText(content);
  await editor.press('Control+Enter');
}

/** Waits until the page says what became of a submission. What it said instead, and what the platform did, tells why when it never does. */
async function learns(page: Page, outcome: string): Promise<void> {
  const heading = page.getByRole('heading', { name: outcome });
  await heading.waitFor().catch(async (error: Error) => {
    const seen = await page.locator('body').innerText();
    throw new Error(`${error.message}\n--- the page\n${seen}\n${platform.logs().slice(-20_000)}`);
  });
}

/** Opens one of the tabs from which a cohort is managed. */
async function manage(page: Page, cohort: string, tab: string): Promise<void> {
  await page.goto(`${platform.url}${cohort}/manage#${tab.toLowerCase()}`);
  await page.getByRole('tab', { name: tab, selected: true }).waitFor();
}

/** As the inputs for dates hold it: the time of this machine, to the second. */
function toInput(moment: Date): string {
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return shifted.toISOString().replace(/(:00)?\.\d+Z$/, '');
}

it('a course goes from an empty database to its end, in the browsers of those who are in it', async () => {
  const olga = await makeAdmin();
  const grace = await register('Grace');

  await olga.goto(`${platform.url}/operations/accounts?search=grace`);
  await olga.getByRole('button', { name: /^Change/ }).click();
  await olga.getByRole('radio', { name: /^instructor/ }).check();
  await olga.getByRole('button', { name: 'Change it' }).click();
  await olga.getByRole('row', { name: /Grace.*instructor/ }).waitFor();

  await grace.goto(`${platform.url}/cohorts`);
  await grace.getByRole('button', { name: 'Make a cohort' }).click();
  await grace.getByLabel('Name').fill('Night school');
  await grace.getByLabel('Probe').check();
  await grace.getByLabel('Due', { exact: true }).fill(toInput(new Date(Date.now() + 7 * 24 * 60 * 60_000)));
  await grace.getByLabel('Late work loses (percent)').fill('50');
  await grace.getByRole('button', { name: 'Make the cohort' }).click();
  await grace.getByRole('heading', { name: 'Manage Night school' }).waitFor();
  const cohort = new URL(grace.url()).pathname.replace('/manage', '');
  const [link, code] = await grace.locator('.copy-text code').allInnerTexts();

  // By link, from outside; by code; by roster, without doing anything.
  const ada = await register('Ada', new URL(link!).pathname);
  await ada.getByRole('button', { name: 'Join' }).click();
  await ada.getByRole('heading', { level: 1, name: 'Night school' }).waitFor();
  const bob = await register('Bob', '/cohorts');
  await bob.getByLabel('Join code').fill(code!.toLowerCase());
  await bob.getByRole('button', { name: 'Join' }).click();
  await bob.getByRole('heading', { level: 1, name: 'Night school' }).waitFor();
  const cyd = await register('Cyd');
  await manage(grace, cohort, 'Roster');
  await grace
    .getByLabel('Or as text')
    .fill(`Cyd Charisse,${addressOf('Cyd')},s3\nDan,${addressOf('Dan')},s4\n`);
  await grace.getByRole('button', { name: 'Import' }).click();
  await grace.getByRole('row', { name: /Cyd Charisse.*enrolled/ }).waitFor();
  await grace
    .getByRole('row', { name: /Dan.*expected/ })
    .first()
    .waitFor();

  // Everybody looks at the board, and it moves while they do.
  await grace.goto(platform.url + cohort);
  await grace.getByText('Nobody has points yet').waitFor();
  await submit(ada, PARTIAL);
  await learns(ada, 'Partly right');
  await ada.locator('.failed-test', { hasText: 'adds two numbers' }).waitFor();
  await grace.getByRole('row', { name: /^1 .* 7\.5 / }).waitFor();
  await submit(ada, ACCEPTED);
  await learns(ada, 'Accepted');
  await grace.getByRole('row', { name: /^1 .* 10 / }).waitFor();
  await submit(bob, PARTIAL);
  await learns(bob, 'Partly right');
  await grace.getByRole('row', { name: /^2 .* 7\.5 / }).waitFor();
  await submit(cyd, SYNTAX_ERROR);
  await learns(cyd, 'It did not build');
  await cyd.locator('.output', { hasText: "main.js:1:16: Unexpected token ';'" }).waitFor();
  await cyd.goto(platform.url + cohort);
  await cyd.getByText('You are on it as soon as a result of yours earns points.').waitFor();

  // Who teaches it sees who is where, down to the code.
  await grace.getByRole('link', { name: 'Progress' }).click();
  await grace.getByRole('row', { name: /Ada.*passed/ }).waitFor();
  await grace.getByRole('row', { name: /Cyd Charisse.*s3.*trying/ }).waitFor();
  await grace
    .getByRole('row', { name: /Bob/ })
    .getByRole('link', { name: /^trying/ })
    .click();
  await grace.getByRole('rowheader').first().getByRole('link').click();
  await grace.getByText('adds two numbers').first().waitFor();
  await grace.getByRole('textbox', { name: 'Code of main.js' }).waitFor();

  await grace.goto(`${platform.url}${cohort}/similarity`);
  await grace.getByText(/Compared: the programs of/).waitFor();
  await grace.goto(`${platform.url}${cohort}/progress`);
  await grace.getByText('Export').click();
  const [gradebook] = await Promise.all([
    grace.waitForEvent('download'),
    grace.getByRole('button', { name: 'Gradebook (CSV)' }).click(),
  ]);
  expect(readFileSync(await gradebook.path(), 'utf8')).toMatch(/Cyd Charisse/);

  // Judged again aside: the same program comes to the same, and applying it moves nobody.
  await grace.goto(`${platform.url}/desk/rejudge`);
  await grace.getByLabel('Exercise').selectOption('probe');
  await grace.getByText('4 submissions of 3 learners').waitFor();
  await grace.getByRole('button', { name: 'Judge again' }).click();
  await grace.getByRole('heading', { name: 'What it would do' }).waitFor({ timeout: 60_000 });
  await grace.getByText('None: every test came out as before.').waitFor();
  await grace.getByRole('button', { name: 'Apply', exact: true }).click();
  await grace.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
  await grace.getByRole('heading', { name: 'What it did' }).waitFor();

  // The due date passes, a second ago: what comes after it is late, and nothing before it.
  await manage(grace, cohort, 'Terms');
  await grace.getByLabel('Due', { exact: true }).fill(toInput(new Date(Date.now() - 1_000)));
  await grace.getByRole('button', { name: 'Save' }).click();
  await grace.locator('form').getByText('Saved').waitFor();
  await submit(cyd, ACCEPTED);
  await learns(cyd, 'Accepted');
  await cyd.goto(platform.url + cohort);
  await cyd.getByRole('row', { name: /Probe.*5 \/ 10.*late/ }).waitFor();
  await cyd.getByRole('row', { name: /^3 .*you 5 / }).waitFor();

  // And it is over.
  await manage(grace, cohort, 'Terms');
  await grace.getByLabel('Archived').check();
  await grace.getByRole('button', { name: 'Save' }).click();
  await grace.locator('form').getByText('Saved').waitFor();
  await ada.goto(platform.url + cohort);
  await ada.getByText('This cohort ended on').waitFor();
  await ada.getByRole('row', { name: /^1 .*you 10 / }).waitFor();
  await ada.goto(`${platform.url}/cohorts`);
  await ada.getByRole('heading', { name: 'You are in no cohort' }).waitFor();

  expect(complaints).toEqual([]);
}, 300_000);
