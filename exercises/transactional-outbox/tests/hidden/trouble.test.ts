import { eventually, services, sleep, step } from '@touchstone/kit';
import {
  LONG_PATIENCE_MS,
  PATIENCE_MS,
  aFullQueue,
  aWarehouse,
  anOrder,
  cancelWell,
  first,
  listen,
  orStartAgain,
  placeWell,
  second,
  untilAtWork,
  untilCaughtUp,
} from './shop.ts';

const { rabbitmq } = services;

/** Enough for both relays to take in hand what they want, and for one that gives up waiting for a confirmation after five seconds. */
const SILENT_MS = 6500;

/** What came of the orders that were taken while the broker was silent. */
interface Silence {
  /** Of each order all messages. */
  readonly copies: readonly (readonly string[])[];
  /** Of an order whose first event a queue refused: what was published before that queue had room, and in all. */
  readonly whileRefused: readonly string[];
  readonly inTheEnd: readonly string[];
}

beforeEach(untilAtWork);

describe('Broker in trouble', () => {
  describe('after it was silent while orders came in', () => {
    let silence: Silence;

    beforeAll(async () => {
      await untilAtWork();
      silence = await keepSilent();
    });

    it('has each event published once', async () => {
      for (const copies of silence.copies)
        await step('messages of an order that was placed and cancelled while the broker was silent', () =>
          expect([...copies].sort()).toEqual(['order.cancelled', 'order.placed']),
        );
    });

    it('has no event published before the one before it of the same order is delivered', async () => {
      await step(
        'events of an order, placed at one instance and cancelled at the other, while a queue still refuses order.placed',
        () => expect(silence.whileRefused).toEqual(['order.placed']),
      );
      await step('events of this order once there is room in that queue', () =>
        expect(silence.inTheEnd).toEqual(['order.placed', 'order.cancelled']),
      );
    });
  });

  it('goes on when its connections were cut', () =>
    orStartAgain(async () => {
      const warehouse = aWarehouse();
      const orders = [anOrder(warehouse), anOrder(warehouse)] as const;
      const listener = await listen(`*.*.${warehouse}`);

      await rabbitmq.cutConnections();
      await placeWell(orders[0], first);
      await placeWell(orders[1], second);

      await step('how many of 2 orders were told after all connections to the broker had been cut', () =>
        eventually(async () => {
          await listener.look();
          expect(orders.filter((order) => listener.typesOf(order).length > 0).length).toBe(2);
        }, LONG_PATIENCE_MS),
      );
    }));
});

/** Waits for what should come, and leaves it to the tests to say what is missing. */
const patiently = (check: () => Promise<void>): Promise<void> =>
  eventually(check, PATIENCE_MS).catch(() => undefined);

async function keepSilent(): Promise<Silence> {
  const warehouse = aWarehouse();
  const orders = Array.from({ length: 6 }, () => anOrder(warehouse));
  const listener = await listen(`*.*.${warehouse}`);
  const refused = anOrder();
  const witness = await listen(`*.*.${refused.warehouse}`);
  const full = await aFullQueue(`order.placed.${refused.warehouse}`);

  await rabbitmq.pause();
  await placeWell(refused, first);
  await cancelWell(refused, second);
  for (const [index, order] of orders.entries()) {
    const instance = index % 2 ? first : second;
    await placeWell(order, instance);
    await cancelWell(order, instance);
  }
  await sleep(SILENT_MS);
  await rabbitmq.resume();

  await patiently(async () => {
    await witness.look();
    expect(witness.copiesOf(refused).length).toBeGreaterThanOrEqual(2);
  });
  const whileRefused = witness.typesOf(refused);
  await full.makeRoom();
  await patiently(async () => {
    await witness.look();
    expect(witness.typesOf(refused)).toContain('order.cancelled');
  });
  await patiently(async () => {
    await listener.look();
    expect(listener.events().length).toBe(2 * orders.length);
  });
  await untilCaughtUp();
  await listener.look();
  return {
    copies: orders.map((order) => listener.copiesOf(order).map(({ type }) => type)),
    whileRefused: [...new Set(whileRefused)],
    inTheEnd: [...new Set(witness.typesOf(refused))],
  };
}
