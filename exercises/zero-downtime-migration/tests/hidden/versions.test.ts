import { step } from '@touchstone/kit';
import { listWrong, newVersion, oldVersion, openDepot, ROWS, someGrams } from './depot.ts';

describe('Both versions work', () => {
  it('lets the old version write between any two statements, and gets each of its rows right', async () => {
    const depot = await openDepot();
    const written: number[] = [];
    await depot.learner.trace('up.sql', {
      between: async ({ line }) => {
        await step(`the old version, after the statement in line ${line}`, async () => {
          written.push(await oldVersion.insert(depot, someGrams() / 1000));
          written.push(await oldVersion.insert(depot, null));
          // Behind and before whatever has been filled in by now.
          await oldVersion.update(depot, 1 + written.length, someGrams() / 1000);
          await oldVersion.update(depot, ROWS - written.length, null);
        });
      },
    });

    expect(await listWrong(depot)).toEqual([]);
    expect(await depot.query('SELECT count(*) AS rows FROM public.shipments')).toEqual([
      { rows: ROWS + written.length },
    ]);
  });

  it('shows the new version what the old one inserts', async () => {
    const depot = await openDepot(500);
    await depot.learner.run('up.sql');
    const grams = someGrams();

    const id = await oldVersion.insert(depot, grams / 1000);

    expect(await newVersion.read(depot, id)).toBe(grams);
    expect(await newVersion.read(depot, await oldVersion.insert(depot, null))).toBe(0);
  });

  it('shows the new version what the old one updates', async () => {
    const depot = await openDepot(500);
    await depot.learner.run('up.sql');
    const grams = someGrams();
    const weighed = await oldVersion.insert(depot, someGrams() / 1000);

    await oldVersion.update(depot, 70, grams / 1000);
    await oldVersion.update(depot, weighed, null);

    expect(await newVersion.read(depot, 70)).toBe(grams);
    expect(await newVersion.read(depot, weighed)).toBe(0);
  });

  it('shows the old version what the new one inserts', async () => {
    const depot = await openDepot(500);
    await depot.learner.run('up.sql');
    const grams = someGrams();

    const id = await newVersion.insert(depot, grams);

    expect(await newVersion.read(depot, id)).toBe(grams);
    expect(await oldVersion.read(depot, id)).toBe(grams / 1000);
  });

  it('shows the old version what the new one updates', async () => {
    const depot = await openDepot(500);
    await depot.learner.run('up.sql');
    const [first, second] = [someGrams(), someGrams()];
    const id = await oldVersion.insert(depot, first / 1000);

    await newVersion.update(depot, id, second);

    expect(await newVersion.read(depot, id)).toBe(second);
    expect(await oldVersion.read(depot, id)).toBe(second / 1000);
  });

  it('leaves everything else of a shipment to the version that writes it', async () => {
    const depot = await openDepot(500);
    await depot.learner.run('up.sql');
    const grams = someGrams();
    const id = await newVersion.insert(depot, grams);

    await depot.query('UPDATE public.shipments SET carrier_id = 5 WHERE id = $1', [id]);

    expect(
      await depot.query('SELECT carrier_id, weight_grams, weight_kg FROM public.shipments WHERE id = $1', [
        id,
      ]),
    ).toEqual([{ carrier_id: 5, weight_grams: grams, weight_kg: grams / 1000 }]);
  });
});
