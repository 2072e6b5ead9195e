import { begin, beginAsking, look, names, priced, see } from './bench.ts';

describe('Cancellation', () => {
  it('stops everything at once', async () => {
    const bench = await beginAsking();
    await see(bench, 'concurrency 3', { running: [0, 1, 2] });

    await bench.call('cancel');

    await see(bench, 'it is cancelled', {
      told: [0, 1, 2],
      running: [],
      started: [0, 1, 2],
      closed: 1,
      ended: 'cancelled',
      got: [],
    });
  });

  it('is over when all jobs have ended', async () => {
    const bench = await beginAsking({ lingers: true, errors: 'collect' });
    await see(bench, 'concurrency 3', { running: [0, 1, 2] });

    await bench.call('cancel');
    await see(bench, 'it is cancelled, the jobs take their time to end', {
      told: [0, 1, 2],
      running: [0, 1, 2],
      ended: null,
    });
    for (const index of [1, 0]) await bench.call('finish', index, 'late');
    await see(bench, '1 and 0 have ended', { running: [2], ended: null });
    await bench.call('finish', 2, 'late');

    await see(bench, '2 has ended, too', { running: [], got: [], ended: 'cancelled' });
  });

  it('does not wait for a source that owes an answer', async () => {
    const bench = await beginAsking({ thinks: true });
    await bench.call('supply', 1);
    await see(bench, 'the source owes the second item', { running: [0], asked: 2 });

    await bench.call('cancel');
    await see(bench, 'it is cancelled', { told: [0], closed: 1, ended: 'cancelled' });
    await bench.call('supply', 1);

    await see(bench, 'the second item comes after all', { started: [0], asked: 2 });
  });

  it('lets no later error of the source escape', async () => {
    const bench = await beginAsking({ thinks: true });
    await bench.call('supply', 1);
    await see(bench, 'the source owes the second item', { running: [0], asked: 2 });
    await bench.call('cancel');
    await see(bench, 'it is cancelled', { ended: 'cancelled' });

    await bench.call('failSource');

    await see(bench, 'the source fails after that', { ended: 'cancelled', unhandled: [] });
  });

  it('reaches the jobs while the consumer is busy', async () => {
    const bench = await begin({ items: names(3), order: 'finish' });
    await bench.call('ask', 1);
    await see(bench, 'concurrency 3', { running: [0, 1, 2] });
    await bench.call('finish', 2, 'two');
    await see(bench, 'the consumer is busy with result 2', { got: [priced(2, 'two')] });
    await bench.call('finish', 0, 'zero');
    await see(bench, '0 has ended meanwhile', { running: [1] });

    await bench.call('cancel');
    await see(bench, 'it is cancelled', { told: [1], running: [] });
    await bench.call('ask', null);

    await see(bench, 'the consumer asks for more', { got: [priced(2, 'two')], ended: 'cancelled' });
  });

  it('before the beginning keeps everything from beginning', async () => {
    const bench = await begin({ cancelled: true });

    await bench.call('ask', null);

    await see(bench, 'it was cancelled before the first result was asked for', {
      started: [],
      pulled: 0,
      got: [],
      ended: 'cancelled',
    });
  });

  it('is what a consumer does that leaves its loop', async () => {
    const bench = await begin({ lingers: true, order: 'finish' });
    await bench.call('ask', 1);
    await see(bench, 'concurrency 3', { running: [0, 1, 2] });
    await bench.call('finish', 1, 'one');
    await see(bench, 'the consumer has one result', { got: [priced(1, 'one')] });

    await bench.call('leave');
    await see(bench, 'it leaves, the jobs take their time to end', { ended: null });
    await see(bench, 'jobs that were told to stop', { told: expect.arrayContaining([0, 2]) });
    const { running } = await look(bench, 'running');
    for (const index of running) await bench.call('finish', index, 'late');

    await see(bench, 'all jobs have ended', {
      running: [],
      closed: 1,
      ended: 'left',
      got: [priced(1, 'one')],
    });
  });

  it('is over when the source has closed', async () => {
    const bench = await beginAsking({ closesSlowly: true });
    await see(bench, 'concurrency 3', { running: [0, 1, 2] });

    await bench.call('cancel');
    await see(bench, 'it is cancelled, the source takes its time to close', {
      running: [],
      closed: 1,
      ended: null,
    });
    await bench.call('letClose');

    await see(bench, 'the source has closed', { closed: 1, ended: 'cancelled' });
  });
});
