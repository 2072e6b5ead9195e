import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { aVerdict } from '../a-verdict.js';
import { openCohort } from '../open-cohort.js';
import { NARROW, PageWorld, WIDE } from './page-world.js';

/** Less is a part of a pixel; a footer that comes into sight is 0.006. */
const SEEN_SHIFT = 0.001;
const BUDGET_BYTES = 200 * 1024;

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

/** What moved after it was first painted, as the browser itself scores it: 0 is nothing (https://web.dev/articles/cls). */
function measureShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => setTimeout(() => resolve(sum), 100));
      }),
  );
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

      expect(await measureShift(page)).toBeLessThan(SEEN_SHIFT);
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

    expect(await measureShift(page)).toBeLessThan(SEEN_SHIFT);
  });

  it('moves nothing below a list that loads', async () => {
    const teacher = await world.api.account('instructor');
    const id = await openCohort(world.api, teacher);
    const page = await world.open(`/cohorts/${id}/manage#webhooks`, { as: teacher, viewport: WIDE });
    await page.getByText('There are none yet.').waitFor();
    await page.waitForLoadState('networkidle');

    expect(await measureShift(page)).toBeLessThan(SEEN_SHIFT);
  });
});
