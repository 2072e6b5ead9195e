import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import type { Route } from 'playwright-core';
import { DataSource } from 'typeorm';
import { ExerciseSlug, type SubmissionId } from '#contracts';
import { aResult } from '#testing';
import { aFailedTest, aPartialVerdict, aVerdict } from '../a-verdict.js';
import type { Account } from '../api-world.js';
import { CohortWorld } from '../cohort-world.js';
import { eventually } from '../eventually.js';
import type { ExercisesFolder } from '../exercise-folder.js';
import { findBarriers, fitsWidth, NARROW, PageWorld, shoot } from './page-world.js';
import { roadFolder } from './road-folder.js';

const MIB = 1024 * 1024;
let folder: ExercisesFolder;
let world: PageWorld;
let ada: Account;

beforeAll(async () => {
  folder = roadFolder();
  world = await PageWorld.start({ exercisesDir: folder.root });
}, 60_000);
beforeEach(async () => {
  ada = await world.api.account();
});
afterAll(async () => {
  await world.close();
  folder.dispose();
});

async function submit(content: string, { runtime = 'node', slug = 'greeting', account = ada } = {}) {
  const path = runtime === 'node' ? 'main.ts' : 'main.py';
  const { body } = await world.api.http
    .post(`/api/v1/exercises/${slug}/submissions`)
    .set('authorization', account.bearer)
    .send({ runtime, files: [{ path, content }] })
    .expect(202);
  return body.id as SubmissionId;
}

async function pass(content: string, account = ada, cpuMs = 100): Promise<SubmissionId> {
  const id = await submit(content, { account });
  const usage = { cpuMs, wallMs: 10 * cpuMs, peakMemoryBytes: 40 * MIB };
  await world.api.judge(id, aVerdict({ usage }));
  return id;
}

describe('the history', () => {
  it('is narrowed by filters that stand in the address, so that a way back leads back', async () => {
    await world.api.judge(await submit('1\n'), aPartialVerdict());
    await world.api.judge(await submit('1\n', { slug: 'sequel' }), aVerdict());
    await submit('1\n', { runtime: 'python' });
    const page = await world.open('/submissions', { as: ada });
    const rows = page.locator('tbody tr');
    await rows.nth(2).waitFor();

    await page.getByLabel('Runtime').selectOption('node');
    await page.getByLabel('Result').selectOption('partial');

    // There are no rows either while others are being read.
    await eventually(async () =>
      expect(await rows.allInnerTexts()).toEqual([expect.stringMatching(/partial\s+1 \/ 2\s+50\s+node/)]),
    );
    expect(new URL(page.url()).search).toBe('?runtime=node&outcome=partial');
    await page.goBack();
    await rows.nth(1).waitFor();
    expect(await page.getByLabel('Result').inputValue()).toBe('');
  });

  it('knows days of this browser, the last one included', async () => {
    const [old] = [await submit('1\n'), await submit('1\n')];
    await world.api.app
      .get(DataSource)
      .query(`UPDATE submissions SET created_at = created_at - interval '9 days' WHERE id = $1`, [old]);
    const today = new Date().toLocaleDateString('sv');
    const page = await world.open(`/submissions?from=${today}&to=${today}`, { as: ada });
    const rows = page.locator('tbody tr');
    await rows.first().waitFor();
    const now = await rows.count();

    await page.getByLabel('From').fill('');
    await rows.nth(1).waitFor();

    expect(now).toBe(1);
    expect(await rows.count()).toBe(2);
  });

  it('leads to older pages and back to the newest', async () => {
    for (let i = 0; i < 26; i += 1) await world.api.submit(ada, { slug: 'greeting' });
    const page = await world.open('/submissions?runtime=node', { as: ada });
    const rows = page.locator('tbody tr');
    await rows.nth(24).waitFor();

    await page.getByRole('link', { name: 'Older' }).click();
    await rows.nth(1).waitFor({ state: 'detached' });
    await rows.first().waitFor();

    expect(await rows.count()).toBe(1);
    await page.getByRole('link', { name: 'Newest' }).click();
    await rows.nth(24).waitFor();
    expect(new URL(page.url()).search).toBe('?runtime=node');
  });

  it('is the same table when one comes from a workbench', async () => {
    await submit('1\n');
    const page = await world.open('/exercises/greeting', { as: ada });
    await page.locator('.workbench').waitFor();

    await page.getByRole('link', { name: 'Submissions' }).click();
    const table = page.getByRole('table');
    await table.waitFor();

    expect(await table.evaluate((element) => getComputedStyle(element).display)).toBe('table');
  });

  it('says how it begins, and when no submission fits', async () => {
    const page = await world.open('/submissions', { as: ada });
    await page.getByRole('heading', { name: 'Nothing submitted yet' }).waitFor();

    await page.getByLabel('Tests').selectOption('public');
    await page.getByRole('heading', { name: 'No submission fits' }).waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();

    await page.getByRole('heading', { name: 'Nothing submitted yet' }).waitFor();
  });

  it('has no barrier that axe can find, and fits a narrow screen', async () => {
    await world.api.judge(await submit('1\n'), aPartialVerdict());
    const page = await world.open('/submissions', { as: ada });
    await page.locator('tbody tr').waitFor();
    await shoot(page, 'history');
    expect(await findBarriers(page)).toEqual([]);

    await page.setViewportSize(NARROW);

    expect(await fitsWidth(page)).toBe(true);
  });
});

describe('a submission', () => {
  it('is taken home as a zip', async () => {
    const id = await submit('console.log(1);\n');
    await world.api.judge(id, aPartialVerdict());
    const page = await world.open(`/submissions/${id}`, { as: ada });

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);

    expect(download.suggestedFilename()).toBe(`greeting-${id.slice(0, 8)}.zip`);
    const [content] = Object.values(unzipSync(readFileSync(await download.path())));
    expect(strFromU8(content!)).toBe('console.log(1);\n');
  });

  it('is sent again as a new one with the same files', async () => {
    const id = await submit('console.log(2);\n');
    await world.api.judge(id, aPartialVerdict());
    const page = await world.open(`/submissions/${id}`, { as: ada });

    await page.getByRole('button', { name: 'Submit again' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Submit again' }).click();
    await page.waitForURL((url) => url.pathname.startsWith('/submissions/') && !url.pathname.endsWith(id));

    const again = new URL(page.url()).pathname.split('/').at(-1) as SubmissionId;
    expect(await world.api.submissions.listFiles(again)).toEqual([
      { path: 'main.ts', content: 'console.log(2);\n' },
    ]);
  });

  it('shows its files in the colours of their language, and the version it was sent for', async () => {
    const id = await submit('// one\nconst two = 2;\n');
    await world.api.judge(id, aPartialVerdict());
    const page = await world.open(`/submissions/${id}`, { as: ada });

    const file = page.getByRole('tabpanel', { name: 'main.ts' });
    const code = file.getByRole('textbox', { name: 'Code of main.ts' });
    await code.waitFor();

    expect(await code.innerText()).toBe('// one\nconst two = 2;');
    expect(await code.getAttribute('contenteditable')).toBe('false');
    await eventually(async () => {
      const colours = await code
        .locator('.cm-line span')
        .evaluateAll((spans) => spans.map((span) => getComputedStyle(span).color));
      expect(new Set(colours).size).toBeGreaterThan(1);
    });
    expect(await findBarriers(page)).toEqual([]);
    expect(await page.getByRole('region', { name: 'Files' }).innerText()).toMatch(
      /Version [0-9a-f]{8} of greeting/,
    );
  });

  it('saves its verdict as JUnit XML and as CTRF, as its reader may see it', async () => {
    const id = await submit('1\n');
    await world.api.judge(id, aPartialVerdict({ tests: [aResult(), aFailedTest()] }));
    const page = await world.open(`/submissions/${id}`, { as: ada });
    const save = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name, exact: true }).click(),
      ]);
      return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
    };

    const [junit, ctrf] = [await save('JUnit XML'), await save('CTRF')];

    const name = `greeting-${id.slice(0, 8)}`;
    expect([junit.name, ctrf.name]).toEqual([`${name}.junit.xml`, `${name}.ctrf.json`]);
    expect(junit.text).toMatch(/<testsuites [^>]*tests="2" failures="1"/);
    expect(JSON.parse(ctrf.text)).toMatchObject({
      reportFormat: 'CTRF',
      results: { summary: { tests: 2, passed: 1, failed: 1 } },
    });
  });

  it('has no verdict to save while it waits for one', async () => {
    const page = await world.open(`/submissions/${await submit('1\n')}`, { as: ada });
    await page.getByRole('button', { name: 'Download' }).waitFor();

    expect(await page.getByRole('button', { name: 'CTRF' }).count()).toBe(0);
  });

  it('keeps the reference closed until its author has passed, and opens it then', async () => {
    const failed = await submit('1\n');
    await world.api.judge(failed, aPartialVerdict());
    const page = await world.open(`/submissions/${failed}`, { as: ada });
    await page.getByRole('heading', { name: 'Files' }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.getByText('Read the walk-through').count()).toBe(0);

    const passed = await pass('2\n');
    await page.goto(`${world.api.url}/submissions/${passed}`);
    await page.getByText('Read the walk-through').click();

    await page.getByRole('heading', { name: 'Why it greets' }).waitFor();
    await shoot(page, 'submission');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Compare with yours' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your submission and the reference' }).waitFor();
    await page.getByRole('region', { name: 'Lines of main.ts' }).waitFor();
  });

  it('stands beside those of others in a picture, a sentence and figures, once there are enough', async () => {
    const id = await pass('1\n', ada, 300);
    const page = await world.open(`/submissions/${id}`, { as: ada });
    await page.getByText('Once 5 learners have passed').waitFor();
    for (const cpuMs of [101, 105, 110, 220]) await pass('1\n', await world.api.account(), cpuMs);

    await page.reload();

    const plot = page.getByRole('figure', { name: /CPU time/ });
    await plot.waitFor();
    // This exercise hides its inputs: a latency could tell of them.
    expect(await page.getByRole('figure').count()).toBe(3);
    expect(await plot.innerText()).toMatch(/Of \d+ learners, \d+ used less, \d+ about as much, \d+ more\./);
    await plot.getByText('In figures').click();
    expect(await plot.getByRole('row', { name: /250 to 315 \(this run\)/ }).count()).toBe(1);
    await page.setViewportSize(NARROW);
    expect(await fitsWidth(page)).toBe(true);
  });

  it('stands beside the newest cohort in which enough have passed, and beside another when asked', async () => {
    const cohorts = new CohortWorld(world.api);
    const teacher = await world.api.account('instructor');
    const make = async (name: string, slug: string) => {
      const cohort = await cohorts.create(teacher, { name, exercises: [ExerciseSlug.parse(slug)] });
      await cohorts.join(cohort, ada);
      return cohort;
    };
    const spring = await make('Spring', 'greeting');
    await make('Autumn', 'greeting');
    await make('Winter', 'sequel');
    const mates = await cohorts.learners(spring, 4);
    for (const mate of mates) await pass('1\n', mate, 700);
    const id = await pass('1\n', ada, 300);
    const page = await world.open(`/submissions/${id}`, { as: ada });
    const plot = page.getByRole('figure', { name: /CPU time/ });
    const choice = page.getByLabel('Compared with');

    await plot.getByText('Of 5 learners, 0 used less, 1 about as much, 4 more.').waitFor();
    expect(await choice.locator('option').allInnerTexts()).toEqual([
      'The cohort Autumn',
      'The cohort Spring',
      'Everybody',
    ]);
    expect(await choice.locator('option:checked').innerText()).toBe('The cohort Spring');
    await shoot(page, 'submission-beside-cohort');
    expect(await findBarriers(page)).toEqual([]);

    await choice.selectOption({ label: 'The cohort Autumn' });
    await page.getByText('Once 5 learners of this cohort have passed').waitFor();
    await choice.selectOption({ label: 'Everybody' });
    await plot.waitFor();
    expect(await plot.innerText()).not.toContain('Of 5 learners');
    await page.setViewportSize(NARROW);
    expect(await fitsWidth(page)).toBe(true);
  });

  it('shows its files by itself once a server that was too busy for them is not', async () => {
    const id = await submit('// mine\n');
    // Not by `open`: what the browser says of the 503 in its console is no fault of the page.
    const page = await (await world.visit({ as: ada })).newPage();
    const busy = {
      ...{ type: '/problems/busy', title: 'Touchstone is very busy', status: 503, code: 'busy' },
      detail: 'Very many people are here at once.',
    };
    let refused = 0;
    const refuse = (route: Route) => {
      refused += 1;
      return route.fulfill({ status: 503, json: busy, headers: { 'retry-after': '1' } });
    };
    await page.route('**/files', refuse, { times: 1 });
    await page.goto(`${world.api.url}/submissions/${id}`);

    await page.getByText('// mine').waitFor();
    expect(refused).toBe(1);
  });
});

describe('a comparison', () => {
  async function twoSubmissions(): Promise<[SubmissionId, SubmissionId]> {
    const first = await submit('const a = 1;\nconst b = 2;\n');
    await world.api.judge(first, aPartialVerdict({ tests: [aResult(), aFailedTest()] }));
    const second = await submit('const a = 1;\nconst b = 3;\n');
    const tests = [aResult(), aResult({ title: 'refuses what is empty' })];
    await world.api.judge(second, aVerdict({ tests }));
    return [first, second];
  }

  it('tells which tests came out differently and which lines changed, the earlier one first', async () => {
    const [first, second] = await twoSubmissions();
    const page = await world.open(`/submissions/${second}`, { as: ada });

    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.waitForURL(`**/submissions/${second}/compare/${first}`);
    const verdicts = page.getByRole('region', { name: 'Verdicts' });
    await verdicts.waitFor();

    expect(await verdicts.innerText()).toMatch(/failed → passed\s+Basics ›\s+refuses what is empty/);
    expect(await verdicts.getByRole('row', { name: /Basics/ }).innerText()).toMatch(/1 of 2\s+2 of 2/);
    const lines = page.getByRole('region', { name: 'Lines of main.ts' });
    await lines.waitFor();
    expect(await lines.innerText()).toMatch(/removed:\s+const b = 2;[^]*added:\s+const b = 3;/);
    expect(await page.getByText('1 added, 1 removed').count()).toBe(1);
  });

  it('takes any two of the history, also of different exercises and runtimes', async () => {
    const [older, other] = [await submit('1\n', { slug: 'sequel', runtime: 'python' }), await submit('2\n')];
    const page = await world.open('/submissions', { as: ada });
    await page.getByText('Tick two to compare them').waitFor();
    const boxes = page.getByRole('checkbox', { name: /^Compare / });

    await boxes.nth(1).check();
    await page.getByText('One is ticked: tick another one.').waitFor();
    await boxes.nth(0).check();
    await shoot(page, 'history-two-chosen');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Compare these two' }).click();

    await page.getByRole('heading', { level: 1, name: 'Two submissions compared' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/submissions/${other}/compare/${older}`);
    await page.getByText('These were sent for different exercises').waitFor();
    await page.getByRole('region', { name: 'Lines of main.py' }).waitFor();
  });

  it('lays the lines side by side or one below the other', async () => {
    const [first, second] = await twoSubmissions();
    const page = await world.open(`/submissions/${first}/compare/${second}`, { as: ada });
    const cells = () => page.getByRole('region', { name: 'Lines of main.ts' }).locator('tbody tr');
    await cells().nth(1).waitFor();
    const sideBySide = await cells().count();

    await page.getByRole('button', { name: 'One below the other' }).click();
    await cells().nth(2).waitFor();

    expect([sideBySide, await cells().count()]).toEqual([2, 3]);
  });

  it('has no barrier that axe can find, and fits a narrow screen', async () => {
    const [first, second] = await twoSubmissions();
    const page = await world.open(`/submissions/${first}/compare/${second}`, { as: ada });
    await page.getByRole('region', { name: 'Lines of main.ts' }).waitFor();
    await shoot(page, 'compare');
    expect(await findBarriers(page)).toEqual([]);

    await page.setViewportSize(NARROW);

    expect(await fitsWidth(page)).toBe(true);
  });

  it('with the reference is refused before passing, with a way back', async () => {
    const id = await submit('1\n');
    await world.api.judge(id, aPartialVerdict());
    const page = await world.open(`/submissions/${id}/compare/reference`, { as: ada });

    await page.getByText('opens with your first accepted submission').waitFor();

    expect(await page.getByRole('link', { name: 'To the submission' }).getAttribute('href')).toBe(
      `/submissions/${id}`,
    );
  });

  it('with somebody else’s submission finds nothing there', async () => {
    const foreign = await submit('1\n', { account: await world.api.account() });
    const page = await world.open(`/submissions/${await submit('1\n')}/compare/${foreign}`, { as: ada });

    await page.getByText('There is nothing at this address, or it is not yours.').waitFor();
  });
});

it('leaves the console free of errors of its own', () => {
  expect(world.complaints).toEqual([]);
});
