import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CohortId, Verdict } from '#contracts';
import { aResult } from '#testing';
import { aFailedTest, aPartialVerdict, aVerdict } from '../a-verdict.js';
import type { Account } from '../api-world.js';
import { openCohort } from '../open-cohort.js';
import { findBarriers, fitsWidth, NARROW, PageWorld, shoot } from './page-world.js';

let world: PageWorld;
let teacher: Account;
let stuck: Account;
let cohort: CohortId;

const failing = (title: string): Verdict =>
  aPartialVerdict({ tests: [aResult(), aFailedTest({ id: title, title })] });

async function hand(account: Account, ...verdicts: Verdict[]): Promise<void> {
  for (const verdict of verdicts) await world.api.judge(await world.api.submit(account), verdict);
}

beforeAll(async () => {
  world = await PageWorld.start();
  await world.api.publish();
  teacher = await world.api.account('instructor');
  const [passed, idle] = [await world.api.account(), await world.api.account()];
  stuck = await world.api.account();
  cohort = await openCohort(world.api, teacher, { learners: [passed, idle, stuck] });
  await hand(passed, aPartialVerdict(), aVerdict());
  await hand(stuck, failing('keeps order'), failing('keeps order'), failing('keeps order'));
}, 60_000);
afterAll(() => world.close());

const openMap = async (query = '', visit = {}) => {
  const page = await world.open(`/cohorts/${cohort}/progress${query}`, { as: teacher, ...visit });
  await page.getByRole('heading', { level: 1, name: 'Progress' }).waitFor();
  return page;
};

describe('the heat map of a cohort', () => {
  it('says in words where each learner is with each exercise', async () => {
    const page = await openMap();
    const table = page.getByRole('table');
    await table.waitFor();

    const cells = await table.getByRole('cell').allInnerTexts();

    expect(cells.map((text) => text.replaceAll(/\s+/g, ' ').trim()).sort()).toEqual([
      'not begun',
      expect.stringMatching(/^passed best 100, 2 attempts/),
      'stuck best 50, 3 attempts on keeps order',
    ]);
    expect(await table.getByRole('columnheader').nth(1).innerText()).toMatch(/1 of 3 passed[^]*1 stuck/);
    expect(await table.getByRole('rowheader').count()).toBe(3);
    await shoot(page, 'progress');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('leads from a cell to the code and its verdict, and back, with the keyboard alone', async () => {
    const page = await openMap();
    await page.getByRole('checkbox', { name: 'Only learners who are stuck' }).press('Space');
    await page.getByText('not begun', { exact: true }).nth(1).waitFor({ state: 'detached' });

    await page
      .getByRole('table')
      .getByRole('link', { name: /^stuck/ })
      .press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Somebody: Echo service' }).waitFor();
    await page.getByText('3 times in a row').waitFor();
    await shoot(page, 'progress-work');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Progress of Autumn' }).press('Enter');

    await page.getByRole('checkbox', { name: 'Only learners who are stuck', checked: true }).waitFor();
    await page.getByRole('rowheader').first().waitFor();
    expect(await page.getByRole('rowheader').count()).toBe(1);
    await page
      .getByRole('table')
      .getByRole('link', { name: /^stuck/ })
      .press('Enter');
    await page.getByRole('rowheader').first().getByRole('link').press('Enter');
    await page.waitForURL(/\/submissions\/[0-9a-f-]+\?/);
    await page.locator('.lead').getByText('Somebody', { exact: true }).waitFor();
    await page.getByRole('heading', { name: 'Files' }).waitFor();
    expect(await page.getByRole('button', { name: 'Submit again' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Progress of the cohort' }).press('Enter');

    await page.getByRole('heading', { level: 1, name: 'Somebody: Echo service' }).waitFor();
  });

  it('lays two submissions of a learner beside each other', async () => {
    const page = await openMap();
    await page
      .getByRole('table')
      .getByRole('link', { name: /^stuck/ })
      .click();
    const boxes = page.getByRole('checkbox', { name: /^Compare / });

    await boxes.nth(0).check();
    await boxes.nth(2).check();
    await page.getByRole('link', { name: 'Compare these two' }).click();

    await page.getByText('Every test came out the same.').waitFor();
  });

  it('downloads the gradebook', async () => {
    const page = await openMap();
    await page.getByText('Export').click();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Gradebook (CSV)' }).click(),
    ]);

    expect(download.suggestedFilename()).toBe(`cohort-${cohort.slice(0, 8)}.csv`);
  });

  it('fits a narrow screen: the table scrolls by itself, with the names in sight', async () => {
    const page = await openMap('', { viewport: NARROW });
    await page.getByRole('table').waitFor();

    await page.getByRole('region', { name: /Progress of each learner/ }).press('ArrowRight');

    expect(await fitsWidth(page)).toBe(true);
    expect(await page.getByRole('rowheader').first().isVisible()).toBe(true);
    await shoot(page, 'progress-narrow');
  });

  it('says so when nobody is stuck, and when nobody has joined', async () => {
    const page = await openMap('?stuck=true&stuckAfter=10');
    await page.getByRole('heading', { name: 'Nobody is stuck' }).waitFor();
    const empty = await openCohort(world.api, teacher);

    const fresh = await world.open(`/cohorts/${empty}/progress`, { as: teacher });

    await fresh.getByRole('heading', { name: 'No learners yet' }).waitFor();
  });

  it('is not for learners', async () => {
    const page = await world.open(`/cohorts/${cohort}/progress`, { as: stuck });

    await page.getByRole('heading', { level: 1 }).waitFor();

    expect(await page.getByRole('table').count()).toBe(0);
  });

  it('leaves the console free of errors of its own', () => {
    expect(world.complaints).toEqual([]);
  });
});
