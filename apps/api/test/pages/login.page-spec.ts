import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { PASSWORD } from '../api-world.js';
import { HttpDouble } from '../http-double.js';
import { OidcDouble } from '../oidc-double.js';
import { findBarriers, fitsWidth, NARROW, PageWorld, shoot } from './page-world.js';

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

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const whoIsHere = (page: Page) => page.locator('.menu-name').innerText();

describe('the login page', () => {
  it('logs in and goes back to where one came from', async () => {
    const { email } = await world.api.account();
    const page = await world.open('/submissions?outcome=partial');
    await page.getByRole('link', { name: 'Log in or register' }).click();

    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await press(page, 'Log in');

    await page.waitForURL('**/submissions?outcome=partial');
    expect(await whoIsHere(page)).toBe('Somebody');
  });

  it('registers with a name, and says what to mend beside each field', async () => {
    const page = await world.open('/login');
    await press(page, 'Make an account');
    await heading(page, 'Make an account');
    await page.getByLabel('E-mail').fill('not an address');
    await page.getByLabel('Password').fill('short');

    await press(page, 'Make an account');

    const mistakes = await page.locator('.field .error').allInnerTexts();
    expect(mistakes).toEqual([
      'write a name',
      'write an address like ada@example.org',
      'use at least 10 characters',
    ]);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('displayName');
    await page.getByLabel('Your name').fill('Ada Lovelace');
    await page.getByLabel('E-mail').fill(`${randomUUID()}@example.org`);
    await page.getByLabel('Password').fill(PASSWORD);
    await press(page, 'Make an account');
    await page.waitForURL(`${world.api.url}/`);
    expect(await whoIsHere(page)).toBe('Ada Lovelace');
  });

  it('says beside the address that it is taken', async () => {
    const { email } = await world.api.account();
    const page = await world.open('/login');
    await press(page, 'Make an account');
    await page.getByLabel('Your name').fill('Eve');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);

    await press(page, 'Make an account');

    const error = page.locator('.field', { has: page.getByLabel('E-mail') }).locator('.error');
    expect(await error.innerText()).toContain('already an account');
  });

  it('says that address or password is wrong, and keeps what was written', async () => {
    const page = await world.open('/login');
    await page.getByLabel('E-mail').fill('nobody@example.org');
    await page.getByLabel('Password').fill('not the password');

    await press(page, 'Log in');

    await page.getByRole('alert').getByText('is wrong').waitFor();
    expect(await page.getByLabel('E-mail').inputValue()).toBe('nobody@example.org');
  });

  it.each(['//evil.example/x', 'https://evil.example', 'javascript:alert(1)'])(
    'goes nowhere else than to pages of ours: %s',
    async (next) => {
      const { email } = await world.api.account();
      const page = await world.open(`/login?next=${encodeURIComponent(next)}`);
      await page.getByLabel('E-mail').fill(email);
      await page.getByLabel('Password').fill(PASSWORD);

      await press(page, 'Log in');

      await page.waitForURL(`${world.api.url}/`);
    },
  );

  it('is clean for axe in both themes and fits a narrow screen, logging in and registering', async () => {
    const page = await world.open('/login', { viewport: NARROW });
    await page.getByRole('link', { name: 'Sign in with Example School' }).waitFor();
    await press(page, 'Log in');
    await page.locator('.field .error').first().waitFor();
    await shoot(page, 'login-narrow');

    expect(await findBarriers(page)).toEqual([]);
    await press(page, 'Make an account');
    await heading(page, 'Make an account');
    expect(await findBarriers(page)).toEqual([]);
    expect(await fitsWidth(page)).toBe(true);
    await page.setViewportSize({ width: 1440, height: 900 });
    await shoot(page, 'register');
  });
});

describe('signing in with an account elsewhere', () => {
  const signIn = async (page: Page) =>
    page.getByRole('link', { name: 'Sign in with Example School' }).click();

  it('comes back logged in, to where one came from, with nothing secret in any address', async () => {
    oidc.become({ name: 'Grace Hopper' });
    const page = await world.open('/login?next=%2Fexercises%2Fecho-service');
    const seen: string[] = [];
    page.on('framenavigated', (frame) => seen.push(frame.url()));

    await signIn(page);

    await page.waitForURL('**/exercises/echo-service');
    expect(await whoIsHere(page)).toBe('Grace Hopper');
    const tokens = await page.evaluate(() => localStorage.getItem('touchstone.tokens') ?? '');
    const { accessToken, refreshToken } = JSON.parse(tokens) as Record<string, string>;
    expect(seen.length).toBeGreaterThan(1);
    for (const address of seen) {
      expect(address).not.toContain(accessToken);
      expect(address).not.toContain(refreshToken);
    }
    const cookies = await page.context().cookies();
    expect(cookies).toEqual([]);
  });

  it('asks for the password of an account with the same address, once', async () => {
    const { email } = await world.api.account();
    oidc.become({ email });
    const page = await world.open('/login');
    await signIn(page);
    await heading(page, 'Is this your account?');
    expect(await findBarriers(page)).toEqual([]);
    await shoot(page, 'login-prove-password');

    await page.getByLabel('Password').fill('not the password');
    await press(page, 'It is mine');
    expect(await page.locator('.field .error').innerText()).toContain('is wrong');
    await page.getByLabel('Password').fill(PASSWORD);
    await press(page, 'It is mine');

    await page.waitForURL(`${world.api.url}/`);
    expect(await whoIsHere(page)).toBe('Somebody');
  });

  it('says why it failed, and leaves the way to try again', async () => {
    oidc.become();
    oidc.misdeeds = { claims: { nonce: 'another' } };
    const page = await world.open('/login');

    await signIn(page);

    await page.getByRole('alert').getByText('not to our question').waitFor();
    await page.getByRole('link', { name: 'Sign in with Example School' }).waitFor();
  });

  it('says so when there is nothing to finish', async () => {
    const page = await world.open('/login?finish');

    await heading(page, 'Nobody was signed in');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Back to logging in' }).click();
    await heading(page, 'Log in');
  });

  it('is not offered where the operator set none up', async () => {
    const plain = await PageWorld.start();
    const page = await plain.open('/login', {});
    await heading(page, 'Log in');
    await page.waitForLoadState('networkidle');

    expect(await page.getByRole('link', { name: /Sign in with/ }).count()).toBe(0);
    await plain.close();
  });

  it('leaves the console free of errors of its own', () => {
    expect(world.complaints).toEqual([]);
  });
});
