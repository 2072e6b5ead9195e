import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WorkerRepository, type WorkerNews } from '#persistence';
import { aPartialVerdict, aVerdict } from '../a-verdict.js';
import type { Account } from '../api-world.js';
import { findBarriers, fitsWidth, NARROW, PageWorld, shoot } from './page-world.js';

let world: PageWorld;
let admin: Account;
let ada: Account;

beforeAll(async () => {
  world = await PageWorld.start();
  await world.api.publish();
  [admin, ada] = [await world.api.account('admin'), await world.api.account()];
}, 60_000);
afterAll(() => world.close());

/** What workers do every few seconds. */
function announce(overrides: Partial<WorkerNews> = {}): Promise<void> {
  return world.api.app.get(WorkerRepository).announce({
    id: 'b1946ac9-4d2a-1f',
    host: 'judge-1',
    slots: 4,
    running: 2,
    runningAside: 1,
    gateOpen: true,
    trouble: null,
    mode: 'normal',
    engine: 'Docker 28.3.1, runc 1.3.0, cgroup v2, kernel 6.12.0',
    images: ['grader', 'node', 'pause', 'postgres'].map((name) => ({
      name,
      id: `sha256:${name}0123456789ab`,
    })),
    swept: 3,
    orphansRemoved: 0,
    ...overrides,
  });
}

describe('the page of operations', () => {
  it('raises an alarm while no worker is there, and says how to start one', async () => {
    const page = await world.open('/operations', { as: admin });

    await page.getByText('No worker is there: submissions wait until one starts.').waitFor();
    await page.getByRole('heading', { name: 'No worker has announced itself' }).waitFor();
    await shoot(page, 'operations-empty');

    expect(await findBarriers(page)).toEqual([]);
  });

  it('follows workers, queue, verdicts and faults as they change', async () => {
    const page = await world.open('/operations', { as: admin });
    await announce();
    await page.getByText('All is well.').waitFor();

    await announce({
      id: 'second',
      host: 'judge-2',
      gateOpen: false,
      trouble: 'refusing submissions: this engine does not enforce seccomp',
    });
    const [judged, partial, broken] = [
      await world.api.submit(ada),
      await world.api.submit(ada),
      await world.api.submit(ada),
    ];
    await world.api.judge(judged, aVerdict());
    await world.api.judge(partial, aPartialVerdict());
    await world.api.submissions.park({
      id: broken,
      attempt: await world.api.claim(broken),
      verdict: aVerdict({ outcome: 'system-error', score: null }),
      fault: { code: 'engine-unavailable', message: 'the Docker engine did not answer within 10 s' },
    });

    await page.getByText('1 of 2 workers takes nothing').waitFor();
    await page.getByText('A submission was given up after a fault of ours').waitFor();
    await page.getByText('this engine does not enforce seccomp').waitFor();
    await page.getByText('node ready; missing: python').first().waitFor();
    await page.getByText('the Docker engine did not answer within 10 s').waitFor();
    await shoot(page, 'operations');
    expect(await page.getByRole('link', { name: 'echo-service' }).getAttribute('href')).toBe(
      `/submissions/${broken}`,
    );
    expect(await findBarriers(page)).toEqual([]);
  });

  it('puts the platform into maintenance, and everybody is told on every page', async () => {
    const page = await world.open('/operations', { as: admin });
    await page.getByLabel('The platform is to be in mode').selectOption('maintenance');
    await page.getByLabel('A line for everybody').fill('Back at noon.');
    await page.getByRole('button', { name: 'Set' }).click();
    await page.getByText('maintenance', { exact: true }).waitFor();

    const visitor = await world.open('/exercises');
    await visitor
      .getByText('submissions are not accepted for now, everything else works. Back at noon.')
      .waitFor();
    await shoot(visitor, 'maintenance');

    expect(await findBarriers(visitor)).toEqual([]);
    await page.getByLabel('The platform is to be in mode').selectOption('normal');
    await page.getByLabel('A line for everybody').fill('');
    await page.getByRole('button', { name: 'Set' }).click();
    await page.getByText('normal', { exact: true }).waitFor();
  });

  it('fits a narrow screen', async () => {
    const page = await world.open('/operations', { as: admin, viewport: NARROW });
    await page.getByRole('heading', { name: 'judge-1' }).waitFor();
    await shoot(page, 'operations-narrow');

    expect(await fitsWidth(page)).toBe(true);
  });

  it('is for admins', async () => {
    const page = await world.open('/operations', { as: await world.api.account('instructor') });

    await page.getByRole('heading', { name: 'This page is not for your role' }).waitFor();
  });

  it('leaves the console free of errors of its own', () => {
    expect(world.complaints).toEqual([]);
  });
});
