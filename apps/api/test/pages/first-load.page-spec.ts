import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { CohortId, PlatformStatus } from '#contracts';
import { aVerdict } from '../a-verdict.js';
import type { Account } from '../api-world.js';
import { openCohort } from '../open-cohort.js';
import { ALIKE, handCode } from '../similar-programs.js';
import { findShifts, NARROW, PageWorld, shoot, WIDE, type Visit } from './page-world.js';

const LATE_MS = 300;
const HUGE = { width: 3840, height: 2160 };
const BUDGET_BYTES = 200_000;

let world: PageWorld;

beforeAll(async () => {
  world = await PageWorld.start();
  await world.api.publish();
}, 60_000);
afterAll(() => world.close());

/** Compressed size of every script that the page has fetched when its heading is there. */
async function weighScripts(path: string): Promise<number> {
  const page = await world.open('/no-such-page');
  const bodies: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script' && response.ok()) bodies.push(response.body());
  });
  await page.goto(world.api.url + path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  return (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body).length, 0);
}

/** Lists come late enough for what stands below them to be painted before, if it is there. */
async function openSlowly(path: string, visit: Visit): Promise<Page> {
  const page = await world.open('/no-such-page', visit);
  await page.route(/\/(tracks|exercises|webhooks|leaderboard)$/, async (route) => {
    await sleep(LATE_MS);
    await route.continue();
  });
  await page.goto(world.api.url + path);
  return page;
}

/** Loads a page once, and then once for each answer of the API that it waits for, with that one late. */
async function expectStillWhicheverIsLast(path: string, visit: Visit): Promise<void> {
  const page = await world.open('/no-such-page', visit);
  const asked = new Set<string>();
  let late: string | null = null;
  await page.route('**/api/v1/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    asked.add(pathname);
    if (pathname === late) await sleep(LATE_MS);
    await route.continue();
  });
  const load = async () => {
    await page.goto(world.api.url + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
  };
  await load();
  expect(asked.size).toBeGreaterThan(0);
  for (late of asked) {
    await load();
    expect({ late, shifts: await findShifts(page) }).toEqual({ late, shifts: [] });
  }
}

describe('the first load', () => {
  it.each(['/', '/exercises', '/login'])(
    'fetches less than 200 kB of compressed scripts for %s',
    async (path) => {
      const bytes = await weighScripts(path);

      expect(bytes).toBeGreaterThan(0);
      expect(bytes).toBeLessThan(BUDGET_BYTES);
    },
  );

  const PATHS = [
    '/',
    '/exercises',
    '/exercises/echo-service',
    '/login',
    '/submissions',
    '/cohorts',
    '/account',
  ];
  it.each(PATHS.flatMap((path) => [NARROW, WIDE].map((viewport) => ({ path, viewport }))))(
    'moves nothing that is painted on $path, $viewport.width px wide',
    async ({ path, viewport }) => {
      const page = await world.open(path, { as: await world.api.account(), viewport });
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');

      expect(await findShifts(page)).toEqual([]);
    },
  );

  it.each([NARROW, WIDE])(
    'moves nothing when the operator has something to say, $width px wide',
    async (viewport) => {
      const draining: PlatformStatus = { mode: 'draining', line: null, since: new Date().toISOString() };
      const page = await world.open('/no-such-page', { as: await world.api.account(), viewport });
      await page.route('**/api/v1/status', async (route) => {
        await sleep(LATE_MS);
        await route.fulfill({ json: draining });
      });
      await page.goto(`${world.api.url}/exercises/echo-service`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.getByText('judged a little later').waitFor();
      await page.waitForLoadState('networkidle');

      expect(await findShifts(page)).toEqual([]);
      await shoot(page, `shell-draining-${viewport.width}`);
    },
  );

  it('moves nothing around a submission whose figures and files come later', async () => {
    const ada = await world.api.account();
    await world.api.judge(await world.api.submit(ada), aVerdict());
    const id = await world.api.submit(ada);
    await world.api.judge(id, aVerdict());
    const page = await world.open(`/submissions/${id}`, { as: ada, viewport: WIDE });
    await page.getByText('Once 5 learners have passed').waitFor();
    await page.getByRole('textbox', { name: 'Code of main.ts' }).waitFor();
    await page.waitForLoadState('networkidle');

    expect(await findShifts(page)).toEqual([]);
  });

  it.each(['/', '/exercises', '/exercises/echo-service', '/submissions', '/cohorts', '/account', '/login'])(
    'moves nothing on %s whichever answer comes last',
    async (path) => {
      await expectStillWhicheverIsLast(path, { as: await world.api.account() });
    },
  );

  it('moves nothing around a submission whichever answer comes last', async () => {
    const ada = await world.api.account();
    const id = await world.api.submit(ada);
    await world.api.judge(id, aVerdict());

    await expectStillWhicheverIsLast(`/submissions/${id}`, { as: ada });
  });

  describe('of a cohort', () => {
    let teacher: Account;
    let learner: Account;
    let id: CohortId;

    beforeAll(async () => {
      [teacher, learner] = [await world.api.account('instructor'), await world.api.account()];
      id = await openCohort(world.api, teacher, { learners: [learner] });
    });

    it.each([
      { tab: 'webhooks', last: 'There are none yet.', viewport: WIDE },
      { tab: 'terms', last: 'Learners may join by link and code', viewport: HUGE },
    ])('moves nothing below a list that loads among its $tab', async ({ tab, last, viewport }) => {
      const page = await openSlowly(`/cohorts/${id}/manage#${tab}`, { as: teacher, viewport });
      await page.getByText(last).waitFor();
      await page.waitForLoadState('networkidle');

      expect(await findShifts(page)).toEqual([]);
    });

    it('moves nothing below its board', async () => {
      const page = await openSlowly(`/cohorts/${id}`, { as: learner, viewport: HUGE });
      await page.getByText('Nobody has points yet').waitFor();
      await page.getByRole('button', { name: 'Leave the cohort' }).waitFor();

      expect(await findShifts(page)).toEqual([]);
    });

    it('moves nothing at the desk', async () => {
      const page = await openSlowly('/desk', { as: teacher, viewport: WIDE });
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');

      expect(await findShifts(page)).toEqual([]);
    });

    it('moves nothing beside two programs that are alike, longer than the window', async () => {
      const learners = [await world.api.account(), await world.api.account()];
      const cohort = await openCohort(world.api, teacher, { learners });
      const long = Array.from({ length: 12 }, (_, at) => ALIKE.replace('total', `total${at}`)).join('\n');
      for (const one of learners) await handCode(world.api, one, long, aVerdict());
      const report = await world.open(`/cohorts/${cohort}/similarity`, { as: teacher });
      await report.getByRole('link', { name: 'Somebody and Somebody' }).click();
      await report.waitForURL(/\/similarity\/./);

      const page = await world.open(new URL(report.url()).pathname, { as: teacher, viewport: WIDE });
      await page.getByRole('region', { name: 'main.ts, left' }).waitFor();
      await page.waitForLoadState('networkidle');

      expect(await findShifts(page)).toEqual([]);
    });
  });
});
