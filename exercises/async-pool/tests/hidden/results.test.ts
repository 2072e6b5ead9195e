import { beginAsking, names, priced, pricesOf, see, upTo, type Plan } from './bench.ts';

describe('Results', () => {
  it('come in the order of the source', async () => {
    const bench = await beginAsking({ items: names(3) });
    await see(bench, 'concurrency 3', { running: [0, 1, 2] });

    await bench.call('finish', 2, 'two');
    await bench.call('finish', 1, 'one');
    await see(bench, '2 and 1 have ended', { running: [0], got: [] });
    await bench.call('finish', 0, 'zero');

    await see(bench, '0 has ended, too', {
      got: [priced(0, 'zero'), priced(1, 'one'), priced(2, 'two')],
      ended: 'done',
    });
  });

  it('come as the jobs end', async () => {
    const bench = await beginAsking({ items: names(3), order: 'finish' });
    await see(bench, 'concurrency 3', { running: [0, 1, 2] });

    const got: unknown[] = [];
    for (const index of [2, 0, 1]) {
      await bench.call('finish', index, `price ${index}`);
      got.push(priced(index, `price ${index}`));
      await see(bench, `order finish, ${index} has ended`, { got: [...got] });
    }
    await see(bench, 'all have ended', { ended: 'done' });
  });

  it('may be null, false, zero and empty', async () => {
    for (const order of ['source', 'finish'] as const) {
      const values = [null, false, 0, ''];
      const bench = await beginAsking({ items: [0, '', null, false], concurrency: 4, order });
      await see(bench, 'the items are such, too', { running: upTo(4), items: [0, '', null, false] });

      for (const [index, value] of values.entries()) await bench.call('finish', index, value);

      await see(bench, `order ${order}, all have ended`, {
        got: values.map((value, index) => priced(index, value)),
        ended: 'done',
      });
    }
  });

  it('are the same from every kind of source', async () => {
    for (const kind of ['array', 'set', 'generator', 'async generator', 'async'] satisfies Plan['kind'][]) {
      const items = names(7);
      const bench = await beginAsking({ kind, items, jobs: 'ends' });

      await see(bench, `seven items, ${kind}`, { got: pricesOf(items), items, ended: 'done' });
    }
  });

  it('end at once when the source is empty', async () => {
    for (const kind of ['array', 'async'] satisfies Plan['kind'][]) {
      const bench = await beginAsking({ kind, items: [] });

      await see(bench, `no items, ${kind}`, { got: [], started: [], ended: 'done' });
    }
  });

  it('end with the last job, not with the source', async () => {
    const bench = await beginAsking({ items: names(3), order: 'finish' });
    await see(bench, 'three items, concurrency 3', { running: [0, 1, 2] });

    await bench.call('finish', 0, 'zero');
    await see(bench, '0 has ended', { got: [priced(0, 'zero')], ended: null });
    await bench.call('finish', 2, 'two');
    await bench.call('finish', 1, 'one');

    await see(bench, 'all have ended', {
      got: [priced(0, 'zero'), priced(2, 'two'), priced(1, 'one')],
      ended: 'done',
    });
  });

  it('are all there when jobs end in one moment', async () => {
    for (const order of ['source', 'finish'] as const) {
      const bench = await beginAsking({ items: names(6), concurrency: 4, order });
      await see(bench, `order ${order}, concurrency 4`, { running: upTo(4) });

      await bench.call('finishTogether', [0, 1, 2, 3], 'done');
      await see(bench, 'four jobs end in one moment', { running: [4, 5], taken: 4 });
      await bench.call('finishTogether', [5, 4], 'done');

      await see(bench, 'so do the last two', { taken: 6, ended: 'done' });
    }
  });
});
