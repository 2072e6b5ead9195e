import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExerciseSlug, ExerciseVersion, type SubmissionId } from '#contracts';
import { aManifest } from '#testing';
import { aPartialVerdict, aVerdict } from '../a-verdict.js';
import type { Account } from '../api-world.js';
import { CohortWorld } from '../cohort-world.js';
import { findBarriers, fitsWidth, NARROW, PageWorld, shoot } from './page-world.js';

let world: PageWorld;
let staff: Account;
let ada: Account;
let bob: Account;
let high: SubmissionId;
let low: SubmissionId;

beforeAll(async () => {
  world = await PageWorld.start();
  await world.api.publish();
  staff = await world.api.account('instructor');
  [ada, bob] = [await world.api.account(), await world.api.account()];
  high = await judged(ada, aVerdict());
  low = await judged(bob, aPartialVerdict());
}, 60_000);
afterAll(() => world.close());

async function judged(account: Account, verdict = aVerdict()): Promise<SubmissionId> {
  const id = await world.api.submit(account);
  await world.api.judge(id, verdict);
  return id;
}

/** Starts a batch on the page, as an instructor would. */
async function startBatch() {
  const page = await world.open('/desk/rejudge', { as: staff });
  await page.getByLabel('Exercise').selectOption('echo-service');
  await page.getByText('2 submissions of 2 learners').waitFor();
  await page.getByRole('button', { name: 'Judge again' }).click();
  await page.getByRole('heading', { name: '0 of 2 judged' }).waitFor();
  return page;
}

const scoreOf = async (id: SubmissionId) => (await world.api.submissions.findById(id))?.score;

describe('judging again, on the page', () => {
  it('says what to mend before it starts, and how much it will judge', async () => {
    const page = await world.open('/desk/rejudge', { as: staff });
    await page.getByRole('heading', { name: 'Nothing was judged again yet' }).waitFor();
    await page.getByText('Choose an exercise to see how much that is.').waitFor();

    await page.getByRole('button', { name: 'Judge again' }).click();

    await page.getByText('choose an exercise', { exact: true }).waitFor();
    expect(await page.getByLabel('Exercise').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Exercise').selectOption('echo-service');
    await page.getByLabel('With the result').selectOption('accepted');
    await page.getByText('1 submission of 1 learner').waitFor();
    await shoot(page, 'rejudge-new');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('can be narrowed to the learners of a cohort that one teaches', async () => {
    const slug = ExerciseSlug.parse('other-service');
    await world.api.publish({
      slug,
      version: ExerciseVersion.parse('b'.repeat(64)),
      manifest: aManifest({ id: randomUUID(), title: 'Other service' }),
    });
    const cohorts = new CohortWorld(world.api);
    await cohorts.create(await world.api.account('instructor'), { name: 'Winter', exercises: [slug] });
    const cohort = await cohorts.create(staff, { name: 'Spring', exercises: [slug] });
    const [carol] = await cohorts.learners(cohort, 1);
    for (const account of [carol!, ada])
      await world.api.judge(await world.api.submit(account, { slug }), aVerdict());
    const page = await world.open('/desk/rejudge', { as: staff });
    await page.getByLabel('Exercise').selectOption(slug);
    await page.getByText('2 submissions of 2 learners').waitFor();
    const whom = page.getByLabel('Of whom');
    expect(await whom.locator('option').allInnerTexts()).toEqual(['Everybody', 'The cohort Spring']);

    await whom.selectOption({ label: 'The cohort Spring' });
    await page.getByText('1 submission of 1 learner').waitFor();
    await page.getByRole('button', { name: 'Judge again' }).click();
    await page.getByRole('heading', { name: '0 of 1 judged' }).waitFor();
    await world.api.judgeAside(aPartialVerdict());

    await page.getByRole('cell', { name: '100 → 50' }).waitFor();
    expect(await page.getByText(/cohort/i).count()).toBeGreaterThan(0);
  });

  it('shows who would move and which tests flip, and applies without lowering anybody', async () => {
    const page = await startBatch();
    await world.api.judgeAside((id) => (id === high ? aPartialVerdict() : aVerdict()));

    await page.getByRole('heading', { name: 'What it would do' }).waitFor();
    await page.getByRole('cell', { name: '100 → 50' }).waitFor();
    await page.getByRole('cell', { name: 'Basics › refuses what is empty' }).first().waitFor();
    await shoot(page, 'rejudge-ready');
    expect(await findBarriers(page)).toEqual([]);
    expect([await scoreOf(high), await scoreOf(low)]).toEqual([100, 50]);

    await page.getByRole('button', { name: 'Apply without lowering anybody' }).click();
    await page.getByText('1 result would be lower: they stay as they are.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
    await page.getByText('1 result applied, 1 kept as before').waitFor();

    expect([await scoreOf(high), await scoreOf(low)]).toEqual([100, 100]);
    await page.getByRole('tab', { name: 'Kept' }).click();
    await page.getByText('would be lower: kept as it was').waitFor();
  });

  it('lowers only after a word was typed that names how many fall', async () => {
    const page = await startBatch();
    await world.api.judgeAside(aPartialVerdict());
    await page.getByRole('button', { name: 'Apply all, also what is lower' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('2 learners').waitFor();
    expect(await dialog.getByRole('button', { name: 'Apply and lower 2' }).isDisabled()).toBe(true);
    await shoot(page, 'rejudge-lower');
    expect(await findBarriers(page)).toEqual([]);

    await dialog.getByRole('textbox').fill('lower');
    await dialog.getByRole('button', { name: 'Apply and lower 2' }).click();
    await page.getByText('2 results applied').waitFor();

    expect([await scoreOf(high), await scoreOf(low)]).toEqual([50, 50]);
  });

  it('stops and discards a batch that runs, and keeps its record in the list', async () => {
    const page = await startBatch();
    await page.getByRole('button', { name: 'Stop and discard' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await page.getByText('discarded', { exact: true }).waitFor();

    await page.getByRole('link', { name: 'Judge again' }).click();

    await page.getByRole('cell', { name: 'discarded' }).waitFor();
    expect(await page.getByRole('cell', { name: 'applied', exact: true }).count()).toBe(2);
    await shoot(page, 'rejudge-list');
  });

  it('fits a narrow screen', async () => {
    const page = await world.open('/desk/rejudge', { as: staff, viewport: NARROW });
    await page.getByRole('link', { name: 'echo-service' }).last().click();
    await page.getByRole('heading', { name: 'Who moves' }).waitFor();
    await shoot(page, 'rejudge-narrow');

    expect(await fitsWidth(page)).toBe(true);
  });

  it('says so under a heading, and leads back, when there is no such batch', async () => {
    const page = await world.open(`/desk/rejudge/${randomUUID()}`, { as: staff });
    await page.getByRole('alert').waitFor();

    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await findBarriers(page)).toEqual([]);
    await page.locator('.trail').getByRole('link', { name: 'Judge again' }).click();
    await page.getByRole('heading', { level: 1, name: 'Judge again' }).waitFor();
  });

  it('is not for learners', async () => {
    const page = await world.open('/desk/rejudge', { as: ada });

    await page.getByRole('heading', { name: 'This page is not for your role' }).waitFor();
  });

  it('leaves the console free of errors of its own', () => {
    expect(world.complaints).toEqual([]);
  });
});
