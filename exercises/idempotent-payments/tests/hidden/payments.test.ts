import { random, step } from '@touchstone/kit';
import {
  Provider,
  aPurchase,
  expectCharges,
  expectRows,
  first,
  idOf,
  pay,
  payWell,
  requestsFor,
  rowsOf,
  second,
  show,
} from './shop.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$/;

const longest = (length: number): string => random.word(length);

describe('Payments', () => {
  it('charges the card and answers 201 with the payment', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    const { order, card, amount, currency } = purchase;

    const answer = await pay(purchase);

    expect(answer).toHaveStatus(201);
    await expectCharges(provider, purchase, 'after POST /payments');
    const [charge] = provider.charges(purchase);
    expect(answer).toHaveJson({
      id: expect.stringMatching(UUID),
      order,
      amount,
      currency,
      status: 'paid',
      charge,
      reason: null,
      createdAt: expect.stringMatching(INSTANT),
    });
    await step('the body of POST /charges', () =>
      expect(requestsFor(purchase)[0]?.json).toEqual({ amount, currency, card, reference: idOf(answer) }),
    );
    await expectRows(purchase, 'after 201', [{ status: 'paid', charge }]);
  });

  it('answers 402 with the reason when the card is declined', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    const reason = random.pick(['insufficient_funds', 'stolen_card', 'expired_card']);
    provider.plan(purchase, () => ({ decline: reason }));

    const answer = await pay(purchase);

    const { order, amount, currency } = purchase;
    expect(answer).toHaveStatus(402);
    expect(answer).toHaveJson({
      id: expect.stringMatching(UUID),
      order,
      amount,
      currency,
      status: 'declined',
      charge: null,
      reason,
    });
    await expectRows(purchase, 'after 402', [{ status: 'declined', charge: null }]);
  });

  it('refuses a body that is no payment', async () => {
    new Provider();
    const purchase = aPurchase();
    const { order, card, amount, currency } = purchase;
    const bodies: unknown[] = [
      ...[0, -amount, amount + 0.5, String(amount), 10_000_001, null, true].map((wrong) => ({
        ...purchase,
        amount: wrong,
      })),
      ...['', longest(65), 17, null].map((wrong) => ({ order: wrong, card, amount, currency })),
      ...['', longest(65), 17].map((wrong) => ({ order, card: wrong, amount, currency })),
      ...['eur', 'CHF', 'E', null, ['EUR']].map((wrong) => ({ ...purchase, currency: wrong })),
      { order, card, amount },
      { card, amount, currency },
      [purchase],
      '"a sentence"',
      '{ "order": ',
    ];

    for (const body of bodies) {
      const answer = await pay(body);
      expect(answer).toHaveStatus(400);
      expect(answer).toHaveJson({ error: expect.any(String) });
    }

    await step('requests at the provider', () => expect(requestsFor(purchase).length).toBe(0));
    await step('rows of the order in the table payments', async () =>
      expect(await rowsOf(purchase)).toEqual([]),
    );
  });

  it('takes the largest payment that there is', async () => {
    const provider = new Provider();
    const purchase = {
      ...aPurchase(),
      order: longest(64),
      card: longest(64),
      amount: 10_000_000,
    };

    const answer = await payWell(purchase, { key: `Z-_.${random.word(60)}`, client: longest(50) });

    expect(answer).toHaveJson({ order: purchase.order, amount: purchase.amount });
    await expectCharges(provider, purchase, 'after POST /payments');
  });

  it('refuses a payment without a key, or with one that is none', async () => {
    new Provider();
    const purchase = aPurchase();

    const without = await first.post('/payments', { json: purchase, headers: { 'x-client': 'festival' } });
    const others: { key: string; answer: typeof without }[] = [];
    for (const key of [longest(65), 'one two', `${random.word()}!`, '""', `"${random.word()}`, '/..%2f'])
      others.push({ key, answer: await pay(purchase, { key }) });

    await step('POST /payments without Idempotency-Key', () => {
      expect(without).toHaveStatus(400);
      expect(without).toHaveJson({ error: expect.any(String) });
    });
    for (const { key, answer } of others)
      await step(`POST /payments with Idempotency-Key: ${key}`, () => expect(answer).toHaveStatus(400));
    await step('requests at the provider', () => expect(requestsFor(purchase).length).toBe(0));
  });

  it('shows a payment to its caller at both instances, and to nobody else', async () => {
    new Provider();
    const made = await payWell(aPurchase());
    const id = String(idOf(made));

    for (const instance of [first, second]) {
      const shown = await show(id, { instance });
      expect(shown).toHaveStatus(200);
      await step('GET /payments/:id, beside the answer to POST /payments', () =>
        expect(shown.json).toEqual(made.json),
      );
    }

    await step('GET /payments/:id by another X-Client', async () => {
      const stranger = await show(id, { client: random.word() });
      expect(stranger).toHaveStatus(404);
      expect(stranger).toHaveJson({ error: expect.any(String) });
    });
    for (const unknown of [random.uuid(), random.word(), '17']) expect(await show(unknown)).toHaveStatus(404);
  });
});
