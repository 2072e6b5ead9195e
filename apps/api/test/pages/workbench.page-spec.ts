import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { strToU8, zipSync } from 'fflate';
import type { BrowserContext, Page } from 'playwright-core';
import { SubmissionRepository } from '#persistence';
import { aVerdict } from '../a-verdict.js';
import type { Account } from '../api-world.js';
import { eventually } from '../eventually.js';
import { openCohort } from '../open-cohort.js';
import { findBarriers, fitsWidth, NARROW, PageWorld, shoot } from './page-world.js';

const PATH = '/exercises/echo-service';
const STARTER = '// start here\n';

let world: PageWorld;
let ada: Account;

beforeAll(async () => {
  world = await PageWorld.start({ env: { TOUCHSTONE_DRAFT_SAVES_PER_MINUTE: '1000' } });
  await world.api.publish({
    statement: '# Echo\n\nAnswer every request with what it said.\n\n```http\nGET /hello\n```\n',
    hints: [{ task: 'Answering', steps: ['Read the body.', 'Write it back.'] }],
    starters: {
      node: [
        { path: 'main.js', content: STARTER },
        { path: 'lib/store.js', content: 'export const store = new Map();\n' },
      ],
      python: [{ path: 'main.py', content: '# begin here\n' }],
    },
  });
}, 60_000);
beforeEach(async () => {
  ada = await world.api.account();
});
const folders: string[] = [];
afterAll(async () => {
  await world.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const openWorkbench = async (visit: Parameters<PageWorld['open']>[1] = {}): Promise<Page> => {
  const page = await world.open(PATH, { as: ada, ...visit });
  await editor(page).waitFor();
  return page;
};

const editor = (page: Page) => page.getByRole('textbox', { name: /^Code of / });
const status = (page: Page) => page.locator('.draft-status');
const notice = (page: Page) => page.locator('.pane.code > .notice');
const tabs = (page: Page) => page.getByRole('tablist', { name: 'Files' }).getByRole('tab');

/** Types over all that the open file holds. */
async function write(page: Page, text: string): Promise<void> {
  await editor(page).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

const saved = (page: Page) => status(page).and(page.locator('[data-state=saved]')).waitFor();

async function draftOf(account: Account, runtime = 'node') {
  const { body } = await world.api.http
    .get(`/api/v1${PATH}/draft?runtime=${runtime}`)
    .set('authorization', account.bearer);
  return body as { revision: number; files: { path: string; content: string }[] };
}

const contentOf = async (account: Account, path = 'main.js') =>
  (await draftOf(account)).files.find((file) => file.path === path)?.content;

/** A second page of the same profile, as after closing the tab. */
async function reopen(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(world.api.url + PATH);
  await editor(page).waitFor();
  return page;
}

describe('a draft', () => {
  it('is saved while it is typed and found in another browser', async () => {
    const page = await openWorkbench();
    expect(await editor(page).innerText()).toContain('// start here');
    await write(page, 'const answer = 42;\n');
    await saved(page);
    expect(await status(page).innerText()).toMatch(/^Saved \d/);
    await page.close();

    const other = await openWorkbench();

    expect(await editor(other).innerText()).toContain('const answer = 42;');
  });

  it('survives closing the tab before the server has it', async () => {
    const page = await openWorkbench();
    await page.context().route('**/draft?*', (route) => route.abort());
    await write(page, 'written on a train\n');
    await status(page).getByText('Saved here only: the server cannot be reached').waitFor();
    await page.close({ runBeforeUnload: true });

    const again = await reopen(page.context());

    expect(await editor(again).innerText()).toContain('written on a train');
    await again.context().unroute('**/draft?*');
    await again.evaluate(() => window.dispatchEvent(new Event('online')));
    await saved(again);
    expect(await contentOf(ada)).toBe('written on a train\n');
  });

  it('is never overwritten unseen: two browsers, and the learner chooses', async () => {
    const [first, second] = [await openWorkbench(), await openWorkbench()];
    await write(first, 'from the first\n');
    await saved(first);
    await write(second, 'from the second\n');
    await second.getByText('Another browser has saved another draft', { exact: true }).waitFor();
    expect(await contentOf(ada)).toBe('from the first\n');

    await second.getByRole('button', { name: 'Compare them' }).click();
    const dialog = second.getByRole('dialog', { name: 'This draft and the other one' });
    await dialog.getByRole('heading', { name: /main\.js/ }).waitFor();
    await dialog.getByText('from the first').waitFor();
    await shoot(second, 'workbench-conflict');
    expect(await findBarriers(second)).toEqual([]);
    await dialog.getByRole('button', { name: 'Take the other one' }).click();
    await saved(second);

    expect(await editor(second).innerText()).toContain('from the first');
    await second.getByRole('button', { name: 'History' }).click();
    const lines = second.getByRole('list', { name: /Revisions/ }).getByRole('button');
    await lines.first().waitFor();
    expect(await lines.allInnerTexts()).toEqual([
      expect.stringContaining('Brought back'),
      expect.stringContaining('Chosen between two browsers'),
      expect.stringContaining('Written'),
    ]);
  });

  it('is brought up to date when its page comes back into view', async () => {
    const [first, second] = [await openWorkbench(), await openWorkbench()];
    await write(first, 'newer\n');
    await saved(first);

    await second.evaluate(() => window.dispatchEvent(new Event('focus')));

    await editor(second).getByText('newer').waitFor();
  });

  it('that starts over stays in the history, and comes back from there', async () => {
    const page = await openWorkbench();
    await write(page, 'hours of work\n');
    await saved(page);

    await page.getByRole('button', { name: 'Start over' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Start over' }).click();
    await editor(page).getByText('// start here').waitFor();
    await eventually(async () => expect(await contentOf(ada)).toBe(STARTER));
    await saved(page);
    await page.getByRole('button', { name: 'History' }).click();
    await page
      .getByRole('list', { name: /Revisions/ })
      .getByRole('button')
      .nth(1)
      .click();
    await page.getByText('hours of work').waitFor();
    await shoot(page, 'workbench-history');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Bring it back' }).click();

    await editor(page).getByText('hours of work').waitFor();
    await eventually(async () => expect(await contentOf(ada)).toBe('hours of work\n'));
  });

  it('of a visitor waits for the login, and then is theirs', async () => {
    const page = await world.open(PATH);
    await editor(page).waitFor();
    await write(page, 'before I had an account\n');
    await status(page).getByText('Kept in this browser only').waitFor();
    await page.getByRole('link', { name: 'Log in to run and submit it' }).click();
    await page.getByLabel('E-mail').fill(ada.email);
    await page.getByLabel(/^Password/).fill('correct horse battery');
    await page.getByRole('button', { name: 'Log in' }).click();

    await editor(page).getByText('before I had an account').waitFor();
    await eventually(async () => expect(await contentOf(ada)).toBe('before I had an account\n'));
  });

  it('of each runtime is kept, and the next browser opens the newest', async () => {
    const page = await openWorkbench();
    await write(page, 'in JavaScript\n');
    await saved(page);
    await page.getByLabel('Runtime').selectOption('python');
    await editor(page).getByText('# begin here').waitFor();
    await write(page, 'in Python\n');
    await saved(page);
    await page.getByLabel('Runtime').selectOption('node');
    await editor(page).getByText('in JavaScript').waitFor();

    const other = await openWorkbench();

    expect(await editor(other).innerText()).toContain('in Python');
  });
});

describe('files', () => {
  it('are added by the rules of a submission, renamed, deleted, and brought back', async () => {
    const page = await openWorkbench();
    await page.getByRole('button', { name: 'New file' }).click();
    const path = page.getByLabel('Path');
    await path.fill('../escape.js');
    await page.getByText('Leaves the folder with ...').waitFor();
    await path.fill('MAIN.js');
    await page.getByText(/is the same name as main.js/i).waitFor();
    await path.fill('src/routes.js');
    await page.getByRole('button', { name: 'Add the file' }).click();
    await page.getByRole('tab', { name: 'src/routes.js', selected: true }).waitFor();

    await page.getByRole('tab', { name: 'src/routes.js' }).press('F2');
    await page.getByLabel('Path').fill('src/router.js');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('tab', { name: 'src/router.js' }).press('Delete');
    await page.getByText('Deleted src/router.js.', { exact: true }).waitFor();
    expect(await tabs(page).allInnerTexts()).toEqual(['main.js', 'lib/store.js']);
    await page.getByRole('button', { name: 'Undo' }).click();

    expect(await tabs(page).allInnerTexts()).toEqual(['main.js', 'lib/store.js', 'src/router.js']);
    await saved(page);
    expect((await draftOf(ada)).files.map((file) => file.path)).toEqual([
      'main.js',
      'lib/store.js',
      'src/router.js',
    ]);
  });

  it.each([
    [
      'zip',
      'work.zip',
      () => zipSync({ 'app/main.js': strToU8('zipped\n'), 'app/node_modules/x/i.js': strToU8('1') }),
    ],
    [
      'tar.gz',
      'work.tar.gz',
      async () =>
        gzipSync(
          await packTar([
            { header: { name: 'app/main.js', size: 7, type: 'file' }, body: 'packed\n' },
            { header: { name: 'app/.git/config', size: 1, type: 'file' }, body: 'x' },
          ]),
        ),
    ],
  ])('come out of a %s archive', async (_, name, pack) => {
    const page = await openWorkbench();

    await drop(page, 'Your solution', join(onDisk({ [name]: await pack() }), name));

    await notice(page).getByText('Added main.js, in place of what was there, left out 1').waitFor();
    await editor(page)
      .getByText(/^(zipped|packed)$/)
      .waitFor();
  });

  it.each([
    [
      'climbs out of its folder',
      'evil.zip',
      () => zipSync({ '../evil.js': strToU8('x'), 'a.js': strToU8('x') }),
      'leaves the folder with ..',
    ],
    [
      'grows without end',
      'bomb.zip',
      () => zipSync({ 'a.js': new Uint8Array(25 * 1024 * 1024) }),
      'unpacks to more than 24 MiB',
    ],
    ['is damaged', 'broken.zip', () => strToU8('this is no archive'), 'cannot be unpacked'],
    [
      'holds what is no text',
      'binary.zip',
      () => zipSync({ 'a.js': new Uint8Array([0xff, 0xfe, 0x00]) }),
      'is not a text file in UTF-8',
    ],
  ])('of an archive that %s are refused with a sentence', async (_, name, pack, sentence) => {
    const page = await openWorkbench();

    await drop(page, 'Your solution', join(onDisk({ [name]: pack() }), name));

    await page.locator('.notice.bad', { hasText: sentence }).waitFor();
    expect(await tabs(page).allInnerTexts()).toEqual(['main.js', 'lib/store.js']);
  });

  it('of a dropped folder are added with their paths, without what tools leave behind', async () => {
    const page = await openWorkbench();
    const folder = onDisk({
      'app/main.js': 'dropped',
      'app/src/deep/x.sql': 'SELECT 1;',
      'app/node_modules/pg/index.js': '1',
      'app/.env': 'A=1',
    });

    await drop(page, 'Your solution', join(folder, 'app'));

    await notice(page).getByText('Added 2 files, 1 of them in place of what was there, left out 1').waitFor();
    expect(await tabs(page).allInnerTexts()).toEqual(['main.js', 'lib/store.js', 'src/deep/x.sql']);
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await tabs(page).allInnerTexts()).toEqual(['main.js', 'lib/store.js']);
  });

  it('dropped beside the editor do not lead away from the page', async () => {
    const page = await openWorkbench();
    const file = join(onDisk({ 'stray.txt': 'stray' }), 'stray.txt');

    await drop(page, 'The exercise', file);
    await drop(page, 'Your solution', file);

    await notice(page).getByText('Added stray.txt').waitFor();
    expect(await tabs(page).allInnerTexts()).toEqual(['main.js', 'lib/store.js', 'stray.txt']);
  });

  it('of a folder are picked without a mouse', async () => {
    const page = await openWorkbench();

    await page.locator('input[webkitdirectory]').setInputFiles(onDisk({ 'lib/a.js': '1', 'b.js': '2' }));

    await page.getByRole('tab', { name: 'b.js' }).waitFor();
    await page.getByRole('tab', { name: 'lib/a.js' }).waitFor();
  });
});

/** Drops a file or a folder of this machine on a part of the page, as a person would from their desktop. */
async function drop(page: Page, region: string, ...paths: readonly string[]): Promise<void> {
  const box = (await page.getByRole('region', { name: region }).boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x, y, data });
}

/** Writes files into a folder of their own and returns its path. */
function onDisk(files: Readonly<Record<string, Uint8Array | string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

describe('from opening to the verdict', () => {
  it('needs the keyboard alone', async () => {
    const page = await openWorkbench();
    await page.getByRole('heading', { level: 1 }).focus();
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      const isEditor = await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement != null);
      if (isEditor) break;
    }
    await page.keyboard.press('Control+a');
    await page.keyboard.type('if (true) {\nlet x;');
    await page.keyboard.press('Tab');
    expect(await editor(page).innerText()).toContain('  let x;');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.shadowRoot ?? null)).toBeNull();
    await page.keyboard.press('Shift+Tab');

    await page.keyboard.press("Control+'");
    await page.getByRole('heading', { name: /^Public tests/ }).waitFor();
    await judgeNewest('public');
    await page.getByRole('heading', { name: 'Accepted' }).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: /^Submission/ }).waitFor();
    await judgeNewest('graded');

    await page.locator('.verdict-score', { hasText: '100 of 100' }).waitFor();
    expect(await page.getByRole('heading', { name: 'Accepted' }).count()).toBe(1);
    await shoot(page, 'workbench');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('tells beside the files why they are not taken, and sends nothing', async () => {
    const page = await openWorkbench();
    await write(page, '');

    await page.getByRole('button', { name: 'Submit', exact: true }).click();

    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toContain('main.js: is empty: there is no program to run');
  });

  it('marks the draft as it was submitted', async () => {
    const page = await openWorkbench();
    await write(page, 'submitted\n');
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await page.getByRole('heading', { name: /^Submission/ }).waitFor();
    await saved(page);

    await page.getByRole('button', { name: 'History' }).click();

    await page.getByRole('button', { name: /Submitted/ }).waitFor();
  });
});

async function judgeNewest(mode: 'graded' | 'public'): Promise<void> {
  const submissions = world.api.app.get(SubmissionRepository);
  const { items } = await submissions.listForUser(ada.id, { limit: 10 });
  const found = items.find((row) => row.mode === mode && row.status === 'queued');
  await world.api.judge(found!.id, aVerdict());
}

describe('what the learner reads', () => {
  it('says how many attempts a cohort gives, and when there is none left', async () => {
    await openCohort(world.api, await world.api.account('instructor'), { learners: [ada], attemptCap: 1 });
    const page = await openWorkbench();
    const exercise = page.getByRole('region', { name: 'The exercise' });
    await exercise.getByText('0 of 1 attempt used').waitFor();

    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await page.getByRole('heading', { name: /^Submission/ }).waitFor();
    await judgeNewest('graded');

    await exercise.getByText('1 of 1 attempt used').waitFor();
    await exercise.getByText('your attempts are used up').waitFor();
    await shoot(page, 'workbench-cohort');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('has hints step by step, public tests, and where it runs', async () => {
    const page = await openWorkbench();
    await page.getByRole('tab', { name: 'Hints' }).click();
    await page.getByRole('button', { name: 'Show hint 1 of 2' }).click();
    await page.getByText('Read the body.').waitFor();
    expect(await page.getByText('Write it back.').count()).toBe(0);
    await page.getByRole('button', { name: 'Show hint 2 of 2' }).click();
    await page.getByText('Write it back.').waitFor();

    await page.keyboard.press('Control+Home');
    await page.getByRole('tab', { name: 'Public tests' }).click();
    await page.getByText('export {};').waitFor();
    await page.getByRole('tab', { name: 'Where it runs' }).click();
    await page.getByText('Time to start').waitFor();

    await page.reload();
    await page.getByRole('tab', { name: 'Hints' }).click();
    await page.getByText('Write it back.').waitFor();
  });

  it('shares the width as the learner left it, by keyboard too', async () => {
    const page = await openWorkbench();
    const line = page.getByRole('separator', { name: 'Width of the exercise' });
    const width = async () => (await page.getByRole('region', { name: 'The exercise' }).boundingBox())!.width;
    const before = await width();

    await line.press('ArrowRight');
    await line.press('ArrowRight');
    const after = await width();
    await page.reload();
    await editor(page).waitFor();

    expect(after).toBeGreaterThan(before + 40);
    expect(await width()).toBe(after);
    expect(await line.getAttribute('aria-valuenow')).toBe('44');
  });

  it('lists the keys', async () => {
    const page = await openWorkbench();

    await page.getByRole('button', { name: 'Keys' }).click();

    const dialog = page.getByRole('dialog', { name: 'Keys' });
    await dialog.getByText('Run the public tests').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'hidden' });
  });
});

describe('the first load', () => {
  it('fetches less than 200 kB of compressed scripts before the editor', async () => {
    const page = await world.open('/no-such-page', { as: ada });
    const bodies: Promise<Buffer>[] = [];
    let isEditorAsked = false;
    page.on('request', (request) => (isEditorAsked ||= request.url().includes('/code-editor-')));
    page.on('response', (response) => {
      const isScript = response.request().resourceType() === 'script' && response.ok();
      if (isScript && !isEditorAsked) bodies.push(response.body());
    });

    await page.goto(world.api.url + PATH);
    await editor(page).waitFor();

    expect(isEditorAsked).toBe(true);
    const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
    const sum = sizes.reduce((all, size) => all + size, 0);
    expect(sum).toBeGreaterThan(50 * 1024);
    expect(sum).toBeLessThan(200_000);
  });
});

describe('a narrow screen', () => {
  it('shows one part at a time and fits', async () => {
    const page = await world.open(PATH, { as: ada, viewport: NARROW });
    await page.getByRole('tab', { name: 'Statement' }).waitFor();
    expect(await fitsWidth(page)).toBe(true);
    await shoot(page, 'workbench-narrow-statement');
    await page.getByRole('tab', { name: 'Code' }).click();
    await editor(page).waitFor();
    await saved(page);
    await shoot(page, 'workbench-narrow-code');

    expect(await fitsWidth(page)).toBe(true);
    expect(await findBarriers(page)).toEqual([]);
  });
});

describe('the content security policy', () => {
  it('is kept: nothing of the editor was refused, and the console is quiet', () => {
    const ours = world.complaints.filter((text) => !text.includes('net::ERR_FAILED'));

    expect(ours).toEqual([]);
  });
});
