import { step, type TestDatabase } from '@touchstone/kit';
import {
  beginElsewhere,
  describeShipments,
  endOf,
  listInvalid,
  listWrong,
  oldVersion,
  openDepot,
  runBesideReader,
  type Hold,
} from './depot.ts';

/** Locks a row that has to be filled in; whoever takes them in order comes to it when others are done. */
const LAST_WEIGHED =
  'SELECT id FROM public.shipments WHERE weight_kg IS NOT NULL ORDER BY id DESC LIMIT 1 FOR UPDATE';

const GRAMS = `SELECT attnum FROM pg_attribute WHERE attrelid = 'public.shipments'::regclass AND attname = 'weight_grams'`;

const hasGrams = async (depot: TestDatabase): Promise<boolean> => (await depot.query(GRAMS)).length > 0;

describe('Stopped and run again', () => {
  it('comes through when the lock is free again', async () => {
    const depot = await openDepot();
    await runBesideReader(depot, 'up.sql');
    const id = await oldVersion.insert(depot, 1.234);

    await step('run again', () => depot.learner.run('up.sql'));

    expect(await listWrong(depot)).toEqual([]);
    expect(await depot.query('SELECT weight_grams FROM public.shipments WHERE id = $1', [id])).toEqual([
      { weight_grams: 1234 },
    ]);
  });

  it('comes through after it was stopped half way', async () => {
    const untouched = await openDepot(500);
    await step('up.sql, undisturbed', () => untouched.learner.run('up.sql'));
    const depot = await openDepot();
    const holds: Hold[] = [];
    await endOf(
      depot.learner.trace('up.sql', {
        between: async () => {
          if (holds.length === 0 && (await hasGrams(depot)))
            holds.push(await beginElsewhere(depot, LAST_WEIGHED));
        },
      }),
    );
    for (const { leave } of holds) await leave();

    await step('run again', () => depot.learner.run('up.sql'));

    expect(await listWrong(depot)).toEqual([]);
    await step('what is there, compared with a run that nobody stopped', async () =>
      expect(await describeShipments(depot)).toEqual(await describeShipments(untouched)),
    );
  });

  it('leaves only indexes that can be used when the building of one was stopped', async () => {
    const depot = await openDepot(3000);
    // Keeps nobody from reading or writing. Only who has to know what everybody else still sees waits for it.
    const report = await beginElsewhere(depot, 'SELECT count(*) FROM public.carriers', {
      level: 'REPEATABLE READ',
      staysMs: 10_000,
    });
    await endOf(depot.learner.run('up.sql'));
    await report.leave();

    await step('run again, when a long report on carriers is over', () => depot.learner.run('up.sql'));

    await step('indexes that are not valid', async () => expect(await listInvalid(depot)).toEqual([]));
  });

  it('succeeds once more, and changes nothing', async () => {
    const depot = await openDepot(3000);
    await depot.learner.run('up.sql');
    const before = await describeShipments(depot);

    await step('up.sql for the second time', () => depot.learner.run('up.sql'));

    expect(await describeShipments(depot)).toEqual(before);
    expect(await listWrong(depot)).toEqual([]);
  });
});
