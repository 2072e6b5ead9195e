import { eventually, load, random, step } from '@touchstone/kit';
import {
  Gate,
  Provider,
  aCard,
  aName,
  buy,
  either,
  expectBuy,
  expectCart,
  expectStock,
  expectWorks,
  fill,
  first,
  offer,
  ordersOf,
  second,
  secret,
  someVendors,
  untilAsked,
  whileLocked,
} from './market.ts';

const COPIES = 6;
const CUSTOMERS = 8;
const STOCK = 2;
/** Longer than a program waits for the provider, so that it has asked twice by then. */
const GATHERING_MS = 2500;

beforeEach(secret);

const statuses = (answers: readonly { status: number }[]): number[] =>
  answers.map(({ status }) => status).sort((one, other) => one - other);
const refusals = (count: number): number[] => Array.from({ length: count }, () => 409);

describe('At the same moment', () => {
  it('sells a cart once, from however many sides it is checked out', async () => {
    const provider = new Provider();
    const [vendor, customer, card] = [aName(), aName(), aCard()];
    const product = await offer(vendor);
    const gate = new Gate();
    provider.plan('/authorizations', card, () => ({ after: gate.opened }));
    await fill(customer, [[product, 1]]);

    const early = buy(customer, { card });
    // A checkout that is answered before the provider is asked has come to nothing.
    await Promise.race([
      untilAsked(provider, '/authorizations', card),
      early.then((answer) => expect(answer).toHaveStatus(201)),
    ]);
    try {
      await expectBuy('another key, while the first checkout of the cart is at the provider', 409, customer, {
        instance: second,
      });
    } finally {
      gate.open();
    }
    expect(await early).toHaveStatus(201);
    await expectStock('of which 1 was bought', product, product.stock - 1);

    await fill(customer, [[product, 2]]);
    const report = await whileLocked(COPIES, () =>
      load(COPIES, COPIES, (index) => buy(customer, { card, instance: either(index) })),
    );

    expect(report.errors).toEqual([]);
    await step(`${COPIES} checkouts of one cart, with ${COPIES} keys, at the same moment`, () =>
      expect(statuses(report.values)).toEqual([201, ...refusals(COPIES - 1)]),
    );
    await step('orders of the vendor', async () => expect((await ordersOf(vendor)).length).toBe(2));
    await step('authorizations of the card', () =>
      expect(provider.works('/authorizations', card).length).toBe(2),
    );
    await expectStock('after both', product, product.stock - 3);
  });

  it('answers the same checkout to the same key, and buys nothing again', async () => {
    const provider = new Provider();
    const [vendor, customer, card, key] = [aName(), aName(), aCard(), random.uuid()];
    const product = await offer(vendor);
    await fill(customer, [[product, 1]]);
    const gate = new Gate();
    provider.plan('/authorizations', card, () => ({ after: gate.opened }));
    let answered = 0;
    const copies = whileLocked(COPIES, () =>
      load(COPIES, COPIES, async (index) => {
        const answer = await buy(customer, { card, key, instance: either(index) });
        answered += 1;
        return answer;
      }),
    );
    // No answer of the provider before each copy has come as far as it can.
    await eventually(
      () => expect(provider.attempts('/authorizations', card) + answered).toBeGreaterThanOrEqual(COPIES),
      GATHERING_MS,
    ).catch(() => undefined);
    gate.open();
    const bought = await copies;

    expect(bought.errors).toEqual([]);
    await step(`${COPIES} copies of a checkout, with one key, that are neither 201 nor 409`, () =>
      expect(statuses(bought.values).filter((status) => status !== 201 && status !== 409)).toEqual([]),
    );
    const one = bought.values.find(({ status }) => status === 201);
    await step('whether one of the copies is 201', () => expect(one?.status).toBe(201));
    await fill(customer, [[product, 5]]);
    for (const instance of [first, second])
      await step('the same key again, with other things in the cart', async () => {
        const again = await buy(customer, { card, key, instance });
        expect(again).toHaveStatus(201);
        expect(again.json).toEqual(one?.json);
      });

    await expectWorks('for the card', provider, '/authorizations', card, [
      { amount: product.price + 799, card, reference: (one?.json as { id: string }).id },
    ]);
    await expectStock('of which 1 was bought', product, product.stock - 1);
    await expectCart('that was filled later', customer, [[product, 5]]);
    await step('the same key of another customer', async () => {
      const other = aName();
      await fill(other, [[product, 1]]);
      const answer = await buy(other, { key });
      expect(answer).toHaveStatus(201);
      expect(answer.json).not.toEqual(one?.json);
    });
    for (const [bad, given] of [
      ['no key!', aCard()],
      ['k'.repeat(65), aCard()],
      [random.uuid(), ''],
      [random.uuid(), 7],
    ] as const)
      await step(
        `POST /checkouts with the key ${JSON.stringify(bad)} and the card ${JSON.stringify(given)}`,
        async () => expect(await buy(customer, { key: bad, card: given })).toHaveStatus(400),
      );
  });

  it('never sells more than there is', async () => {
    const provider = new Provider();
    const vendors = someVendors(2) as [string, string];
    const plenty = await offer(vendors[0], { stock: 50 });
    const rare = await offer(vendors[1], { stock: STOCK });
    const card = aCard();
    const customers = Array.from({ length: CUSTOMERS }, aName);
    for (const [index, customer] of customers.entries())
      // In either order.
      await fill(customer, [
        [index % 3 ? rare : plenty, 1],
        [index % 3 ? plenty : rare, 1],
      ]);

    const report = await whileLocked(CUSTOMERS, () =>
      load(CUSTOMERS, CUSTOMERS, (index) => buy(customers[index] ?? '', { card, instance: either(index) })),
    );

    expect(report.errors).toEqual([]);
    await step(
      `${CUSTOMERS} customers at the same moment buy 1 of a product of which there are ${STOCK}`,
      () => expect(statuses(report.values)).toEqual([201, 201, ...refusals(CUSTOMERS - STOCK)]),
    );
    await expectStock('that everybody wanted', rare, 0);
    await expectStock('of which there was plenty, after two checkouts', plenty, 50 - STOCK);
    await step('orders of the vendor of the rare product', async () =>
      expect((await ordersOf(vendors[1])).length).toBe(STOCK),
    );
    await step('authorizations', () => expect(provider.works('/authorizations', card).length).toBe(STOCK));
  });
});
