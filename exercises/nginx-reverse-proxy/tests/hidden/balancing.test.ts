import { eventually, step, subject } from '@touchstone/kit';
import { aPath, harms, heals, listAsked, openShops, shop1 } from './back-ends.ts';

beforeEach(openShops);

describe('Balancing', () => {
  it('gives each shop at least 10 of 40 requests of one client', async () => {
    const path = aPath();
    const counts = { shop1: 0, shop2: 0 };

    for (let i = 0; i < 40; i += 1) {
      const { by } = (await subject.get(path)).json as { by: 'shop1' | 'shop2' };
      counts[by] += 1;
    }

    await step(`the smaller share of 40, of ${JSON.stringify(counts)}`, () =>
      expect(Math.min(counts.shop1, counts.shop2)).toBeGreaterThanOrEqual(10),
    );
  });

  it('asks a shop again within 5 seconds after it has come back', async () => {
    harms();
    await shop1.stop();
    for (let i = 0; i < 4; i += 1) await subject.get(aPath(), { timeoutMs: 9000 });

    await shop1.start();

    const path = aPath();
    await step('requests after a shop has come back', () =>
      eventually(async () => {
        await subject.get(path, { timeoutMs: 9000 });
        expect(listAsked(path, [shop1]).length).toBe(1);
      }, 6500),
    );
    heals();
  });
});
