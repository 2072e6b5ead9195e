import { random, step } from '@touchstone/kit';
import {
  Provider,
  aPurchase,
  expectCharges,
  expectPay,
  expectRows,
  first,
  idOf,
  pay,
  payWell,
  providerKeys,
  requestsFor,
  second,
} from './shop.ts';

describe('Sent again', () => {
  it('gives the answer of the first time at both instances, and does not ask the provider', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    const key = random.uuid();
    const made = await payWell(purchase, { key });

    provider.forgetKeys();
    const again = [await pay(purchase, { key }), await pay(purchase, { key, instance: second })];

    await expectCharges(provider, purchase, 'after the same payment came three times, in two days');
    for (const answer of again) {
      await step('the same payment again', () => {
        expect(answer).toHaveStatus(201);
        expect(answer.json).toEqual(made.json);
      });
    }
    await step('requests at the provider', () => expect(requestsFor(purchase).length).toBe(1));
    await expectRows(purchase, 'after the same payment came three times', [
      { status: 'paid', charge: provider.charges(purchase)[0] },
    ]);
  });

  it('repeats that a card was declined, even when there is money by now', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    const key = random.uuid();
    provider.plan(purchase, () => ({ decline: 'insufficient_funds' }));
    const declined = await pay(purchase, { key });
    expect(declined).toHaveStatus(402);

    provider.forgetKeys();
    provider.plan(purchase, () => ({}));
    const again = [await pay(purchase, { key }), await pay(purchase, { key, instance: second })];

    await expectCharges(provider, purchase, 'after a payment that was declined came again', 0);
    for (const answer of again) {
      await step('the declined payment again', () => {
        expect(answer).toHaveStatus(402);
        expect(answer.json).toEqual(declined.json);
      });
    }
    await expectPay('the same with another key', 201, purchase);
  });

  it('answers 422 to the key with another body, and charges nothing', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    const key = random.uuid();
    const others = [
      { ...purchase, amount: purchase.amount + 1 },
      { ...purchase, order: random.word() },
      { ...purchase, card: aPurchase().card },
      { ...purchase, currency: purchase.currency === 'EUR' ? 'USD' : 'EUR' },
    ];
    await payWell(purchase, { key });

    for (const [index, other] of others.entries()) {
      const answer = await expectPay('the key of a payment, with another body', 422, other, {
        key,
        instance: index % 2 ? first : second,
      });
      expect(answer).toHaveJson({ error: expect.any(String) });
    }

    await expectCharges(provider, purchase, 'after the key came with four other bodies');
    await step('charges of the other card', () => expect(provider.charges(others[2]!)).toEqual([]));
  });

  it('takes a body that is written in another way for the same', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    const { order, card, amount, currency } = purchase;
    const key = random.uuid();
    const made = await payWell(purchase, { key });

    const texts = [
      JSON.stringify({ currency, amount, card, order }),
      JSON.stringify(purchase, null, 4),
      JSON.stringify({ ...purchase, attempt: 2 }),
    ];

    for (const text of texts) {
      const again = await expectPay('the same payment, written in another way', 201, text, { key });
      expect(again).toHaveJson({ id: idOf(made) });
    }
    await expectCharges(provider, purchase, 'afterwards');
  });

  it('takes a key with and without quotes for the same, and one in other letters for another', async () => {
    const provider = new Provider();
    const [quoted, bare] = [aPurchase(), aPurchase()];
    const [one, other] = [random.word(12), random.word(12)];

    const madeQuoted = await payWell(quoted, { key: `"${one}"` });
    const madeBare = await payWell(bare, { key: other });

    for (const [purchase, key, made] of [
      [quoted, one, madeQuoted],
      [bare, `"${other}"`, madeBare],
    ] as const) {
      const again = await expectPay(`a payment again with Idempotency-Key: ${key}`, 201, purchase, { key });
      await step(`the id of a payment again with Idempotency-Key: ${key}`, () =>
        expect(idOf(again)).toBe(idOf(made)),
      );
      await expectCharges(provider, purchase, 'after the same key with quotes and without');
    }
    await expectPay('the key in capital letters', 201, bare, { key: other.toUpperCase() });
    await expectCharges(provider, bare, 'after two keys that differ in their letters', 2);
  });

  it('takes another key for another payment, even of the same order', async () => {
    const provider = new Provider();
    const purchase = aPurchase();

    const made = [await payWell(purchase), await payWell(purchase, { instance: second })];

    await step('different ids of two payments of one order', () =>
      expect(new Set(made.map(idOf)).size).toBe(2),
    );
    await expectCharges(provider, purchase, 'after two payments of one order', 2);
  });

  it('keeps the keys of two callers apart', async () => {
    const provider = new Provider();
    const [purchase, other] = [aPurchase(), aPurchase()];
    const key = random.word(20);
    const clients = [random.word(), random.word()] as const;

    const made = [
      await payWell(purchase, { key, client: clients[0] }),
      await payWell(purchase, { key, client: clients[1], instance: second }),
    ];
    await step('different ids of payments of two callers', () =>
      expect(new Set(made.map(idOf)).size).toBe(2),
    );
    await expectCharges(provider, purchase, 'after two callers paid with the same key', 2);
    await expectPay('the same key of a third caller, with another body', 201, other, {
      key,
      client: random.word(),
    });
    await expectCharges(provider, other, 'after the third caller paid');
    for (const [index, client] of clients.entries()) {
      const again = await pay(purchase, { key, client });
      await step('the payment of one of the callers again', () =>
        expect(again.json).toEqual(made[index]?.json),
      );
    }
  });

  it('leaves a key unused when the body was refused', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    const key = random.uuid();
    expect(await pay({ ...purchase, amount: 0 }, { key })).toHaveStatus(400);

    await expectPay('the key of a body that was refused, with a good one', 201, purchase, { key });

    await expectCharges(provider, purchase, 'afterwards');
    await step('keys at the provider', () => expect(providerKeys(purchase).length).toBe(1));
  });
});
