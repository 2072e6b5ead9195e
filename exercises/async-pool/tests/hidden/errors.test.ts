import { step } from '@touchstone/kit';
import { begin, beginAsking, failed, names, priced, see } from './bench.ts';

describe('Errors', () => {
  it('stop everything at once', async () => {
    const bench = await beginAsking();
    await see(bench, 'concurrency 3', { running: [0, 1, 2] });

    await bench.call('fail', 1, 'sold out');

    await see(bench, '1 fails, 0 and 2 are under way', {
      told: [0, 2],
      running: [],
      started: [0, 1, 2],
      got: [],
      ended: { error: 'SupplierError: sold out' },
      closed: 1,
    });
    await step('the consumer asks once more', async () => expect(await bench.call('askAgain')).toBe('done'));
  });

  it('are thrown when all that was told to stop has ended', async () => {
    const bench = await beginAsking({ lingers: true });
    await see(bench, 'concurrency 3', { running: [0, 1, 2] });

    await bench.call('fail', 1, 'sold out');
    await see(bench, '1 fails, 0 and 2 take their time to end', {
      told: [0, 2],
      running: [0, 2],
      ended: null,
    });
    await bench.call('finish', 2, 'late');
    await see(bench, '2 has ended', { running: [0], ended: null });
    await bench.call('finish', 0, 'late');

    await see(bench, '0 has ended, too', { got: [], ended: { error: 'SupplierError: sold out' } });
  });

  it('are collected in their places', async () => {
    const bench = await beginAsking({ errors: 'collect', items: names(4) });
    await see(bench, 'concurrency 3', { running: [0, 1, 2] });

    await bench.call('fail', 2, 'sold out');
    await see(bench, '2 fails', { told: [], running: [0, 1, 3], ended: null });
    await bench.call('finish', 1, 'one');
    await bench.call('fail', 0, 'unknown');
    await bench.call('finish', 3, 'three');

    await see(bench, 'all have ended, two of them with an error', {
      got: [
        failed(0, 'SupplierError: unknown'),
        priced(1, 'one'),
        failed(2, 'SupplierError: sold out'),
        priced(3, 'three'),
      ],
      told: [],
      ended: 'done',
    });
  });

  it('are the same when a job throws at once', async () => {
    const items = names(5);
    const noPrice = `SupplierError: no price for ${items[1]}`;

    const collecting = await beginAsking({
      items,
      jobs: 'returns',
      except: { 1: 'throws' },
      errors: 'collect',
    });
    await see(collecting, 'errors collect, job 1 throws before it has begun to wait', {
      got: items.map((item, index) => (index === 1 ? failed(1, noPrice) : priced(index, `price of ${item}`))),
      ended: 'done',
    });

    const stopping = await beginAsking({ items, except: { 1: 'throws' } });
    await see(stopping, 'errors stop, job 1 throws before it has begun to wait', {
      running: [],
      ended: { error: noPrice },
      closed: 1,
    });
  });

  it('of the source stop everything, whatever is done with those of jobs', async () => {
    for (const errors of ['stop', 'collect'] as const) {
      const bench = await beginAsking({ errors, failsAt: 2 });

      await see(bench, `errors ${errors}, the source fails in place of its third item`, {
        started: [0, 1],
        told: [0, 1],
        running: [],
        got: [],
        ended: { error: 'SupplierError: the catalogue cannot be read' },
      });
    }
  });

  it('wait for a consumer that is busy', async () => {
    const bench = await begin({ order: 'finish', items: names(3) });
    await bench.call('ask', 1);
    await see(bench, 'concurrency 3', { running: [0, 1, 2] });
    await bench.call('finish', 0, 'zero');
    await see(bench, '0 has ended, the consumer is busy with it', { got: [priced(0, 'zero')] });

    await bench.call('fail', 2, 'sold out');
    await see(bench, '2 fails meanwhile', { ended: null, unhandled: [] });
    await bench.call('ask', 1);

    await see(bench, 'the consumer asks for the next result', {
      got: [priced(0, 'zero')],
      ended: { error: 'SupplierError: sold out' },
      told: [1],
      running: [],
    });
  });
});
