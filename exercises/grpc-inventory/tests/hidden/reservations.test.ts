import { load, random, step } from '@touchstone/kit';
import { anId, anItem, aSku, getItem, reserve, take, type Order } from './inventory.ts';

describe('Reservations', () => {
  it('take from the stock and tell what is left', async () => {
    const quantity = random.integer(1, 9);
    const sku = await anItem(20);
    const id = anId();

    const answer = await reserve({ reservation_id: id, sku, quantity });

    expect(answer).toHaveGrpcStatus('OK');
    expect(answer.reply).toEqual({ reservation_id: id, sku, quantity, remaining: 20 - quantity });
    expect(await getItem(sku)).toMatchObject({ available: 20 - quantity });
  });

  it('are refused when there is not enough, and tell how much there is', async () => {
    const available = random.integer(2, 9);
    const sku = await anItem(available);

    const refused = await reserve({ sku, quantity: available + 1 });

    expect(refused).toHaveGrpcStatus('FAILED_PRECONDITION');
    await step('the trailer available of the answer', () =>
      expect(refused.trailers['available']).toBe(String(available)),
    );
    expect((await take(sku, available)).remaining).toBe(0);
  });

  it('are checked before anything is looked for', async () => {
    const sku = aSku();
    const wrong: Order[] = [
      { sku, quantity: 0 },
      { sku, quantity: -2 },
      { sku, quantity: 1001 },
      { sku: '', quantity: 1 },
      { sku, quantity: 1, reservation_id: '' },
      { sku, quantity: 1, reservation_id: 'x'.repeat(41) },
    ];
    for (const order of wrong) expect(await reserve(order)).toHaveGrpcStatus('INVALID_ARGUMENT');
    expect(await reserve({ sku, quantity: 1 })).toHaveGrpcStatus('NOT_FOUND');
  });

  it('that come again are the same one', async () => {
    const sku = await anItem(5);
    const order = { reservation_id: anId(), sku, quantity: 3 };
    const first = await reserve(order);
    await take(sku, 2);

    const again = await reserve(order);

    expect(again).toHaveGrpcStatus('OK');
    await step('the answer to a reservation that comes again', () =>
      expect(again.reply).toEqual(first.reply),
    );
    expect(await getItem(sku)).toMatchObject({ available: 0, revision: 3 });
  });

  it('have an id that stands for nothing else', async () => {
    const [sku, other] = [await anItem(9), await anItem(9)];
    const order = { reservation_id: anId(), sku, quantity: 3 };
    expect(await reserve(order)).toHaveGrpcStatus('OK');

    expect(await reserve({ ...order, quantity: 2 })).toHaveGrpcStatus('ALREADY_EXISTS');
    expect(await reserve({ ...order, sku: other })).toHaveGrpcStatus('ALREADY_EXISTS');
    expect(await reserve({ ...order, sku: aSku() })).toHaveGrpcStatus('ALREADY_EXISTS');
    expect(await getItem(sku)).toMatchObject({ available: 6 });
    expect(await getItem(other)).toMatchObject({ available: 9 });
  });

  it('that were refused leave their id free', async () => {
    const sku = await anItem(2);
    const id = anId();
    expect(await reserve({ reservation_id: id, sku, quantity: 3 })).toHaveGrpcStatus('FAILED_PRECONDITION');

    expect(await reserve({ reservation_id: id, sku, quantity: 2 })).toHaveGrpcStatus('OK');
  });

  it('sell no unit twice when many come at once', async () => {
    const sku = await anItem(20);

    const { values, errors } = await load(60, 60, () => reserve({ sku, quantity: 1 }));

    expect(errors).toEqual([]);
    await step('of 60 reservations of one unit at once, with 20 units', () =>
      expect(countStatuses(values)).toEqual({ OK: 20, FAILED_PRECONDITION: 40 }),
    );
    expect(await getItem(sku)).toMatchObject({ available: 0, revision: 21 });
  });

  it('with one id that come at once take once', async () => {
    const sku = await anItem(50);
    const order = { reservation_id: anId(), sku, quantity: 4 };

    const { values, errors } = await load(10, 10, () => reserve(order));

    expect(errors).toEqual([]);
    await step('of ten calls at once with the same reservation', () =>
      expect(countStatuses(values)).toEqual({ OK: 10 }),
    );
    expect(await getItem(sku)).toMatchObject({ available: 46 });
  });
});

function countStatuses(answers: readonly { status: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
