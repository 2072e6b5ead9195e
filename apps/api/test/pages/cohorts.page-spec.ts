import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CohortDetail, ExerciseId } from '#contracts';
import { aPartialVerdict, aVerdict } from '../a-verdict.js';
import type { Account } from '../api-world.js';
import { CohortWorld } from '../cohort-world.js';
import { eventually } from '../eventually.js';
import { findBarriers, fitsWidth, NARROW, PageWorld, shoot } from './page-world.js';

let world: PageWorld;
let cohorts: CohortWorld;
let exerciseId: ExerciseId;
let teacher: Account;
let cohort: CohortDetail;
let ada: Account;
let bob: Account;
let cyd: Account;

beforeAll(async () => {
  world = await PageWorld.start();
  exerciseId = (await world.api.publish()).manifest.id;
  cohorts = new CohortWorld(world.api);
  teacher = await world.api.account('instructor');
  cohort = await cohorts.create(teacher, { summary: 'The first weeks.' });
  [ada, bob, cyd] = (await cohorts.learners(cohort, 3)) as [Account, Account, Account];
}, 60_000);
afterAll(() => world.close());

/** As a worker does it. */
async function score(account: Account, points: number): Promise<void> {
  const id = await world.api.submit(account);
  await world.api.judge(id, points === 100 ? aVerdict() : aPartialVerdict({ score: points }));
  await world.api.live.announceStandings(exerciseId);
}

/** Too narrow for any table, whatever the fonts of the machine. */
const WATCH = { width: 240, height: 600 };

/** Runs in the page. */
function readShades(region: Element) {
  return {
    before: getComputedStyle(region, '::before').opacity,
    after: getComputedStyle(region, '::after').opacity,
  };
}

describe('a board, open in two browsers', () => {
  it('moves on both of them with a verdict', async () => {
    await score(ada, 50);
    const [hers, his] = await Promise.all(
      [ada, bob].map((account) => world.open(`/cohorts/${cohort.id}`, { as: account })),
    );
    await hers!.getByRole('row', { name: /^1 .*you 50/ }).waitFor();
    await his!.getByText('You are on it as soon as a result of yours earns points.').waitFor();

    await score(bob, 100);

    await hers!.getByRole('row', { name: /^2 .*you 50/ }).waitFor();
    await his!.getByRole('row', { name: /^1 .*you 100/ }).waitFor();
    await shoot(hers!, 'cohort');
    expect(await findBarriers(hers!)).toEqual([]);
  });

  it('fits a narrow screen', async () => {
    const page = await world.open(`/cohorts/${cohort.id}`, { as: ada, viewport: NARROW });
    await page.getByRole('heading', { name: 'Board' }).waitFor();

    await shoot(page, 'cohort-narrow');
    expect(await fitsWidth(page)).toBe(true);
  });

  it('shows on which side of a table more of it is', async () => {
    const page = await world.open(`/cohorts/${cohort.id}`, { as: ada, viewport: WATCH });
    const table = page.getByRole('region', { name: 'Exercises of the cohort' });
    await table.waitFor();

    await eventually(async () =>
      expect(await table.evaluate(readShades)).toEqual({ before: '0', after: '1' }),
    );
    await table.evaluate((region) => region.scrollTo({ left: region.scrollWidth }));
    await eventually(async () =>
      expect(await table.evaluate(readShades)).toEqual({ before: '1', after: '0' }),
    );
    await page.setViewportSize({ width: 1440, height: 900 });
    await eventually(async () =>
      expect(await table.evaluate(readShades)).toEqual({ before: '0', after: '0' }),
    );
  });

  it('is there for an exercise, too', async () => {
    const page = await world.open('/exercises/echo-service/board', { as: bob });
    await page.getByRole('row', { name: /you 100/ }).waitFor();

    expect(await findBarriers(page)).toEqual([]);
  });
});

describe('a cohort, from nothing', () => {
  it('is made by an instructor and joined by link', async () => {
    const page = await world.open('/cohorts', { as: teacher });
    await page.getByRole('button', { name: 'Make a cohort' }).click();
    await page.getByRole('button', { name: 'Make the cohort' }).click();
    await page.locator('[aria-invalid="true"]').first().waitFor();
    expect(await page.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Name').fill('Winter');
    await page.getByRole('button', { name: 'Make the cohort' }).click();
    await page.getByText('choose a track or at least one exercise').waitFor();
    await page.getByLabel('Echo service').check();
    await shoot(page, 'cohort-new');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make the cohort' }).click();

    await page.getByRole('heading', { name: 'Manage Winter' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    const link = await page.getByText(/\/join\/[0-9A-Z]{20}$/).innerText();

    const learner = await world.open(new URL(link).pathname, { as: ada });
    await learner.getByRole('heading', { name: 'Winter' }).waitFor();
    expect(await findBarriers(learner)).toEqual([]);
    await learner.getByRole('button', { name: 'Join' }).click();
    await learner.getByRole('heading', { name: 'Winter', level: 1 }).waitFor();
  });

  it('says beside the field that a code is none', async () => {
    const page = await world.open('/cohorts', { as: bob });
    await page.getByLabel('Join code').fill('too short');
    await page.getByRole('button', { name: 'Join' }).click();

    await page.getByText('a join code has 20 letters and digits').waitFor();
    await shoot(page, 'cohorts');
    expect(await findBarriers(page)).toEqual([]);
  });
});

describe('a cohort whose dates lie behind it', () => {
  it('says that it has closed, and what stays', async () => {
    const [dueAt, closesAt] = ['2026-03-01T12:00:00Z', '2026-03-08T12:00:00Z'];
    const old = await cohorts.create(teacher, { name: 'Spring', dueAt, closesAt });
    await cohorts.join(old, ada);

    const page = await world.open(`/cohorts/${old.id}`, { as: ada });

    await page.getByText('This cohort has closed').waitFor();
    await page.getByText('was due').waitFor();
    await shoot(page, 'cohort-closed');
    expect(await findBarriers(page)).toEqual([]);
  });
});

describe('a join link that is none', () => {
  it('leads on to where a code is typed', async () => {
    const page = await world.open('/join/00000000000000000000', { as: bob });
    await page.getByText('No cohort can be joined with this code.').waitFor();
    expect(await findBarriers(page)).toEqual([]);

    await page.getByRole('link', { name: /^Type a code/ }).click();

    await page.getByLabel('Join code').waitFor();
  });
});

describe('managing', () => {
  it('imports a roster and says what came of each line', async () => {
    const page = await world.open(`/cohorts/${cohort.id}/manage`, { as: teacher });
    await page.getByRole('tab', { name: 'Roster' }).click();
    await page.getByLabel('Or as text').fill(`Ada,${ada.email},s1\nEve,eve@example.org\nNobody,nothing\n`);
    await page.getByRole('button', { name: 'Import' }).click();

    await page.getByRole('row', { name: /3 Nobody nothing mistake: .* is no e-mail address/ }).waitFor();
    await page.getByRole('row', { name: /1 Ada .* a member already/ }).waitFor();
    await page.getByRole('button', { name: 'Remove eve@example.org' }).waitFor();
    await shoot(page, 'cohort-roster');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('freezes the board for learners and thaws it', async () => {
    const page = await world.open(`/cohorts/${cohort.id}/manage`, { as: teacher });
    await page.getByRole('tab', { name: 'Board' }).click();
    await page.getByText('Its members see it.').waitFor();
    await page.getByRole('button', { name: 'Freeze the board' }).click();
    await page.getByText('Frozen at').waitFor();
    await shoot(page, 'cohort-board-tab');
    expect(await findBarriers(page)).toEqual([]);

    const learner = await world.open(`/cohorts/${cohort.id}`, { as: ada });
    await learner.getByText('What came later shows when it thaws.').waitFor();
    const newcomer = await world.open(`/cohorts/${cohort.id}`, { as: cyd });
    await newcomer.getByText('You were not on it then.').waitFor();

    await page.getByRole('button', { name: 'Thaw the board' }).click();
    await learner.getByText('What came later shows when it thaws.').waitFor({ state: 'detached' });
  });

  it('follows an address that names another of its tabs', async () => {
    const page = await world.open(`/cohorts/${cohort.id}/manage#members`, { as: teacher });
    await page.getByRole('tab', { name: 'Members', selected: true }).waitFor();

    await page.goto(`${world.api.url}/cohorts/${cohort.id}/manage#roster`);

    await page.getByRole('tab', { name: 'Roster', selected: true }).waitFor();
  });

  it('changes terms and members', async () => {
    const page = await world.open(`/cohorts/${cohort.id}/manage`, { as: teacher });
    await page.getByRole('tab', { name: 'Members' }).click();
    await page.getByRole('cell', { name: ada.email }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Terms' }).click();
    await page.getByLabel('At most').fill('3');
    await page.getByLabel('Who sees the board').selectOption('public');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('form').getByText('Saved').waitFor();
    await page.reload();
    await page.getByRole('tab', { name: 'Terms', selected: true }).waitFor();
    await page.getByRole('tab', { name: 'Board' }).click();
    const address = await page.locator('.copy-text code').innerText();
    const visitor = await world.open(new URL(address).pathname);
    await visitor.getByRole('heading', { level: 1, name: 'Board: Autumn' }).waitFor();
    await visitor.getByText('Log in to find yourself on it.').waitFor();

    const learner = await world.open(`/cohorts/${cohort.id}`, { as: ada });
    await learner.getByText(/The first 3 attempts at each exercise count/).waitFor();
    await learner.getByRole('cell', { name: '1 of 3' }).waitFor();
    await shoot(page, 'cohort-terms');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('ends a cohort, and says so to those who were in it', async () => {
    const page = await world.open(`/cohorts/${cohort.id}/manage#terms`, { as: teacher });
    await page.getByLabel('Archived').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('form').getByText('Saved').waitFor();

    const learner = await world.open(`/cohorts/${cohort.id}`, { as: ada });
    await learner.getByText('This cohort ended on').waitFor();
    await shoot(learner, 'cohort-ended');
    expect(await findBarriers(learner)).toEqual([]);
    expect(world.complaints).toEqual([]);
  });
});
