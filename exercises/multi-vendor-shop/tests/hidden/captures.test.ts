import { load, random, step } from '@touchstone/kit';
import {
  Provider,
  aCapturedOrder,
  aCard,
  aName,
  anEvent,
  deal,
  either,
  expectBuy,
  expectDeal,
  expectOrder,
  expectTell,
  expectWorks,
  fill,
  offer,
  orderOf,
  secret,
  someVendors,
} from './market.ts';

const COPIES = 6;

beforeEach(secret);

describe('Captures and refunds', () => {
  it('captures the total of each order once', async () => {
    const provider = new Provider();
    const [anna, ben] = someVendors(2) as [string, string];
    const [customer, card] = [aName(), aCard()];
    await fill(customer, [
      [await offer(anna), 2],
      [await offer(ben), 3],
    ]);
    const checkout = await expectBuy('POST /checkouts', 201, customer, { card });
    const authorization = provider.works('/authorizations', card)[0]?.id;
    const [early, late] = [orderOf(checkout, anna), orderOf(checkout, ben)];
    provider.plan('/captures', late.id, (attempt) => (attempt <= 3 ? { lost: 'cut' } : {}));

    const report = await load(COPIES, COPIES, (index) => deal('capture', anna, early, either(index)));
    await expectDeal('POST /orders/:id/capture, of which three answers are lost', 'capture', late, 503);
    await expectOrder('while nobody knows', late, { status: 'authorized' });
    await expectDeal('the same again', 'capture', late, 200, { status: 'captured', refunded: 0 });
    await expectDeal('the same once more', 'capture', late, 200, { status: 'captured' });

    expect(report.errors).toEqual([]);
    await step(`${COPIES} times POST /orders/:id/capture at the same moment`, () =>
      expect(report.values.map(({ status }) => status)).toEqual(Array(COPIES).fill(200)),
    );
    for (const order of [early, late])
      await expectWorks('for one order', provider, '/captures', order.id, [
        { authorization, amount: order.total, reference: order.id },
      ]);
    await expectOrder('at last', early, { status: 'captured' });
  });

  it('refunds what is left of an order once', async () => {
    const provider = new Provider();
    const order = await aCapturedOrder();
    const [capture] = provider.works('/captures', order.id);
    const early = random.integer(1, 900);
    const data = { refund: `re_${random.word(12)}`, reference: order.id, amount: early };
    await expectTell('the event of a refund by the support', anEvent('refund.succeeded', data));
    await expectOrder('after that refund', order, { status: 'captured', refunded: early });
    provider.plan('/refunds', order.id, (attempt) => (attempt <= 2 ? { lost: 'cut' } : {}));

    const refunded = { status: 'refunded', refunded: order.total };
    await expectDeal(
      'POST /orders/:id/refund, of which two answers are lost',
      'refund',
      order,
      200,
      refunded,
    );
    await expectDeal('the same again', 'refund', order, 200, refunded);

    await expectWorks(`of an order of ${order.total}`, provider, '/refunds', order.id, [
      { capture: capture?.id, amount: order.total - early, reference: order.id },
    ]);
    const [vendor, customer] = [aName(), aName()];
    await fill(customer, [[await offer(vendor), 1]]);
    const open = orderOf(await expectBuy('POST /checkouts', 201, customer), vendor);
    await expectDeal('POST /orders/:id/refund of an order that is not captured', 'refund', open, 409);
    await expectWorks('for an order that is not captured', provider, '/refunds', open.id, []);

    const other = await aCapturedOrder();
    const report = await load(COPIES, COPIES, (index) => deal('refund', other.vendor, other, either(index)));
    await step(`${COPIES} times POST /orders/:id/refund at the same moment`, () =>
      expect(report.values.map(({ status }) => status)).toEqual(Array(COPIES).fill(200)),
    );
    await step('refunds of this order', () => expect(provider.works('/refunds', other.id).length).toBe(1));
    await expectOrder('after that', other, { status: 'refunded', refunded: other.total });
  });
});
