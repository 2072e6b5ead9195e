import { step, type TestDatabase } from '@touchstone/kit';
import { listBlocking, listWrong, openDepot, runBesideReader } from './depot.ts';

/** Nobody waits for a script that does nothing. */
const expectFilledIn = (depot: TestDatabase): Promise<void> =>
  step('rows with wrong grams after up.sql', async () => expect(await listWrong(depot)).toEqual([]));

describe('Nobody waits', () => {
  it('goes through no table while others cannot write to it', async () => {
    const depot = await openDepot();

    const statements = await depot.learner.trace('up.sql');

    await expectFilledIn(depot);
    expect(listBlocking(statements)).toEqual([]);
  });

  it('changes at most 10 000 rows in one transaction', async () => {
    const depot = await openDepot();
    const [loaded] = await depot.query('SELECT xmin::text AS transaction FROM public.shipments LIMIT 1');
    await depot.learner.run('up.sql');

    const [most] = await depot.query(
      `SELECT coalesce(max(rows), 0) AS rows FROM (
         SELECT count(*) AS rows FROM public.shipments WHERE xmin::text <> $1 GROUP BY xmin::text
       ) AS transactions`,
      [loaded?.['transaction']],
    );

    await expectFilledIn(depot);
    await step('rows that one transaction of up.sql changed', () =>
      expect(most?.['rows']).toBeLessThanOrEqual(10_000),
    );
  });

  it('gives up within two seconds when it does not get a lock', async () => {
    const depot = await openDepot(500);

    const end = await runBesideReader(depot, 'up.sql');

    await step('up.sql, while somebody else reads shipments', () => expect(end).toBe('gave up'));
  });
});
