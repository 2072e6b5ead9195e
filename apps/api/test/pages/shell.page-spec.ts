import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD } from '../api-world.js';
import { findBarriers, fitsWidth, NARROW, PageWorld, shoot } from './page-world.js';

let world: PageWorld;

beforeAll(async () => {
  world = await PageWorld.start();
  await world.api.publish();
}, 60_000);
afterAll(() => world.close());

describe('the shell of every page', () => {
  it('shows each role the pages that are for it', async () => {
    const entriesFor = async (role?: 'learner' | 'instructor' | 'admin') => {
      const page = await world.open('/exercises', role ? { as: await world.api.account(role) } : {});
      if (role) await page.getByText('Account of').or(page.locator('.menu-name')).first().waitFor();
      return page.getByRole('navigation', { name: 'Main' }).getByRole('link').allInnerTexts();
    };

    expect(await entriesFor()).toEqual(['Roadmap', 'Exercises']);
    expect(await entriesFor('learner')).toEqual(['Roadmap', 'Exercises', 'Submissions', 'Cohorts']);
    expect(await entriesFor('instructor')).toEqual([
      'Roadmap',
      'Exercises',
      'Submissions',
      'Cohorts',
      'Desk',
    ]);
    expect(await entriesFor('admin')).toContain('Operations');
  });

  it('asks for a login where one is needed, and names the way', async () => {
    const page = await world.open('/submissions');

    await page.getByRole('heading', { name: 'Log in to see this' }).waitFor();
    const href = await page.getByRole('link', { name: 'Log in or register' }).getAttribute('href');

    expect(href).toBe('/login?next=%2Fsubmissions');
  });

  it('says so when there is no such page', async () => {
    const page = await world.open('/no/such/page');

    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  });

  it('says so, and leads on, when there is no such exercise', async () => {
    const page = await world.open('/exercises/no-such-exercise');

    await page.getByRole('heading', { name: 'There is no such exercise' }).waitFor();
    expect(await page.getByRole('link', { name: 'To the exercises' }).getAttribute('href')).toBe(
      '/exercises',
    );
    expect(await findBarriers(page)).toEqual([]);
  });

  it('takes focus and window title to the page that was opened', async () => {
    const page = await world.open('/exercises');
    await page.getByRole('heading', { level: 1, name: 'Exercises' }).waitFor();

    await page.getByRole('link', { name: 'Log in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Log in' }).waitFor();

    expect(await page.title()).toBe('Log in · Touchstone');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  });

  it('lets the keyboard skip the header', async () => {
    const page = await world.open('/exercises');
    await page.getByRole('heading', { level: 1 }).waitFor();

    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  });

  it('keeps a chosen theme from the first paint on', async () => {
    const page = await world.open('/exercises');
    await page.getByRole('img', { name: 'Appearance' }).click();
    await page.getByRole('radio', { name: 'Dark' }).check();

    await page.reload();

    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(20, 25, 26)',
    );
  });

  it('folds its pages into a menu on a narrow screen', async () => {
    const page = await world.open('/exercises', { viewport: NARROW });
    await page.getByRole('heading', { level: 1 }).waitFor();

    await page.getByRole('img', { name: 'Pages' }).click();
    const entries = await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts();

    expect(entries).toEqual(['Roadmap', 'Exercises']);
    await shoot(page, 'shell-narrow');
    expect(await fitsWidth(page)).toBe(true);
  });

  it('has no barrier that axe can find, in both themes', async () => {
    const page = await world.open('/exercises', { as: await world.api.account('admin') });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('.menu-name').waitFor();
    await shoot(page, 'shell');

    expect(await findBarriers(page)).toEqual([]);
  });

  it('leads back in when a session has ended, to the page that was open', async () => {
    const ada = await world.api.account();
    const page = await world.open('/submissions', { as: ada });
    await page.getByRole('heading', { name: 'Nothing submitted yet' }).waitFor();
    await page.evaluate(() => {
      const key = 'touchstone.tokens';
      const tokens = JSON.parse(localStorage.getItem(key)!) as Record<string, unknown>;
      localStorage.setItem(key, JSON.stringify({ ...tokens, accessToken: 'ended', refreshToken: 'ended' }));
    });

    await page.getByRole('link', { name: 'Cohorts' }).click();
    const session = page.getByRole('status', { name: 'Session' });
    await session.getByText('Your session has ended.').waitFor();
    await shoot(page, 'shell-session-ended');
    expect(await findBarriers(page)).toEqual([]);
    await session.getByRole('link', { name: 'Log in again' }).click();
    await page.getByLabel('E-mail').fill(ada.email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();

    await page.getByRole('heading', { name: 'You are in no cohort' }).waitFor();
    expect(await session.innerText()).toBe('');
  });

  it('offers no second try at what will not be there, and a way on', async () => {
    const page = await world.open(`/cohorts/${randomUUID()}`, { as: await world.api.account() });
    await page.getByRole('alert').waitFor();

    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await page.locator('.trail').getByRole('link', { name: 'Cohorts' }).click();
    await page.getByRole('heading', { level: 1, name: 'Cohorts' }).waitFor();
  });

  it('says so while the server is away, takes nobody for a stranger, and goes on by itself', async () => {
    // Not by `open`: what the browser says of lost requests in its console is no fault of the page.
    const page = await (await world.visit({ as: await world.api.account() })).newPage();
    const platform = page.getByRole('status', { name: 'Platform' });
    await page.route('**/api/v1/**', (route) => route.abort());
    await page.goto(`${world.api.url}/submissions`);

    await platform.getByText('Touchstone does not answer').waitFor();
    await shoot(page, 'shell-lost');
    expect(await page.getByRole('link', { name: 'Log in' }).count()).toBe(0);
    await page.unroute('**/api/v1/**');

    await page.getByRole('heading', { name: 'Nothing submitted yet' }).waitFor();
    await platform.getByText('Touchstone does not answer').waitFor({ state: 'detached' });
  });

  it('reads by itself what could not be read while the server was away', async () => {
    const page = await (await world.visit({ as: await world.api.account() })).newPage();
    await page.goto(`${world.api.url}/submissions`);
    await page.getByRole('heading', { name: 'Nothing submitted yet' }).waitFor();
    await page.route('**/api/v1/**', (route) => route.fulfill({ status: 502, body: 'Bad Gateway' }));

    await page.getByRole('link', { name: 'Cohorts', exact: true }).click();
    await page.getByText('Touchstone does not answer at the moment.').first().waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.unroute('**/api/v1/**');

    await page.getByRole('heading', { name: 'You are in no cohort' }).waitFor();
  });

  it('leaves the console free of errors of its own', () => {
    expect(world.complaints).toEqual([]);
  });
});
