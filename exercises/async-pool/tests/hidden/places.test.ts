import { random } from '@touchstone/kit';
import { beginAsking, names, see, upTo } from './bench.ts';

describe('Places', () => {
  it('starts as many jobs as are allowed, and no more', async () => {
    const concurrency = random.integer(2, 5);
    const items = names(10);

    const bench = await beginAsking({ items, concurrency });

    await see(bench, `concurrency ${concurrency}, nothing has ended yet`, {
      running: upTo(concurrency),
      started: upTo(concurrency),
      items: items.slice(0, concurrency),
    });
  });

  it('gives a free place to the next item at once', async () => {
    const bench = await beginAsking({ order: 'finish' });
    await see(bench, 'concurrency 3', { running: [0, 1, 2] });

    await bench.call('finish', 1, 'one');
    await see(bench, '1 has ended, 0 and 2 run on', { running: [0, 2, 3] });
    await bench.call('finish', 3, 'three');
    await see(bench, 'then 3 has ended', { running: [0, 2, 4] });
  });

  it('keeps its places filled from the first item to the last', async () => {
    const concurrency = random.integer(2, 4);
    const total = 20;
    const bench = await beginAsking({ items: names(total), concurrency, window: total });

    const running = upTo(concurrency);
    for (let ended = 0; ended < total; ended += 1) {
      await see(bench, `concurrency ${concurrency}, ${ended} of ${total} have ended`, {
        running: [...running],
        mostRunning: concurrency,
      });
      const index = random.pick(running);
      await bench.call('finish', index, 'done');
      running.splice(running.indexOf(index), 1);
      if (ended + concurrency < total) running.push(ended + concurrency);
    }

    await see(bench, 'all have ended', { ended: 'done', mostRunning: concurrency });
  });

  it('takes one after the other when that is all it may', async () => {
    const bench = await beginAsking({ concurrency: 1, items: names(3) });

    for (const index of upTo(3)) {
      await see(bench, `concurrency 1, ${index} of 3 have ended`, {
        running: [index],
        started: upTo(index + 1),
      });
      await bench.call('finish', index, 'done');
    }

    await see(bench, 'all have ended', { ended: 'done', mostRunning: 1 });
  });

  it('refuses limits that are no whole number from 1', async () => {
    for (const limits of [{ concurrency: 0 }, { concurrency: -2 }, { concurrency: 1.5 }, { window: 0 }]) {
      const bench = await beginAsking(limits);

      await see(bench, JSON.stringify(limits), {
        ended: { error: expect.stringMatching(/^(RangeError|ValueError): /) },
        started: [],
        pulled: 0,
      });
    }
  });
});
