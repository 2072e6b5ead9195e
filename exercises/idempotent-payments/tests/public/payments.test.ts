import { random, services, step, subject, subjects, upstream } from '@touchstone/kit';

const cards = upstream('cards');

const aPurchase = () => ({
  order: random.word(10),
  card: `card_${random.word(14)}`,
  amount: random.integer(100, 90_000),
  currency: 'EUR',
});

/** A provider that charges every card, and counts. */
function playProvider(): { charges: string[] } {
  const charges: string[] = [];
  cards.respond(({ json }) => {
    charges.push((json as { card: string }).card);
    return { status: 201, json: { id: `ch_${charges.length}` } };
  });
  return { charges };
}

const headers = (key: string) => ({ 'x-client': 'festival', 'idempotency-key': key });

describe('A payment', () => {
  it('is charged', async () => {
    const { charges } = playProvider();
    const purchase = aPurchase();

    const answer = await subject.post('/payments', { json: purchase, headers: headers(random.uuid()) });

    expect(answer).toHaveStatus(201);
    expect(answer).toHaveJson({ order: purchase.order, status: 'paid', charge: 'ch_1' });
    await step('cards that the provider has charged', () => expect(charges).toEqual([purchase.card]));
    await step('the row in the table payments', async () =>
      expect(
        await services.postgres.query('SELECT status, charge_id FROM payments WHERE order_id = $1', [
          purchase.order,
        ]),
      ).toEqual([{ status: 'paid', charge_id: 'ch_1' }]),
    );
  });

  it('is charged once when it is sent again', async () => {
    const { charges } = playProvider();
    const purchase = aPurchase();
    const key = random.uuid();
    const first = await subject.post('/payments', { json: purchase, headers: headers(key) });

    for (const instance of subjects) {
      const again = await instance.post('/payments', { json: purchase, headers: headers(key) });
      expect(again).toHaveStatus(201);
      await step('the answer to the same payment', () => expect(again.json).toEqual(first.json));
    }

    await step('charges at the provider', () => expect(charges.length).toBe(1));
  });

  it('has a key', async () => {
    const answer = await subject.post('/payments', {
      json: aPurchase(),
      headers: { 'x-client': 'festival' },
    });

    expect(answer).toHaveStatus(400);
  });
});
