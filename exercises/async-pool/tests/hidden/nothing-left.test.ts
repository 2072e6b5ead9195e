import { step } from '@touchstone/kit';
import { AN_HOUR_MS, begin, beginAsking, look, names, NOTHING_LEFT, see, type Plan } from './bench.ts';

/** Every job has a time limit that nobody will see. */
const PLAN: Partial<Plan> = { timeoutMs: AN_HOUR_MS };

describe('Nothing is left', () => {
  it('after the last result', async () => {
    const bench = await beginAsking({ ...PLAN, items: names(4), jobs: 'ends', except: { 2: 'held' } });
    await see(bench, 'four items, 2 has not ended', { running: [2] });

    await bench.call('finish', 2, 'two');

    await see(bench, 'all have ended', { ended: 'done' });
    await see(bench, 'what is left', { left: NOTHING_LEFT });
  });

  it('after an error', async () => {
    const bench = await beginAsking(PLAN);
    await see(bench, 'concurrency 3', { running: [0, 1, 2] });

    await bench.call('fail', 2, 'sold out');

    await see(bench, '2 fails', { running: [], ended: { error: 'SupplierError: sold out' } });
    await see(bench, 'what is left', { left: NOTHING_LEFT });
  });

  it('after several errors at once', async () => {
    const bench = await beginAsking(PLAN);
    await see(bench, 'concurrency 3', { running: [0, 1, 2] });

    await bench.call('failTogether', [2, 0], 'sold out');

    await see(bench, '2 and 0 fail in one moment', {
      running: [],
      told: [1],
      ended: { error: 'SupplierError: sold out' },
    });
    await see(bench, 'what is left', { left: NOTHING_LEFT });
  });

  it('after a cancellation', async () => {
    const bench = await beginAsking({ ...PLAN, errors: 'collect' });
    await see(bench, 'concurrency 3', { running: [0, 1, 2] });

    await bench.call('cancel');

    await see(bench, 'it is cancelled', { running: [], ended: 'cancelled' });
    await see(bench, 'what is left', { left: NOTHING_LEFT });
  });

  it('after a consumer that has left its loop', async () => {
    const bench = await begin({ ...PLAN, order: 'finish' });
    await bench.call('ask', 1);
    await see(bench, 'concurrency 3', { running: [0, 1, 2] });
    await bench.call('finish', 1, 'one');
    await see(bench, 'the consumer has one result', { got: [{ index: 1, value: 'one' }] });

    await bench.call('leave');

    await see(bench, 'it leaves', { running: [], ended: 'left' });
    await see(bench, 'what is left', { left: NOTHING_LEFT });
  });

  it('of items that were done long ago', async () => {
    const bench = await begin({
      ...PLAN,
      items: null,
      jobs: 'ends',
      order: 'finish',
      concurrency: 2,
      window: 2,
    });
    const countHeld = async (taken: number) => {
      await bench.call('ask', taken - (await look(bench, 'taken')).taken);
      await see(bench, `the consumer takes ${taken}`, { taken });
      return (await look(bench, 'left')).left;
    };

    const early = await countHeld(5);
    const late = await countHeld(85);

    for (const kind of ['timers', 'listeners', 'tasks'] as const)
      await step(`${kind} after 85 items (${early[kind]} after 5)`, () =>
        expect(late[kind]).toBeLessThanOrEqual(early[kind] + 10),
      );
  });
});
