import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Account } from '../api-world.js';
import { findBarriers, fitsWidth, NARROW, PageWorld, shoot } from './page-world.js';

let world: PageWorld;
let admin: Account;

beforeAll(async () => {
  world = await PageWorld.start();
  admin = await world.api.account('admin');
}, 60_000);
afterAll(() => world.close());

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const mistakeAt = (page: Page, label: string) =>
  page.locator('.field', { has: page.getByLabel(label) }).locator('.error');

async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
}

const MOODLE = {
  Name: 'Moodle of our school',
  Issuer: 'https://moodle.example',
  'Client ID': 'client-1',
  'Authentication request URL': 'https://moodle.example/mod/lti/auth.php',
  'Access token URL': 'https://moodle.example/mod/lti/token.php',
  'Public keyset URL': 'https://moodle.example/mod/lti/certs.php',
  'Where its gradebook is': 'https://moodle.example',
  'Deployment IDs': '1, 2',
};

const listPlatforms = async () =>
  (await world.api.http.get('/api/v1/lti/platforms').set('authorization', admin.bearer).expect(200)).body
    .items as Record<string, unknown>[];

describe('the page of learning platforms', () => {
  it('is found from operations, and says what to write into the platform', async () => {
    const page = await world.open('/operations', { as: admin });
    await page.getByRole('link', { name: 'Learning platforms' }).click();

    await page.getByRole('heading', { name: 'No platform is registered' }).waitFor();
    for (const path of ['/', '/api/v1/lti/login', '/api/v1/lti/launch', '/api/v1/lti/keys'])
      await page.getByText(world.api.url + path, { exact: true }).waitFor();
    await shoot(page, 'platforms-empty');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('registers a platform, with mistakes told beside their fields', async () => {
    const page = await world.open('/operations/platforms', { as: admin });
    await fill(page, { ...MOODLE, 'Access token URL': 'http://moodle.example/token', 'Deployment IDs': '' });
    await press(page, 'Register it');
    await mistakeAt(page, 'Deployment IDs').waitFor();
    await page.getByLabel('Deployment IDs').fill('1, 2');
    await press(page, 'Register it');
    await mistakeAt(page, 'Access token URL').getByText('starts with https://').waitFor();
    await page.getByLabel('Access token URL').fill(MOODLE['Access token URL']);
    await press(page, 'Register it');

    await page.getByRole('heading', { name: MOODLE.Name }).waitFor();
    expect(await page.getByLabel('Issuer').inputValue()).toBe('');
    expect(await listPlatforms()).toMatchObject([
      { name: MOODLE.Name, clientId: 'client-1', deploymentIds: ['1', '2'] },
    ]);
    await fill(page, MOODLE);
    await press(page, 'Register it');
    await mistakeAt(page, 'Client ID').getByText('registered already').waitFor();
    await shoot(page, 'platforms');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('changes one and removes it', async () => {
    const page = await world.open('/operations/platforms', { as: admin });
    await press(page, `Edit ${MOODLE.Name}`);
    const card = page.locator('li.card');
    await card.getByLabel('Name').fill('Moodle, renamed');
    expect(await card.getByLabel('Deployment IDs').inputValue()).toBe('1, 2');
    expect(await findBarriers(page)).toEqual([]);
    await press(page, 'Save');
    await page.getByRole('heading', { name: 'Moodle, renamed' }).waitFor();
    expect(await listPlatforms()).toMatchObject([{ name: 'Moodle, renamed', issuer: MOODLE.Issuer }]);

    await press(page, 'Remove Moodle, renamed');
    await press(page, 'Remove it');

    await page.getByRole('heading', { name: 'No platform is registered' }).waitFor();
    expect(await listPlatforms()).toEqual([]);
  });

  it('fits a narrow screen', async () => {
    await world.api.http
      .post('/api/v1/lti/platforms')
      .set('authorization', admin.bearer)
      .send({
        name: 'Canvas',
        issuer: `https://${'a'.repeat(60)}.example`,
        clientId: '1'.repeat(60),
        authorizationUrl: 'https://canvas.example/auth',
        tokenUrl: 'https://canvas.example/token',
        keysUrl: 'https://canvas.example/keys',
        lineItemOrigin: 'https://canvas.example',
        deploymentIds: ['1:'.repeat(60)],
      })
      .expect(201);
    const page = await world.open('/operations/platforms', { as: admin, viewport: NARROW });
    await page.getByRole('heading', { name: 'Canvas' }).waitFor();
    await shoot(page, 'platforms-narrow');

    expect(await fitsWidth(page)).toBe(true);
    expect(await findBarriers(page)).toEqual([]);
  });

  it('is for admins', async () => {
    const page = await world.open('/operations/platforms', { as: await world.api.account('instructor') });

    await page.getByRole('heading', { name: 'This page is not for your role' }).waitFor();
  });

  it('leaves the console free of errors of its own', () => {
    expect(world.complaints).toEqual([]);
  });
});
