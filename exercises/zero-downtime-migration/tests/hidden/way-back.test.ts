import { step } from '@touchstone/kit';
import {
  describeShipments,
  listBlocking,
  listWrong,
  newVersion,
  oldVersion,
  openDepot,
  runBesideReader,
  ROWS,
  someGrams,
} from './depot.ts';

describe('The way back', () => {
  it('leaves the table as it was', async () => {
    const depot = await openDepot(3000);
    const before = await describeShipments(depot);
    await depot.learner.run('up.sql');

    await depot.learner.run('down.sql');

    expect(await describeShipments(depot)).toEqual(before);
  });

  it('keeps every row and every weight', async () => {
    const depot = await openDepot();
    const sums =
      'SELECT count(*) AS rows, sum(weight_kg) AS kg, count(weight_kg) AS weighed FROM public.shipments';
    const before = await depot.query(sums);
    await depot.learner.run('up.sql');

    await depot.learner.run('down.sql');

    expect(await depot.query(sums)).toEqual(before);
  });

  it('keeps what the new version wrote', async () => {
    const depot = await openDepot(500);
    await depot.learner.run('up.sql');
    const [inserted, updated] = [someGrams(), someGrams()];
    const old = await oldVersion.insert(depot, 1.5);
    const id = await newVersion.insert(depot, inserted);
    await newVersion.update(depot, old, updated);

    await depot.learner.run('down.sql');

    expect(await oldVersion.read(depot, id)).toBe(inserted / 1000);
    expect(await oldVersion.read(depot, old)).toBe(updated / 1000);
  });

  it('lets the old version write between any two statements', async () => {
    const depot = await openDepot(3000);
    await depot.learner.run('up.sql');
    const written: number[] = [];
    await depot.learner.trace('down.sql', {
      between: async ({ line }) => {
        await step(`the old version, after the statement in line ${line}`, async () => {
          written.push(await oldVersion.insert(depot, 1.5));
          await oldVersion.update(depot, written.length, null);
        });
      },
    });

    expect(await depot.query('SELECT count(*) AS rows FROM public.shipments')).toEqual([
      { rows: 3000 + written.length },
    ]);
  });

  it('blocks nobody, and gives up when it does not get a lock', async () => {
    const depot = await openDepot();
    await depot.learner.run('up.sql');
    await step('down.sql, while somebody else reads shipments', async () =>
      expect(await runBesideReader(depot, 'down.sql')).toBe('gave up'),
    );

    expect(listBlocking(await depot.learner.trace('down.sql'))).toEqual([]);
  });

  it('can be gone, and the way forth again', async () => {
    const depot = await openDepot();
    await step('forth', () => depot.learner.run('up.sql'));
    await step('back', () => depot.learner.run('down.sql'));
    await step('back again', () => depot.learner.run('down.sql'));
    const id = await oldVersion.insert(depot, 2.5);

    await step('forth again', () => depot.learner.run('up.sql'));

    expect(await listWrong(depot)).toEqual([]);
    expect(await depot.query('SELECT count(*) AS rows FROM public.shipments')).toEqual([{ rows: ROWS + 1 }]);
    expect(await newVersion.read(depot, id)).toBe(2500);
  });
});
