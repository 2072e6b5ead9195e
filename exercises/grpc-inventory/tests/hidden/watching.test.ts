import { load, random, step } from '@touchstone/kit';
import {
  anItem,
  aSku,
  fill,
  inventory,
  PATIENCE_MS,
  take,
  takeChanges,
  untilWatched,
  watch,
} from './inventory.ts';

describe('Watching', () => {
  it('begins behind a revision and goes on', async () => {
    const sku = await anItem(9);
    await take(sku, 2);
    await take(sku, 1);

    const call = await watch(sku, 1);

    expect(await takeChanges(call, 2)).toEqual([
      { revision: 2, change: -2, available: 7 },
      { revision: 3, change: -1, available: 6 },
    ]);
    await fill(sku, 4);
    await take(sku, 5);
    await step('changes while somebody watches', async () =>
      expect(await takeChanges(call, 2)).toEqual([
        { revision: 4, change: 4, available: 10 },
        { revision: 5, change: -5, available: 5 },
      ]),
    );
    expect(call.ended).toBe(false);
  });

  it('tells everybody every change once and in order, whenever they begin', async () => {
    const sku = await anItem(100);
    const beginners = new Set([3, 8, 13, 21, 29, 34]);
    const last = 41;

    const { values, errors } = await load(last - 1, 8, async (i) => {
      const call = beginners.has(i) ? await watch(sku, 1) : null;
      await take(sku, 1);
      return call;
    });

    expect(errors).toEqual([]);
    const calls = values.flatMap((call) => call ?? []);
    await take(sku, 1);
    for (const call of calls) {
      await call.until(({ revision }) => revision === last + 1, PATIENCE_MS);
      await step(
        'the revisions that somebody got who began to watch in the middle of many reservations',
        () =>
          expect(call.replies.map(({ revision }) => revision)).toEqual(
            Array.from({ length: last }, (_, i) => i + 2),
          ),
      );
    }
  });

  it('goes back a hundred changes', async () => {
    const sku = await anItem(200);
    const changes = random.integer(103, 110);
    const { errors } = await load(changes - 1, 6, () => take(sku, 1));
    expect(errors).toEqual([]);

    const tooFar = await (await watch(sku, changes - 101)).answer(PATIENCE_MS);
    const just = await watch(sku, changes - 100);

    expect(tooFar).toHaveGrpcStatus('OUT_OF_RANGE');
    expect((await just.next(PATIENCE_MS)).revision).toBe(changes - 99);
  });

  it('does not begin in the future, below zero, or for what does not exist', async () => {
    const sku = await anItem(2);
    const answer = async (item: string, after: number) =>
      (await inventory.open('WatchStock', { sku: item, after_revision: after })).answer(PATIENCE_MS);

    expect(await answer(sku, 2)).toHaveGrpcStatus('OUT_OF_RANGE');
    expect(await answer(sku, -1)).toHaveGrpcStatus('INVALID_ARGUMENT');
    expect(await answer(aSku(), 0)).toHaveGrpcStatus('NOT_FOUND');
    expect(await answer('', 0)).toHaveGrpcStatus('INVALID_ARGUMENT');
    const now = await watch(sku, 1);
    await untilWatched(sku, 1);
    expect(now.replies).toEqual([]);
  });

  it('is over when the caller gives up', async () => {
    const sku = await anItem(2);
    const calls = await Promise.all([watch(sku, 0), watch(sku, 0), watch(sku, 1)]);
    await untilWatched(sku, 3);

    for (const call of calls.slice(1)) call.cancel();

    await untilWatched(sku, 1);
  });

  it('is over when its deadline passes', async () => {
    const sku = await anItem(2);
    const call = await watch(sku, 0, { deadlineMs: 400 });

    const answer = await call.answer(PATIENCE_MS);

    expect(answer).toHaveGrpcStatus('DEADLINE_EXCEEDED');
    await untilWatched(sku, 0);
  });
});
