import { load, sleep, step } from '@touchstone/kit';
import {
  aFullQueue,
  aWarehouse,
  anOrder,
  cancelWell,
  first,
  letAllGo,
  listen,
  otherRows,
  placeWell,
  second,
  untilAtWork,
} from './shop.ts';

/** More than two relays take in hand at a time: a page of a hundred is a common one. */
const WAITING = 250;

beforeEach(untilAtWork);

describe('Refused', () => {
  it('publishes a refused event again, after a pause, until every queue has taken it', async () => {
    const order = anOrder();
    const listener = await listen(`*.*.${order.warehouse}`);
    const full = await aFullQueue(`*.*.${order.warehouse}`);

    const startedAt = performance.now();
    await placeWell(order);
    await listener.untilCopies(
      order,
      1,
      'copies of an event in a queue with room, while another queue refuses it',
    );
    await sleep(1000);
    await listener.look();
    const passedMs = Math.round(performance.now() - startedAt);
    await step(
      `copies of a refused event, ${passedMs} ms after it was placed, with a pause of at least 100 ms before each`,
      () => expect(listener.copiesOf(order).length).toBeLessThanOrEqual(passedMs / 95 + 3),
    );
    await full.makeRoom();

    await full.until(
      order,
      ['order.placed'],
      'events in the queue that was full when the order was placed, and has room now',
    );
  });

  it('repeats an event with the UUID and the body that it had', async () => {
    const order = anOrder();
    const listener = await listen(`order.placed.${order.warehouse}`);
    await aFullQueue(`order.placed.${order.warehouse}`);
    await placeWell(order);
    await listener.untilCopies(
      order,
      1,
      'copies of an event in a queue with room, while another queue refuses it',
    );

    await cancelWell(order, second);
    await listener.untilCopies(
      order,
      listener.told().length + 2,
      'copies of an event in a queue with room, while another queue refuses it and the order is cancelled',
    );

    const [original, ...copies] = listener.told();
    await step('the event order.placed at first', () => expect(original?.order.status).toBe('placed'));
    await step('copies of the event, against the first one', () =>
      expect(copies).toEqual(copies.map(() => original)),
    );
  });

  it('holds up no other order', async () => {
    const [closed, open] = [aWarehouse(), aWarehouse()];
    await aFullQueue(`*.*.${closed}`, WAITING);
    const listener = await listen(`*.*.${open}`);
    const waiting = Array.from({ length: WAITING }, () => anOrder(closed));
    const others = [anOrder(open), anOrder(open)] as const;
    const rowsBefore = await otherRows();

    try {
      const report = await load(WAITING, 8, (index) =>
        placeWell(waiting[index]!, index % 2 ? first : second),
      );
      await step(`${WAITING} orders at a warehouse that is full`, () => expect(report.errors).toEqual([]));
      await placeWell(others[0], first);
      await placeWell(others[1], second);

      for (const order of others)
        await listener.until(
          order,
          ['order.placed'],
          `events of an order at another warehouse, while ${WAITING} orders wait for one that is full`,
        );
    } finally {
      await letAllGo(rowsBefore);
    }
  });
});
