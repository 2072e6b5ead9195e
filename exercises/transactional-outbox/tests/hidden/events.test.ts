import { eventually, load, random, services, step } from '@touchstone/kit';
import {
  LONG_PATIENCE_MS,
  aWarehouse,
  anOrder,
  cancel,
  cancelWell,
  first,
  listen,
  otherRows,
  place,
  placeWell,
  second,
  untilAtWork,
  untilCaughtUp,
  whileHeld,
} from './shop.ts';

const { postgres, rabbitmq } = services;

beforeEach(untilAtWork);

describe('Events', () => {
  it('tell an order and its cancellation, one each', async () => {
    const order = anOrder();
    const [placed, cancelled] = [
      { ...order, status: 'placed' },
      { ...order, status: 'cancelled' },
    ];
    const listener = await listen(`*.*.${order.warehouse}`);

    const answer = await place(order);
    expect(answer).toHaveStatus(201);
    expect(answer).toHaveJson(placed);
    await listener.until(order, ['order.placed'], 'events of an order that was placed');
    expect(await second.get(`/orders/${order.id}`)).toHaveJson(placed);
    const answer2 = await cancel(order, second);
    expect(answer2).toHaveStatus(200);
    expect(answer2).toHaveJson(cancelled);
    await listener.until(
      order,
      ['order.placed', 'order.cancelled'],
      'events of an order that was placed and cancelled',
    );

    expect(await first.get(`/orders/${order.id}`)).toHaveJson(cancelled);
    await step('the row of “orders”', async () =>
      expect(
        await postgres.query('SELECT warehouse, sku, quantity, status FROM orders WHERE id = $1', [order.id]),
      ).toEqual([
        { warehouse: order.warehouse, sku: order.sku, quantity: order.quantity, status: 'cancelled' },
      ]),
    );
    const [one, other] = listener.events();
    for (const [type, told, shown] of [
      ['order.placed', one, placed],
      ['order.cancelled', other, cancelled],
    ] as const) {
      await step(`the body of ${type}`, () =>
        expect(told).toEqual({ event: told?.event, type, order: shown }),
      );
      await step(`the message of ${type}`, () =>
        expect(listener.messageOf(told)).toMatchObject({
          routingKey: `${type}.${order.warehouse}`,
          messageId: told?.event,
          contentType: 'application/json',
          persistent: true,
        }),
      );
    }
    await step('the UUIDs of the two events', () => {
      expect(one?.event).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(other?.event).not.toBe(one?.event);
    });
    await step('declare “orders” again as a durable topic exchange', () =>
      rabbitmq.declareExchange('orders', 'topic'),
    );
  });

  it('tell nothing of what was answered with 409 or 404', async () => {
    const order = anOrder();
    const unknown = anOrder(order.warehouse);
    const listener = await listen(`*.*.${order.warehouse}`);
    await placeWell(order);
    await listener.until(order, ['order.placed'], 'events of an order that was placed');

    expect(await place(order, second)).toHaveStatus(409);
    expect(await place({ ...order, quantity: order.quantity + 1 })).toHaveStatus(409);
    await cancelWell(order, second);
    expect(await cancel(order)).toHaveStatus(409);
    expect(await cancel(unknown)).toHaveStatus(404);
    expect(await first.get(`/orders/${unknown.id}`)).toHaveStatus(404);
    await listener.until(
      order,
      ['order.placed', 'order.cancelled'],
      'events of an order that was placed, placed again twice (409), cancelled, and cancelled again (409)',
    );

    await untilCaughtUp();
    await listener.look();
    await step('events of this warehouse a little later', () =>
      expect(listener.events().map(({ type }) => type)).toEqual(['order.placed', 'order.cancelled']),
    );
  });

  it('tell a cancellation once that is asked for twice at the same moment', async () => {
    const order = anOrder();
    const listener = await listen(`*.*.${order.warehouse}`);
    await placeWell(order);
    await listener.until(order, ['order.placed'], 'events of an order that was placed');

    const answers = await whileHeld(order, 2, () =>
      Promise.all([cancel(order, first), cancel(order, second)]),
    );

    await step('statuses of two that cancel at the same moment, one at each instance', () =>
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]),
    );
    await untilCaughtUp();
    await listener.look();
    await step('events of the order', () =>
      expect(listener.typesOf(order)).toEqual(['order.placed', 'order.cancelled']),
    );
  });

  it('leave no rows behind when they are delivered', async () => {
    const warehouse = aWarehouse();
    const orders = Array.from({ length: 12 }, () => anOrder(warehouse));
    const listener = await listen(`*.*.${warehouse}`);
    await untilCaughtUp();
    const before = await otherRows();

    await load(orders.length, 4, async (index) => {
      const instance = random.pick([first, second]);
      await placeWell(orders[index]!, instance);
      await cancelWell(orders[index]!, instance);
    });
    await step('events of 12 orders that were placed and cancelled', () =>
      eventually(async () => {
        await listener.look();
        expect(listener.events().length).toBe(2 * orders.length);
      }, LONG_PATIENCE_MS),
    );

    await step('rows in all tables but “orders” after 24 events were delivered, against those before', () =>
      eventually(async () => expect(await otherRows()).toBeLessThanOrEqual(before), LONG_PATIENCE_MS),
    );
  });
});
