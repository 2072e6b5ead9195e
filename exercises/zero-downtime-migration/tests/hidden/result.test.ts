import { describeShipments, listWrong, openDepot, ROWS } from './depot.ts';

describe('What is there afterwards', () => {
  it('is a column weight_grams that is never null', async () => {
    const depot = await openDepot(500);
    await depot.learner.run('up.sql');

    const { columns } = (await describeShipments(depot)) as { columns: unknown[] };
    expect(columns).toContainEqual({ name: 'weight_grams', type: 'integer', required: true });
  });

  it('has every row that was there, each with its grams', async () => {
    const depot = await openDepot();
    await depot.learner.run('up.sql');

    expect(await listWrong(depot)).toEqual([]);
    expect(await depot.query('SELECT count(*) AS rows FROM public.shipments')).toEqual([{ rows: ROWS }]);
  });

  it('refuses a shipment of a carrier that does not exist', async () => {
    const depot = await openDepot(500);
    await depot.learner.run('up.sql');

    const refusal = await depot.refusal(
      'INSERT INTO public.shipments (carrier_id, weight_kg) VALUES (99, 1)',
    );
    expect(refusal?.code).toBe('23503');
  });

  it('has a foreign key that holds for the rows that were there', async () => {
    const depot = await openDepot(500);
    await depot.learner.run('up.sql');

    expect(
      await depot.query(
        `SELECT convalidated AS validated, confrelid::regclass::text AS to FROM pg_constraint
         WHERE conrelid = 'public.shipments'::regclass AND contype = 'f'`,
      ),
    ).toEqual([{ validated: true, to: 'carriers' }]);
  });

  it('has an index on created_at that can be used', async () => {
    const depot = await openDepot();
    await depot.learner.run('up.sql');
    await depot.run('ANALYZE public.shipments');

    const plan = await depot.explain(
      "SELECT id FROM public.shipments WHERE created_at > now() - interval '5 minutes'",
    );
    expect(plan.seqScans).toEqual([]);
  });
});
