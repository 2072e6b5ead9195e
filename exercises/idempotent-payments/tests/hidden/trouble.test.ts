import { random, step, type UpstreamAnswer } from '@touchstone/kit';
import {
  Provider,
  aPurchase,
  closeProvider,
  expectCharges,
  expectPay,
  expectRows,
  first,
  idOf,
  openProvider,
  pay,
  providerKeys,
  requestsFor,
  rowsOf,
  second,
  show,
  type Deed,
} from './shop.ts';

const serverError = (): UpstreamAnswer => ({ status: random.pick([500, 502, 503, 504]) });

describe('Provider in trouble', () => {
  it('has written the payment down before the provider hears of it', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    let rows: unknown;
    provider.plan(purchase, async () => {
      rows ??= await rowsOf(purchase);
      return {};
    });

    const answer = await pay(purchase);

    expect(answer).toHaveStatus(201);
    await step('rows of the order when POST /charges came to the provider', () =>
      expect(rows).toMatchObject([{ order_id: purchase.order, status: 'pending', charge_id: null }]),
    );
  });

  it('asks again when the provider answers 500', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    provider.plan(purchase, (attempt) => (attempt === 1 ? { idle: true, answer: serverError() } : {}));

    const answer = await pay(purchase);

    expect(answer).toHaveStatus(201);
    expect(answer).toHaveJson({ status: 'paid', charge: provider.charges(purchase)[0] });
    await step('keys at the provider in two attempts', () => expect(providerKeys(purchase).length).toBe(1));
  });

  it('charges once when the answer is lost', async () => {
    const provider = new Provider();
    for (const [what, lost] of Object.entries({
      'the connection was lost after the charge': { drop: true },
      'half an answer came after the charge': { cut: true },
      'the provider charged and answered 500': serverError(),
    })) {
      const purchase = aPurchase();
      provider.plan(purchase, (attempt) => (attempt === 1 ? { answer: lost } : {}));

      const answer = await step(what, () => pay(purchase));

      await expectCharges(provider, purchase, `when ${what}`);
      await step(what, () => {
        expect(answer).toHaveStatus(201);
        expect(answer).toHaveJson({ status: 'paid', charge: provider.charges(purchase)[0] });
      });
    }
  });

  it('charges once when the answer does not come in time', async () => {
    const provider = new Provider();
    for (const [what, late] of Object.entries<Deed>({
      'said nothing': { answer: { stall: true } },
      'sent the head and half of the body, and then nothing more': { halts: true },
    })) {
      const purchase = aPurchase();
      provider.plan(purchase, (attempt) => (attempt === 1 ? late : {}));

      await expectPay(
        `the provider charged and ${what}, and would have answered the next attempt`,
        201,
        purchase,
      );

      await expectCharges(provider, purchase, `that ${what}`);
    }
  });

  it('does not take "still at work" or "too many requests" for a no', async () => {
    const provider = new Provider();
    for (const status of [409, 429]) {
      const purchase = aPurchase();
      provider.plan(purchase, (attempt) => (attempt === 1 ? { idle: true, answer: { status } } : {}));

      await expectPay(`the provider answered ${status}, and charges at the next attempt`, 201, purchase);

      await expectCharges(provider, purchase, `after an answer ${status}`);
    }
  });

  it('believes the provider when it declines after all', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    const key = random.uuid();
    provider.plan(purchase, (attempt) =>
      attempt === 1 ? { decline: 'expired_card', answer: serverError() } : {},
    );

    const answer = await expectPay('the provider declined, answered 500, and then told', 402, purchase, {
      key,
    });

    expect(answer).toHaveJson({ status: 'declined', reason: 'expired_card' });
    await expectPay('the same payment again', 402, purchase, { key });
    await expectCharges(provider, purchase, 'afterwards', 0);
  });

  it('answers 503 when three attempts have told nothing, and leaves the payment pending', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    provider.plan(purchase, () => ({ idle: true, answer: serverError() }));

    const answer = await pay(purchase);

    expect(answer).toHaveStatus(503);
    expect(answer).toHaveHeader('retry-after', /^[1-9]\d*$/);
    expect(answer).toHaveJson({ error: expect.any(String), id: expect.any(String) });
    await step('attempts at the provider', () => expect(requestsFor(purchase).length).toBe(3));
    for (const instance of [first, second]) {
      const shown = await show(String(idOf(answer)), { instance });
      expect(shown).toHaveStatus(200);
      expect(shown).toHaveJson({ id: idOf(answer), status: 'pending', charge: null, reason: null });
    }
    await expectRows(purchase, 'after 503', [{ status: 'pending', charge: null }]);
  });

  it('goes on with the same payment after 503', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    const key = random.uuid();
    provider.plan(purchase, () => ({ answer: { drop: true } }));
    const unknown = await expectPay('the provider charged, and each of its answers got lost', 503, purchase, {
      key,
    });

    provider.plan(purchase, () => ({}));
    const answer = await expectPay('the same payment again after 503', 201, purchase, {
      key,
      instance: second,
    });

    await expectCharges(provider, purchase, 'after 503 and the same payment again');
    expect(answer).toHaveJson({ id: idOf(unknown), charge: provider.charges(purchase)[0] });
    await step('keys at the provider', () => expect(providerKeys(purchase).length).toBe(1));
    await expectRows(purchase, 'after 503 and 201', [
      { status: 'paid', charge: provider.charges(purchase)[0] },
    ]);
  });

  it('refuses another body after 503, too', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    const key = random.uuid();
    provider.plan(purchase, () => ({ idle: true, answer: serverError() }));
    expect(await pay(purchase, { key })).toHaveStatus(503);

    provider.plan(purchase, () => ({}));
    await expectPay(
      'the key of a payment that is pending, with another amount',
      422,
      { ...purchase, amount: purchase.amount + 1 },
      { key },
    );

    await expectCharges(provider, purchase, 'after 503 and another body', 0);
  });

  it('lives on while the provider cannot be reached', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    const key = random.uuid();
    await closeProvider();
    const unknown = await expectPay('no connection to the provider', 503, purchase, { key });

    await openProvider();
    const answer = await expectPay('the same payment again, when the provider is back', 201, purchase, {
      key,
    });

    expect(answer).toHaveJson({ id: idOf(unknown) });
    await expectCharges(provider, purchase, 'afterwards');
  });
});
