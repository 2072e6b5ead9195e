import { AN_HOUR_MS, beginAsking, failed, names, priced, see } from './bench.ts';

/** Real time passes here, and nothing is compared with it. */
const PATIENCE_MS = 3000;

describe('Time limit', () => {
  it('ends jobs that take longer', async () => {
    const bench = await beginAsking({ items: names(3), concurrency: 2, errors: 'collect', timeoutMs: 60 });

    await see(
      bench,
      'three jobs that never end by themselves, 60 ms for each',
      {
        got: [0, 1, 2].map((index) => failed(index, 'TimeoutError')),
        told: [0, 1, 2],
        running: [],
        ended: 'done',
      },
      PATIENCE_MS,
    );
  });

  it('keeps the place of a job until it has ended', async () => {
    const bench = await beginAsking({
      items: names(2),
      concurrency: 1,
      errors: 'collect',
      lingers: true,
      timeoutMs: 60,
    });

    await see(bench, 'the time of 0 is up', { told: [0] }, PATIENCE_MS);
    await see(bench, 'it has not ended', { running: [0], started: [0], got: [] });
    await bench.call('finish', 0, 'late');

    await see(bench, 'it has', { got: [failed(0, 'TimeoutError')], started: [0, 1], mostRunning: 1 });
  });

  it('counts as an error of the job', async () => {
    const bench = await beginAsking({ items: names(3), timeoutMs: 60 });

    await see(
      bench,
      'errors stop, three jobs that never end by themselves',
      { told: [0, 1, 2], running: [], got: [], ended: { error: 'TimeoutError' } },
      PATIENCE_MS,
    );
  });

  it('begins anew with each job', async () => {
    const items = names(3);
    const bench = await beginAsking({
      items,
      concurrency: 1,
      errors: 'collect',
      jobs: 'ends',
      except: { 0: 'held' },
      timeoutMs: 600,
    });

    await see(
      bench,
      'concurrency 1, 0 takes too long, 1 and 2 end at once',
      {
        got: [
          failed(0, 'TimeoutError'),
          priced(1, `price of ${items[1]}`),
          priced(2, `price of ${items[2]}`),
        ],
        told: [0],
        ended: 'done',
      },
      PATIENCE_MS,
    );
  });

  it('does nothing to a job that keeps to it', async () => {
    const bench = await beginAsking({ items: names(2), timeoutMs: AN_HOUR_MS });
    await see(bench, 'an hour for each', { running: [0, 1] });

    await bench.call('finish', 1, 'one');
    await bench.call('fail', 0, 'sold out');

    await see(bench, 'one has ended well, the other has failed', {
      told: [],
      ended: { error: 'SupplierError: sold out' },
    });
  });
});
