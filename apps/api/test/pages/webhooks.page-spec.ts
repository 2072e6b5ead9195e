import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { CohortDetail } from '#contracts';
import type { Account } from '../api-world.js';
import { CohortWorld } from '../cohort-world.js';
import { eventually } from '../eventually.js';
import { WebhookWorld } from '../webhook-world.js';
import { findBarriers, fitsWidth, NARROW, PageWorld, shoot } from './page-world.js';

let world: PageWorld;
let hooks: WebhookWorld;
let teacher: Account;
let cohort: CohortDetail;

beforeAll(async () => {
  world = await PageWorld.start({ env: { TOUCHSTONE_WEBHOOK_ADDRESSES: 'loopback' } });
  await world.api.publish();
  hooks = await WebhookWorld.start(world.api);
  teacher = await world.api.account('instructor');
  cohort = await new CohortWorld(world.api).create(teacher);
}, 60_000);
afterAll(async () => {
  await world.close();
  await hooks.close();
});

const open = async (viewport?: typeof NARROW) => {
  const page = await world.open(`/cohorts/${cohort.id}/manage#webhooks`, {
    as: teacher,
    ...(viewport === undefined ? {} : { viewport }),
  });
  await page.getByRole('heading', { name: 'Webhooks' }).waitFor();
  return page;
};

describe('the webhooks of a cohort', () => {
  it('are added, with mistakes told beside their fields and a secret shown once', async () => {
    const page = await open();
    await page.getByText('There are none yet.').waitFor();
    await page.getByLabel('Address').fill('http://10.0.0.1/hook');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('write an address on the public internet').waitFor();

    await page.getByLabel('Address').fill(`${hooks.http.url}/hook`);
    await page.getByLabel('the board is frozen').check();
    await page.getByRole('button', { name: 'Add', exact: true }).click();

    await page.getByText(/^whsec_/).waitFor();
    await page.getByText('nothing delivered yet').waitFor();
    await shoot(page, 'webhooks-new');
    expect(await findBarriers(page)).toEqual([]);
    await page.reload();
    await page.getByText('nothing delivered yet').waitFor();
    expect(await page.getByText(/^whsec_/).count()).toBe(0);
  });

  it('are tried, and the log follows what is sent', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Send a test' }).click();

    await page.getByText('delivered', { exact: true }).waitFor();
    await page.getByText('webhook.test', { exact: true }).click();
    await page.getByText('"type": "webhook.test"').waitFor();
    await page.getByRole('button', { name: 'Send it again' }).click();
    await eventually(() => Promise.resolve(expect(hooks.http.requests).toHaveLength(2)));
    await shoot(page, 'webhooks-log');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('say on the cohort’s page when one was switched off, and lead to it', async () => {
    await world.api.app.get(DataSource).query(`UPDATE webhooks SET enabled = false, trouble = 'failing'`);
    const page = await world.open(`/cohorts/${cohort.id}`, { as: teacher });
    await page.getByRole('link', { name: 'Manage → Webhooks' }).click();

    await page.getByText(/It took nothing for two days/).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Switch on' }).click();
    await page.getByText('on', { exact: true }).waitFor();
    await page.getByText(/It took nothing for two days/).waitFor({ state: 'detached' });
  });

  it('fit a narrow screen', async () => {
    const page = await open(NARROW);
    await page.getByRole('button', { name: 'Log' }).click();
    await page.getByText('webhook.test', { exact: true }).first().click();
    await page.getByText('"type": "webhook.test"').waitFor();

    await shoot(page, 'webhooks-narrow');
    expect(await fitsWidth(page)).toBe(true);
    expect(world.complaints).toEqual([]);
  });
});
