import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Account } from '../api-world.js';
import { findBarriers, fitsWidth, NARROW, PageWorld, shoot } from './page-world.js';

let world: PageWorld;
let admin: Account;
let ada: Account;

beforeAll(async () => {
  world = await PageWorld.start();
  [admin, ada] = [await world.api.account('admin'), await world.api.account()];
}, 60_000);
afterAll(() => world.close());

describe('the accounts', () => {
  it('are found from operations, and one of them is made an instructor', async () => {
    const page = await world.open('/operations', { as: admin });
    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor();
    await page.getByLabel('Search').fill(ada.email);
    await page.getByRole('row', { name: /@/ }).nth(1).waitFor({ state: 'detached' });
    await page.getByRole('row', { name: new RegExp(`${ada.email}.*learner`) }).waitFor();
    await shoot(page, 'accounts');
    expect(await findBarriers(page)).toEqual([]);

    await page.getByRole('button', { name: /^Change/ }).click();
    await page.getByRole('radio', { name: /^instructor/ }).check();
    await shoot(page, 'accounts-role');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Change it' }).click();

    await page.getByRole('row', { name: new RegExp(`${ada.email}.*instructor`) }).waitFor();
    const hers = await world.open('/desk', { as: ada });
    await hers.getByRole('heading', { level: 1, name: 'Desk' }).waitFor();
  });

  it('say why the last admin stays one', async () => {
    const page = await world.open(`/operations/accounts?search=${admin.email}`, { as: admin });
    await page.getByRole('button', { name: /^Change/ }).click();
    await page.getByRole('radio', { name: /^learner/ }).check();
    await page.getByRole('button', { name: 'Change it' }).click();

    await page.getByText('This is the only admin').waitFor();
  });

  it('say so when nobody fits, and fit a narrow screen', async () => {
    const page = await world.open('/operations/accounts', { as: admin, viewport: NARROW });
    await page.getByRole('row', { name: new RegExp(ada.email) }).waitFor();
    await shoot(page, 'accounts-narrow');
    expect(await fitsWidth(page)).toBe(true);

    await page.getByLabel('Search').fill('nobody at all');

    await page.getByRole('heading', { name: 'Nobody fits' }).waitFor();
  });

  it('are for admins', async () => {
    const page = await world.open('/operations/accounts', { as: await world.api.account('instructor') });

    await page.getByRole('heading', { name: 'This page is not for your role' }).waitFor();
    await page.getByText('It is for admins, and your role is instructor.').waitFor();
    expect(world.complaints).toEqual([]);
  });
});
