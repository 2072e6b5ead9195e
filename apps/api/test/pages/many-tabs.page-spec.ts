import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import type { CohortDetail, ExerciseId, LiveEvent } from '#contracts';
import { aPartialVerdict, aVerdict } from '../a-verdict.js';
import type { Account } from '../api-world.js';
import { CohortWorld } from '../cohort-world.js';
import { PageWorld } from './page-world.js';

/** Over HTTP/1.1 a browser opens six connections to a server: more tabs than that must do. */
const TABS = 8;

let world: PageWorld;
let exerciseId: ExerciseId;
let cohort: CohortDetail;
let ada: Account;
let bob: Account;

beforeAll(async () => {
  world = await PageWorld.start();
  exerciseId = (await world.api.publish()).manifest.id;
  const cohorts = new CohortWorld(world.api);
  cohort = await cohorts.create(await world.api.account('instructor'));
  [ada, bob] = (await cohorts.learners(cohort, 2)) as [Account, Account];
}, 60_000);
afterAll(() => world.close());

/** As a worker does it. */
async function score(account: Account, points: number): Promise<void> {
  const id = await world.api.submit(account);
  await world.api.judge(id, points === 100 ? aVerdict() : aPartialVerdict({ score: points }));
  await world.api.live.announceStandings(exerciseId);
}

/** Brings one tab of a browser to the front, and hides the others. */
async function show(context: BrowserContext, front: Page): Promise<void> {
  for (const page of context.pages()) {
    await page.evaluate(
      (state) => {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      },
      page === front ? 'visible' : 'hidden',
    );
  }
}

async function openTab(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await show(context, page);
  await page.goto(world.api.url + path);
  return page;
}

describe('one learner with many tabs', () => {
  it('sees a board in each of them, and each is up to date as soon as it is looked at', async () => {
    await score(ada, 50);
    const context = await world.visit({ as: ada });
    const tabs: Page[] = [];
    for (let count = 0; count < TABS; count += 1) {
      const tab = await openTab(context, `/cohorts/${cohort.id}`);
      await tab.getByRole('row', { name: /^1 .*you 50/ }).waitFor();
      await tab.getByText('Live', { exact: true }).waitFor();
      tabs.push(tab);
    }

    await score(bob, 100);
    await tabs
      .at(-1)!
      .getByRole('row', { name: /^2 .*you 50/ })
      .waitFor();
    await show(context, tabs[0]!);

    await tabs[0]!.getByRole('row', { name: /^2 .*you 50/ }).waitFor();
    expect(await tabs[0]!.getByText('Not connected').count()).toBe(0);
    await context.close();
  });

  it('learns the outcome from the title of a hidden tab', async () => {
    const id = await world.api.submit(ada);
    const attempt = await world.api.claim(id);
    const context = await world.visit({ as: ada });
    const hidden = await openTab(context, `/submissions/${id}`);
    await hidden.locator('.live-now').waitFor();
    await openTab(context, '/exercises');

    await world.api.judge(id, aVerdict(), attempt);

    await hidden.waitForFunction(() => document.title.startsWith('Accepted'));
    await show(context, hidden);
    await hidden.getByRole('heading', { name: 'Accepted', level: 2 }).waitFor();
    await context.close();
  });

  it('misses no test that ended while the tab was hidden', async () => {
    const id = await world.api.submit(ada);
    const attempt = await world.api.claim(id);
    let number = 1;
    const tell = (event: LiveEvent) => world.api.live.publish(id, attempt, number++, event);
    const ended = (index: number) =>
      tell({ type: 'test', index, group: 'Basics', status: 'passed', title: `test ${index}` });
    const context = await world.visit({ as: ada });
    const tab = await openTab(context, `/submissions/${id}`);
    await tell({ type: 'status', status: 'testing', attempt });
    await tell({ type: 'plan', total: 3, groups: [{ name: 'Basics', total: 3 }] });
    await ended(0);
    await tab.locator('.live-now', { hasText: '1 of 3 tests done.' }).waitFor();

    await openTab(context, '/exercises');
    await ended(1);
    await ended(2);
    await show(context, tab);

    await tab.locator('.live-now', { hasText: '3 of 3 tests done.' }).waitFor();
    expect(await tab.locator('.live-tests li:not(.waiting)').count()).toBe(3);
    await context.close();
  });
});
