import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CohortId } from '#contracts';
import { aVerdict } from '../a-verdict.js';
import type { Account } from '../api-world.js';
import { openCohort } from '../open-cohort.js';
import { ALIKE, handCode, OWN } from '../similar-programs.js';
import { findBarriers, fitsWidth, NARROW, PageWorld, shoot } from './page-world.js';

let world: PageWorld;
let teacher: Account;
let cohort: CohortId;

beforeAll(async () => {
  world = await PageWorld.start();
  await world.api.publish();
  teacher = await world.api.account('instructor');
  const learners = [await world.api.account(), await world.api.account(), await world.api.account()];
  cohort = await openCohort(world.api, teacher, { learners });
  const programs = [ALIKE, `// mine\n${ALIKE.replaceAll('items', 'basket')}`, OWN];
  for (const [place, code] of programs.entries())
    await handCode(world.api, learners[place]!, code, aVerdict());
}, 60_000);
afterAll(() => world.close());

const open = (visit = {}) => world.open(`/cohorts/${cohort}/similarity`, { as: teacher, ...visit });

describe('the similarity report', () => {
  it('leads from a pair to both programs, with the common lines marked by letters', async () => {
    const page = await open();
    await page.getByText('proves nothing').waitFor();
    await page.getByText('the programs of 3 learners').waitFor();
    await shoot(page, 'similarity');
    expect(await findBarriers(page)).toEqual([]);

    await page.getByRole('link', { name: 'Somebody and Somebody' }).press('Enter');
    await page.getByText('1 fragment in common').waitFor();

    const marks = await page.getByRole('region', { name: 'main.ts, left' }).locator('abbr').allInnerTexts();
    expect(marks.length).toBeGreaterThan(4);
    expect(new Set(marks)).toEqual(new Set(['A']));
    await page.getByText('proves nothing').waitFor();
    await shoot(page, 'similarity-pair');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('fits a narrow screen', async () => {
    const page = await open({ viewport: NARROW });
    await page.getByRole('link', { name: 'Somebody and Somebody' }).click();
    await page.getByText('1 fragment in common').waitFor();

    expect(await fitsWidth(page)).toBe(true);
    await shoot(page, 'similarity-narrow');
  });

  it('says so when no two programs are alike', async () => {
    const id = await openCohort(world.api, teacher);

    const page = await world.open(`/cohorts/${id}/similarity`, { as: teacher });

    await page.getByRole('heading', { name: 'No two programs are alike' }).waitFor();
  });

  it('leaves the console free of errors of its own', () => {
    expect(world.complaints).toEqual([]);
  });
});
