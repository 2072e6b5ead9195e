import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { aPartialVerdict, aVerdict } from '../a-verdict.js';
import type { Account } from '../api-world.js';
import type { ExercisesFolder } from '../exercise-folder.js';
import { findBarriers, fitsWidth, NARROW, PageWorld, shoot } from './page-world.js';
import { roadFolder } from './road-folder.js';

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

const pass = async (slug: string) => world.api.judge(await world.api.submit(ada, { slug }), aVerdict());
const try_ = async (slug: string) =>
  world.api.judge(await world.api.submit(ada, { slug }), aPartialVerdict());

/** What each stage says on the page, without line breaks. */
async function readStages(page: Page): Promise<string[]> {
  const stages = page.getByRole('list', { name: /^Stages of/ });
  await stages.waitFor();
  const texts = await stages.locator(':scope > li').allInnerTexts();
  return texts.map((text) => text.replaceAll(/\s+/g, ' '));
}

describe('the roadmap', () => {
  it('tells each stage by word and points, and where to go on', async () => {
    await pass('greeting');
    const page = await world.open('/', { as: ada });

    expect(await readStages(page)).toEqual([
      expect.stringContaining('1. Basics In progress 10 of 20 points You are here'),
      expect.stringContaining('2. Nothing here No exercises yet'),
      expect.stringContaining('3. Beyond Locked 0 of 10 points'),
    ]);
    expect(await page.getByLabel('Your progress').innerText()).toMatch(
      /10 of 30 points\s+1 of 3 exercises passed/,
    );
    const onward = page.getByRole('link', { name: 'Continue here' });
    expect(await onward.getAttribute('href')).toBe('/exercises/farewell');
  });

  it('moves on with the verdict that completes a stage', async () => {
    await pass('greeting');
    const page = await world.open('/', { as: ada });
    await readStages(page);

    await pass('farewell');
    await page.reload();

    const [basics, , beyond] = await readStages(page);
    expect(basics).toContain('Complete');
    expect(beyond).toContain('Available');
    const onward = page.getByRole('link', { name: 'Continue here' });
    expect(await onward.getAttribute('href')).toBe('/exercises/sequel');
  });

  it('shows the same stages as a map and as a list, and remembers which', async () => {
    await try_('greeting');
    const page = await world.open('/', { as: ada });
    const onMap = (await readStages(page)).map((text) => text.slice(0, 12));

    await page.getByRole('button', { name: 'List' }).click();
    const inList = await readStages(page);
    await page.reload();

    expect(inList.map((text) => text.slice(0, 12))).toEqual(onMap);
    expect(inList[0]).toMatch(/In progress.*best 50/);
    expect(await readStages(page)).toEqual(inList);
    expect(await page.getByRole('img', { name: 'Begun', exact: true }).count()).toBe(1);
    expect(await page.getByRole('button', { name: 'List' }).getAttribute('aria-pressed')).toBe('true');
  });

  it('leads along the map with the keyboard, in the order of the stages', async () => {
    const page = await world.open('/', { as: ada });
    await readStages(page);
    await page.getByRole('button', { name: 'List' }).focus();

    const visited: string[] = [];
    for (let stop = 0; stop < 3; stop += 1) {
      await page.keyboard.press('Tab');
      visited.push(await page.evaluate(() => document.activeElement?.getAttribute('href') ?? ''));
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Beyond' }).waitFor();

    expect(visited).toEqual(['basics', 'gap', 'beyond'].map((slug) => `/tracks/first-steps/${slug}`));
  });

  it('is a list at first where the screen is narrow, and fits there either way', async () => {
    const page = await world.open('/', { as: ada, viewport: NARROW });
    const stages = await readStages(page);

    expect(stages[0]).toContain('0 of 2 exercises passed');
    expect(await page.getByRole('img', { name: 'Not begun' }).count()).toBe(3);
    expect(await fitsWidth(page)).toBe(true);
    await page.getByRole('button', { name: 'Map' }).click();
    await readStages(page);
    await shoot(page, 'roadmap-narrow');
    expect(await fitsWidth(page)).toBe(true);
  });

  it('changes to another road, which is the one that is opened next time', async () => {
    const page = await world.open('/', { as: ada });
    await readStages(page);

    await page.getByRole('navigation', { name: 'Roadmaps' }).getByRole('link', { name: 'Short way' }).click();
    await page.getByRole('heading', { level: 1, name: 'Short way' }).waitFor();
    await page.goto(`${world.api.url}/`);

    await page.getByRole('heading', { level: 1, name: 'Short way' }).waitFor();
    expect(await readStages(page)).toEqual([expect.stringContaining('All at once')]);
  });

  it('leads to the board of everybody on it', async () => {
    await pass('greeting');
    const page = await world.open('/', { as: ada });
    await readStages(page);

    await page.getByRole('link', { name: 'Board', exact: true }).click();

    await page.getByRole('heading', { level: 1, name: 'Board: First steps' }).waitFor();
    await page.getByRole('row', { name: /you 10 / }).waitFor();
    await shoot(page, 'track-board');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('shows a visitor the road without states, and where to start', async () => {
    const page = await world.open('/');

    const stages = await readStages(page);

    expect(stages.join()).not.toMatch(/Locked|Complete|In progress/);
    expect(await page.getByRole('link', { name: 'Start here' }).getAttribute('href')).toBe(
      '/exercises/greeting',
    );
  });

  it('says so when there is no such road', async () => {
    const page = await world.open('/tracks/nowhere');

    await page.getByRole('heading', { name: 'There is no such roadmap' }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Roadmaps' }).getByRole('link').count()).toBe(2);
  });

  it('has no barrier that axe can find, as a map and as a list, in both themes', async () => {
    await pass('greeting');
    const page = await world.open('/', { as: ada });
    await readStages(page);
    await shoot(page, 'roadmap');

    const onMap = await findBarriers(page);
    await page.getByRole('button', { name: 'List' }).click();
    await readStages(page);

    expect([...onMap, ...(await findBarriers(page))]).toEqual([]);
  });
});

describe('a stage', () => {
  it('lists its exercises and what comes before it, and opens them although it is locked', async () => {
    const page = await world.open('/tracks/first-steps/beyond', { as: ada });
    await page.getByRole('heading', { level: 1, name: 'Beyond' }).waitFor();

    expect(await page.getByRole('region', { name: 'Comes after' }).innerText()).toMatch(
      /Nothing here\s+No exercises yet[^]*advice, not a lock/,
    );
    await shoot(page, 'stage');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('link', { name: /points/ }).click();
    await page.waitForURL('**/exercises/sequel');
  });

  it('without exercises says so, and that it stands in nobody’s way', async () => {
    const page = await world.open('/tracks/first-steps/gap', { as: ada, viewport: NARROW });

    await page.getByRole('heading', { name: 'No exercises yet' }).waitFor();
    expect(await fitsWidth(page)).toBe(true);
  });

  it('that is not there leads back to the others', async () => {
    const page = await world.open('/tracks/first-steps/nowhere');

    await page.getByRole('heading', { name: 'There is no such stage' }).waitFor();
    expect(await page.getByRole('link', { name: 'To its stages' }).getAttribute('href')).toBe(
      '/tracks/first-steps',
    );
  });
});

describe('the exercises', () => {
  it('are found by word and narrowed by progress, and the address keeps both', async () => {
    await pass('greeting');
    const page = await world.open('/exercises', { as: ada });
    await page.getByText('3 of 3 exercises').waitFor();

    await page.getByLabel('Progress').selectOption('passed');
    await page.getByText('1 of 3 exercises').waitFor();
    await page.getByRole('searchbox').fill('greeting');
    await page.reload();

    await page.getByText('1 of 3 exercises').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('greeting');
    expect(await page.locator('.cards a').getAttribute('href')).toBe('/exercises/greeting');
  });

  it('say so when none fits, and show all again', async () => {
    const page = await world.open('/exercises?q=no+such+thing', { viewport: NARROW });
    await page.getByRole('heading', { name: 'No exercise fits' }).waitFor();
    expect(await fitsWidth(page)).toBe(true);

    await page.getByRole('button', { name: 'Show all' }).click();

    await page.getByText('3 of 3 exercises').waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  it('have no barrier that axe can find, in both themes', async () => {
    const page = await world.open('/exercises', { as: ada });
    await page.getByText('3 of 3 exercises').waitFor();
    await shoot(page, 'exercises');

    expect(await findBarriers(page)).toEqual([]);
  });
});

it('leaves the console free of errors of its own', () => {
  expect(world.complaints).toEqual([]);
});
