import { random, step } from '@touchstone/kit';
import {
  Provider,
  aCard,
  aName,
  expectBuy,
  expectCart,
  expectDeal,
  expectOrder,
  expectStock,
  expectWorks,
  fill,
  offer,
  orderOf,
  second,
  secret,
} from './market.ts';

/** A hundred by the statement, less what a busy machine may take from it. */
const SHORTEST_PAUSE_MS = 80;

beforeEach(secret);

describe('Provider in trouble', () => {
  it('authorizes once when answers come too late or are lost', async () => {
    const provider = new Provider();
    const [vendor, customer, card] = [aName(), aName(), aCard()];
    const product = await offer(vendor);
    await fill(customer, [[product, 2]]);
    const lost = ['stall', 'cut'] as const;
    provider.plan('/authorizations', card, (attempt) => {
      const how = lost[attempt - 1];
      return how ? { lost: how } : {};
    });

    const checkout = await expectBuy(
      'POST /checkouts, of which the provider’s first answer never comes, and the second one breaks off',
      201,
      customer,
      { card },
    );

    await expectWorks('after two lost answers', provider, '/authorizations', card, [
      { amount: checkout.total, card, reference: checkout.id },
    ]);
    await expectStock('of which 2 were bought', product, product.stock - 2);
    const order = orderOf(checkout, vendor);
    await expectDeal('POST /orders/:id/capture', 'capture', order, 200, { status: 'captured' });
    await expectWorks('with the id from the third answer', provider, '/captures', order.id, [
      {
        authorization: provider.works('/authorizations', card)[0]?.id,
        amount: order.total,
        reference: order.id,
      },
    ]);
  });

  it('answers 202 when nobody knows, and goes on with the same authorization', async () => {
    const provider = new Provider();
    const [vendor, customer, card, key] = [aName(), aName(), aCard(), random.uuid()];
    const product = await offer(vendor);
    await fill(customer, [[product, 2]]);
    provider.plan('/authorizations', card, (attempt) => {
      if (attempt === 2) return { instead: { status: 409, json: { error: 'at work on it' } } };
      return attempt <= 3 ? { lost: 'cut' } : {};
    });

    const pending = await expectBuy('POST /checkouts, of which three answers are lost', 202, customer, {
      card,
      key,
    });

    await step('requests at the provider', () => expect(provider.attempts('/authorizations', card)).toBe(3));
    await step(`pauses of less than ${SHORTEST_PAUSE_MS} ms between the three attempts`, () => {
      const pauses = provider.pauses('/authorizations', card);
      // A single one may be the fault of a busy grader.
      expect(pauses.filter((pause) => pause < SHORTEST_PAUSE_MS).length).toBeLessThanOrEqual(1);
    });
    const order = orderOf(pending, vendor);
    await expectOrder('while nobody knows', order, { status: 'pending' });
    await expectDeal('POST /orders/:id/capture while nobody knows', 'capture', order, 409);
    await expectStock('of which 2 stay reserved', product, product.stock - 2);
    await expectCart('while nobody knows', customer, []);
    const done = await expectBuy('the same key again, with another card in the body', 201, customer, {
      card: aCard(),
      key,
      instance: second,
    });
    await step('the checkout of the same key', () => expect(done.id).toBe(pending.id));
    await expectWorks('after lost answers and the same key again', provider, '/authorizations', card, [
      { amount: pending.total, card, reference: pending.id },
    ]);
    await expectStock('after the same key again', product, product.stock - 2);
    await expectOrder('after the same key again', order, { status: 'authorized' });
  });
});
