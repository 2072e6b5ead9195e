import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { PASSWORD, type Account } from '../api-world.js';
import { HttpDouble } from '../http-double.js';
import { OidcDouble } from '../oidc-double.js';
import { findBarriers, fitsWidth, NARROW, PageWorld, shoot, type Visit } from './page-world.js';

const NEW_PASSWORD = 'another battery, longer still';

let world: PageWorld;
let oidc: OidcDouble;
/** Where people reach the platform: sends browsers on to wherever the API listens. */
let front: HttpDouble;

beforeAll(async () => {
  oidc = await OidcDouble.start();
  front = await HttpDouble.start(({ url }) => ({
    status: 302,
    headers: { location: world.api.url + url.pathname + url.search },
  }));
  world = await PageWorld.start({ env: { ...oidc.settings, TOUCHSTONE_PUBLIC_URL: front.url } });
  await world.api.publish();
}, 60_000);
afterAll(async () => {
  await world.close();
  await front.close();
  await oidc.close();
});

async function openAccount(as: Account, visit: Visit = {}): Promise<Page> {
  const page = await world.open('/account', { as, ...visit });
  await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();
  await tokens(page).waitFor();
  return page;
}

const tokens = (page: Page) => page.getByRole('region', { name: 'Your tokens' });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const logIn = (email: string, password: string) =>
  world.api.http.post('/api/v1/auth/login').send({ email, password });
const describeMe = async ({ bearer }: Account) =>
  (await world.api.http.get('/api/v1/me').set('authorization', bearer)).body;

describe('accounts elsewhere', () => {
  const link = async (page: Page) => {
    await press(page, 'Link Example School');
    await page.getByLabel('Your password').fill(PASSWORD);
    await press(page, 'Go to Example School');
  };

  it('are linked by going there and coming back, and unlinked again', async () => {
    const ada = await world.api.account();
    oidc.become();
    const page = await openAccount(ada);
    await press(page, 'Link Example School');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByLabel('Your password').fill('not the password');
    await press(page, 'Go to Example School');
    await page.getByRole('alert').getByText('not your current password').waitFor();
    await page.getByLabel('Your password').fill(PASSWORD);
    await press(page, 'Go to Example School');

    await page.getByText('Your account at Example School is linked').waitFor();
    await shoot(page, 'account-linked');
    await press(page, 'Unlink Example School');
    await page.getByLabel('Your password').fill(PASSWORD);
    await press(page, 'Unlink it');

    await page.getByRole('row', { name: /Example School not linked/ }).waitFor();
  });

  it('say what went wrong there, and leave the way to try again', async () => {
    const ada = await world.api.account();
    const page = await openAccount(ada);
    oidc.become();
    oidc.misdeeds = { claims: { nonce: 'another' } };

    await link(page);

    await page.getByRole('alert').getByText('so nothing was linked: start again').waitFor();
    await page.getByRole('button', { name: 'Link Example School' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it('stay with the account that they open', async () => {
    const [ada, eve] = [await world.api.account(), await world.api.account()];
    oidc.become();
    const first = await openAccount(ada);
    await link(first);
    await first.getByText('is linked: from now on').waitFor();
    const page = await openAccount(eve);

    await link(page);

    await page.getByRole('alert').getByText('linked to another account here').waitFor();
  });

  it('are not spoken of where the operator set none up', async () => {
    const plain = await PageWorld.start();
    const page = await plain.open('/account', { as: await plain.api.account() });
    await page.getByRole('heading', { name: 'Personal tokens' }).waitFor();
    await page.waitForLoadState('networkidle');
    const headings = await page.getByRole('heading', { level: 2 }).allInnerTexts();
    await plain.close();

    expect(headings).toContain('Personal tokens');
    expect(headings).not.toContain('Accounts elsewhere');
  });
});

describe('the account page', () => {
  it('changes name, alias and what others see on boards', async () => {
    const ada = await world.api.account();
    const page = await openAccount(ada);

    await page.getByLabel('Your name').fill('Ada Lovelace');
    await page.getByLabel('Alias').fill('analytical-engine');
    await page.getByLabel('On boards I appear').selectOption({ label: 'under my name: Ada Lovelace' });
    await press(page, 'Save');

    await page.getByText('All of it is saved.').waitFor();
    expect(await page.locator('.menu-name').innerText()).toBe('Ada Lovelace');
    expect(await describeMe(ada)).toMatchObject({
      displayName: 'Ada Lovelace',
      alias: 'analytical-engine',
      boardVisibility: 'name',
    });
  });

  it('says beside the alias what is wrong with it, also what only the server knows', async () => {
    const [ada, eve] = [await world.api.account(), await world.api.account()];
    const { alias } = await describeMe(eve);
    const page = await openAccount(ada);
    const mistake = page.locator('.field', { has: page.getByLabel('Alias') }).locator('.error');

    await page.getByLabel('Alias').fill('Not An Alias');
    await press(page, 'Save');
    expect(await mistake.innerText()).toContain('lower-case letters');
    await page.getByLabel('Alias').fill(alias);
    await press(page, 'Save');

    await mistake.getByText('somebody else').waitFor();
  });

  it('changes the password and stays logged in', async () => {
    const ada = await world.api.account();
    const page = await openAccount(ada);
    await page.getByLabel('Current password').fill('not the password');
    await page.getByLabel('New password').fill(NEW_PASSWORD);
    await press(page, 'Change password');
    const mistake = page.locator('.field', { has: page.getByLabel('Current password') }).locator('.error');
    await mistake.getByText('not your current password').waitFor();

    await page.getByLabel('Current password').fill(PASSWORD);
    await press(page, 'Change password');

    await page.getByText('Your password is changed').waitFor();
    await logIn(ada.email, NEW_PASSWORD).expect(200);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();
  });

  it('makes a token that is shown once, and deletes it', async () => {
    const page = await openAccount(await world.api.account());
    await page.getByLabel('Name', { exact: true }).fill('laptop');
    await press(page, 'Make a token');
    const token = await page.locator('.copy-text code').innerText();
    expect((await describeMe({ bearer: `Bearer ${token}` } as Account)).role).toBe('learner');
    await shoot(page, 'account-token');

    await page.reload();
    await page.getByRole('row', { name: /laptop/ }).waitFor();
    expect(await page.locator('.copy-text').count()).toBe(0);
    await press(page, 'Delete laptop');
    await press(page, 'Delete it');

    await page.getByRole('row', { name: /laptop/ }).waitFor({ state: 'detached' });
    await world.api.http.get('/api/v1/me').set('authorization', `Bearer ${token}`).expect(401);
  });

  it('hands out everything as a file', async () => {
    const ada = await world.api.account();
    const id = await world.api.submit(ada);
    const page = await openAccount(ada);

    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Download my data')]);

    expect(download.suggestedFilename()).toBe('touchstone-export.json');
    const document = JSON.parse(readFileSync(await download.path(), 'utf8')) as Record<string, unknown>;
    expect(document).toMatchObject({ account: { email: ada.email }, submissions: [{ id }] });
  });

  it('deletes the account once its alias and password are typed', async () => {
    const ada = await world.api.account();
    const { alias } = await describeMe(ada);
    const page = await openAccount(ada);
    await press(page, 'Delete my account');
    const sure = page.getByRole('button', { name: 'Delete everything' });
    expect(await sure.isDisabled()).toBe(true);
    await page.getByLabel(`Type ${String(alias)} to confirm`).fill(String(alias));
    expect(await findBarriers(page)).toEqual([]);
    await shoot(page, 'account-delete');

    await sure.click();
    await page.getByRole('alert').getByText('not your current password').waitFor();
    await page.getByLabel('Your password').fill(PASSWORD);
    await sure.click();

    await page.waitForURL(`${world.api.url}/`);
    await page.getByRole('link', { name: 'Log in' }).waitFor();
    await logIn(ada.email, PASSWORD).expect(401);
  });

  it('is clean for axe in both themes and fits a narrow screen', async () => {
    const page = await openAccount(await world.api.account(), { viewport: NARROW });
    await shoot(page, 'account-narrow');

    expect(await findBarriers(page)).toEqual([]);
    expect(await fitsWidth(page)).toBe(true);
    await page.setViewportSize({ width: 1440, height: 900 });
    await shoot(page, 'account');
  });

  it('leaves the console free of errors of its own', () => {
    expect(world.complaints).toEqual([]);
  });
});
