import { eventually, step, services, type HttpResponse } from '@touchstone/kit';
import {
  LONG_PATIENCE_MS,
  aFullQueue,
  aWarehouse,
  anOrder,
  cancel,
  cancelWell,
  first,
  killBoth,
  listen,
  place,
  placeWell,
  refuseAtCommit,
  refuseNothing,
  second,
  startBoth,
  untilAtWork,
  untilCaughtUp,
  whileOthersAreRefused,
  type Listener,
  type Order,
} from './shop.ts';

beforeEach(untilAtWork);

async function statusOf({ id }: Order): Promise<string> {
  const rows = await services.postgres.query<{ status: string }>('SELECT status FROM orders WHERE id = $1', [
    id,
  ]);
  return rows[0]?.status ?? 'not stored';
}

/** What is stored of an order, and what was published of it. */
const facts = async (order: Order, listener: Listener) => {
  const stored = await statusOf(order);
  await listener.look();
  return { stored, published: listener.typesOf(order) };
};

const PUBLISHED: Record<string, readonly string[]> = {
  'not stored': [],
  placed: ['order.placed'],
  cancelled: ['order.placed', 'order.cancelled'],
};

async function expectBothOrNeither(order: Order, listener: Listener, answer: HttpResponse, what: string) {
  await step(`${what}, answered with ${answer.status}: what is stored, and what is published`, () =>
    eventually(async () => {
      const seen = await facts(order, listener);
      expect(seen).toEqual({ ...seen, published: PUBLISHED[seen.stored] });
    }, 3000),
  );
}

describe('Both or neither', () => {
  it('publishes nothing of what the database refuses at COMMIT', async () => {
    const [refused, kept] = [anOrder(), anOrder()];
    const [listener, other] = [
      await listen(`*.*.${refused.warehouse}`),
      await listen(`*.*.${kept.warehouse}`),
    ];
    await placeWell(kept);

    await refuseAtCommit(refused, 'placed');
    const answer = await place(refused);
    await refuseAtCommit(kept, 'cancelled');
    const answer2 = await cancel(kept);
    await refuseNothing();
    await untilCaughtUp();

    await step('an order that was refused at COMMIT', async () => {
      expect(answer).toHaveStatus(503);
      expect(await facts(refused, listener)).toEqual({ stored: 'not stored', published: [] });
    });
    await step('a cancellation that was refused at COMMIT', async () => {
      expect(answer2).toHaveStatus(503);
      expect(await facts(kept, other)).toEqual({ stored: 'placed', published: ['order.placed'] });
    });
  });

  it('stores nothing whose event could not be written down', async () => {
    const [fresh, placed] = [anOrder(), anOrder()];
    const [listener, other] = [
      await listen(`*.*.${fresh.warehouse}`),
      await listen(`*.*.${placed.warehouse}`),
    ];
    await placeWell(placed);
    await other.until(placed, ['order.placed'], 'events of an order that was placed');

    const [answer, answer2] = await whileOthersAreRefused(() =>
      Promise.all([place(fresh), cancel(placed, second)]),
    );
    await untilCaughtUp();

    const what = 'while an administrator cancelled each statement that changes any table but “orders”';
    await expectBothOrNeither(fresh, listener, answer, `POST /orders ${what}`);
    await expectBothOrNeither(placed, other, answer2, `POST /orders/:id/cancel ${what}`);
  });

  it('publishes after kill -9 what was accepted before', async () => {
    const warehouse = aWarehouse();
    const [order, cancelled] = [anOrder(warehouse), anOrder(warehouse)];
    const full = await aFullQueue(`*.*.${warehouse}`);
    const listener = await listen(`*.*.${warehouse}`);
    await placeWell(order, second);
    await placeWell(cancelled);
    await cancelWell(cancelled);
    await listener.untilCopies(
      order,
      1,
      'copies of an event in a queue with room, while another queue refuses it',
    );

    await killBoth();
    await full.makeRoom();
    await startBoth();

    for (const [one, types] of [
      [order, PUBLISHED.placed!],
      [cancelled, PUBLISHED.cancelled!],
    ] as const)
      await step(
        'events of an order that was accepted while a queue refused all, before kill -9 of both instances',
        () =>
          eventually(async () => {
            await full.look();
            expect([...new Set(full.typesOf(one))].sort()).toEqual([...types].sort());
          }, LONG_PATIENCE_MS),
      );
  });
});
