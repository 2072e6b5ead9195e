import { AN_HOUR_MS, beginAsking, names, NOTHING_LEFT, priced, pricesOf, see } from './bench.ts';

describe('A pool', () => {
  it('brings home the results of all items', async () => {
    const items = names(7);

    const bench = await beginAsking({ items, jobs: 'ends', concurrency: 3, window: 6 });

    await see(bench, 'seven items, each job ends at once', { got: pricesOf(items), ended: 'done' });
  });

  it('keeps three jobs running', async () => {
    const bench = await beginAsking({ concurrency: 3, window: 6 });
    await see(bench, 'ten items, nothing has ended', { running: [0, 1, 2], pulled: 3 });

    await bench.call('finish', 1, 'one');
    await see(bench, '1 has ended', { running: [0, 2, 3], got: [] });
    await bench.call('finish', 0, 'zero');

    await see(bench, '0 has ended, too', { running: [2, 3, 4], got: [priced(0, 'zero'), priced(1, 'one')] });
  });

  it('stops at the first error', async () => {
    const bench = await beginAsking({ concurrency: 3 });
    await see(bench, 'ten items, nothing has ended', { running: [0, 1, 2] });

    await bench.call('fail', 1, 'sold out');

    await see(bench, '1 fails', {
      told: [0, 2],
      running: [],
      closed: 1,
      ended: { error: 'SupplierError: sold out' },
    });
  });

  it('stops when it is cancelled, and leaves nothing behind', async () => {
    const bench = await beginAsking({ concurrency: 3, timeoutMs: AN_HOUR_MS });
    await see(bench, 'ten items, an hour for each', { running: [0, 1, 2] });

    await bench.call('cancel');

    await see(bench, 'it is cancelled', { told: [0, 1, 2], running: [], ended: 'cancelled' });
    await see(bench, 'what is left', { left: NOTHING_LEFT });
  });
});
