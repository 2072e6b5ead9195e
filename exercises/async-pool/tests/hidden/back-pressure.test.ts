import { step } from '@touchstone/kit';
import { begin, beginAsking, look, priced, see, upTo, type Plan } from './bench.ts';

describe('Back-pressure', () => {
  it('pulls an item only when its job can begin', async () => {
    for (const kind of ['async', 'generator', 'async generator'] satisfies Plan['kind'][]) {
      const bench = await beginAsking({ kind, items: null, concurrency: 2 });

      await see(bench, `a source without an end (${kind}), concurrency 2, nothing has ended`, {
        pulled: 2,
        running: [0, 1],
      });

      await bench.call('finish', 0, 'done');
      await see(bench, '0 has ended', { pulled: 3, running: [1, 2] });
    }
  });

  it('goes on beside a slow job as far as the window reaches', async () => {
    const bench = await beginAsking({ items: null, concurrency: 2, window: 5 });

    for (const [ended, index] of [1, 2, 3, 4].entries()) {
      await see(bench, `window 5, ${ended} have ended, 0 has not`, {
        running: [0, index],
        pulled: 2 + ended,
      });
      await bench.call('finish', index, `price ${index}`);
    }
    await see(bench, 'window 5, 1 to 4 wait for 0', { running: [0], pulled: 5, got: [] });

    await bench.call('finish', 0, 'price 0');
    await see(bench, '0 has ended, too', {
      got: upTo(5).map((index) => priced(index, `price ${index}`)),
      running: [5, 6],
      pulled: 7,
    });
  });

  it('runs no further ahead of a consumer that has stopped asking', async () => {
    for (const order of ['finish', 'source'] as const) {
      const bench = await begin({ items: null, jobs: 'ends', order, concurrency: 2, window: 4 });

      for (const taken of [1, 2, 7]) {
        await bench.call('ask', taken - (await look(bench, 'taken')).taken);
        await see(bench, `the consumer takes ${taken}`, { taken });
        const { pulled } = await look(bench, 'pulled');
        await step(`order ${order}, window 4, ${taken} taken: items pulled`, () =>
          expect(pulled).toBeLessThanOrEqual(taken + 4),
        );
      }
    }
  });

  it('asks the source one question at a time', async () => {
    const bench = await beginAsking({ thinks: true });
    await see(bench, 'the source owes an answer', { asked: 1, running: [] });

    await bench.call('supply', 1);
    await see(bench, 'it has answered once', { asked: 2, running: [0] });
    await bench.call('supply', 2);
    await see(bench, 'three times', { asked: 3, running: [0, 1, 2] });
    await bench.call('finish', 1, 'done');
    await bench.call('finish', 2, 'done');
    await see(bench, 'and two jobs have ended', { asked: 4, running: [0], mostAsking: 1 });
  });

  it('hands over a result while the source takes its time', async () => {
    const bench = await beginAsking({ thinks: true });
    await bench.call('supply', 2);
    await see(bench, 'the source has given two items', { running: [0, 1], asked: 3 });

    await bench.call('finish', 0, 'price 0');

    await see(bench, 'it owes the third, and 0 has ended', {
      got: [priced(0, 'price 0')],
      running: [1],
      asked: 3,
    });
  });
});
