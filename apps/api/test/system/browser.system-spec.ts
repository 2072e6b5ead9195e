import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { CHROMIUM } from './chromium.js';
import { readFiles } from './learner.js';
import { Platform } from './platform.js';

const EXERCISES = join(import.meta.dirname, 'exercises');
const ACCEPTED = readFiles(join(EXERCISES, 'probe/solutions/node/accepted/plain'))[0]!;
const PARTIAL = readFiles(join(EXERCISES, 'probe/solutions/node/rejected/partial-adds-wrong'))[0]!;

const profile = mkdtempSync(join(tmpdir(), 'touchstone-chromium-'));
let platform: Platform;
let browser: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  platform = await Platform.start({ exercisesDir: EXERCISES });
  browser = await chromium.launchPersistentContext(profile, CHROMIUM);
  page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await platform?.stop();
  rmSync(profile, { recursive: true, force: true });
}, 60_000);

const paste = async (content: string) => {
  const editor = page.getByRole('textbox', { name: 'Code of main.js' });
  await editor.press('Control+a');
  await editor.press('Delete');
  await page.keyboard.insertText(content);
};

describe('a new learner in a browser', () => {
  it('registers, opens an exercise, submits and watches the verdict arrive', async () => {
    await page.goto(platform.url);
    await page.getByRole('link', { name: 'Log in' }).click();
    await page.getByRole('button', { name: 'Make an account' }).click();
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByLabel(/^Password/).fill('correct horse battery');
    await page.getByRole('button', { name: 'Make an account' }).click();
    await page.getByRole('link', { name: 'Exercises' }).click();
    await page.getByRole('link', { name: /Probe/ }).click();
    await paste(PARTIAL.content);
    await page.getByRole('button', { name: 'Submit', exact: true }).click();

    await page.getByText('2 of 3 tests passed.', { exact: true }).waitFor();

    const failed = page.locator('.failed-test');
    expect(await failed.count()).toBe(1);
    expect(await failed.innerText()).toContain('adds two numbers');
    expect(await page.locator('.verdict-title').innerText()).toMatch(/Partly right.*75 of 100/s);
  }, 60_000);

  it('mends the program, and the list of exercises shows full marks', async () => {
    await paste(ACCEPTED.content);
    await page.getByRole('textbox', { name: 'Code of main.js' }).press('Control+Enter');
    await page.getByText('All 3 tests passed.', { exact: true }).waitFor();

    await page.getByRole('link', { name: 'Exercises' }).click();

    await page.getByRole('link', { name: /Probe.*passed/s }).waitFor();
  }, 60_000);

  it('takes an uploaded file and says what is wrong with a bad one', async () => {
    await page.getByRole('link', { name: /Probe/ }).click();
    await page.getByRole('tab', { name: 'main.js' }).waitFor();
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'huge.js',
        mimeType: 'text/javascript',
        buffer: Buffer.alloc(300 * 1024, '1'),
      });
    const notice = page.getByRole('region', { name: 'Your solution' }).getByText(/^Nothing was added/);
    await notice.waitFor();

    expect(await notice.innerText()).toMatch(/huge\.js is larger than 256 KiB/);
  }, 60_000);

  it('shows text of a learner’s program as text, whatever it holds (P10)', async () => {
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs++;
      void dialog.dismiss();
    });
    await page.goto(`${platform.url}/exercises/probe`);
    await paste(`console.log('<img src=x onerror=alert(1)><script>alert(2)</script>');\nprocess.exit(3);\n`);
    await page.getByRole('button', { name: 'Submit', exact: true }).click();

    await page.locator('details pre', { hasText: '<img src=x onerror=alert(1)>' }).waitFor();

    expect(dialogs).toBe(0);
  }, 60_000);

  it('keeps the browser’s console free of errors of ours', () => {
    const ours = complaints.filter((text) => !/status of 4\d\d/.test(text));

    expect(ours).toEqual([]);
  });
});
