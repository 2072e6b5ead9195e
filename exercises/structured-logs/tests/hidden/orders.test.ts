import { eventually, random, sleep, step, subject } from '@touchstone/kit';
import {
  anOrder,
  holdConfirmations,
  openWarehouse,
  orderIdOf,
  placeOrder,
  untilConfirmed,
  type Json,
  type Warehouse,
} from './shop.ts';

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await openWarehouse();
});

describe('Orders', () => {
  it('reserves the items of an order and stores it', async () => {
    const order = anOrder();

    const answer = await placeOrder(order);

    expect(answer).toHaveJson({ id: expect.any(String), status: 'reserved' });
    const { id } = answer.json as { id: string };
    const [call] = warehouse.listCalls('reservations');
    await step('the call to /reservations', () => {
      expect(JSON.parse(call?.body ?? '{}')).toMatchObject({ orderId: id, items: order.items });
      expect(call?.headers.authorization).toBe(`Bearer ${warehouse.token}`);
    });
    const read = await subject.get(`/orders/${id}`);
    expect(read).toHaveStatus(200);
    expect(read).toHaveJson({ id, status: 'reserved' });
    expect(await subject.get(`/orders/${random.uuid()}`)).toHaveStatus(404);
  });

  it('answers 502 and stores nothing when the warehouse does not reserve', async () => {
    const failures = [
      { status: 500 },
      { status: 404 },
      { status: 409 },
      { status: 307, headers: { location: '/elsewhere' } },
      { drop: true },
    ];
    for (const failure of failures) {
      await step(`a warehouse that answers ${JSON.stringify(failure)}`, async () => {
        warehouse.respond(({ path }) => (path === '/reservations' ? failure : {}));
        const answer = await subject.post('/orders', { json: anOrder() });
        expect(answer).toHaveStatus(502);
        expect(answer).toHaveJson({ error: expect.any(String) });
      });
    }
    for (const call of warehouse.listCalls('reservations')) {
      await step('reading an order that was not reserved', async () =>
        expect(await subject.get(`/orders/${String(orderIdOf(call))}`)).toHaveStatus(404),
      );
    }
  });

  it('sends confirmations one after the other without making clients wait', async () => {
    const confirmations = holdConfirmations(warehouse);
    const orders = [anOrder(), anOrder(), anOrder()];
    const ids: unknown[] = [];

    // The warehouse has answered no confirmation yet.
    for (const order of orders) ids.push(((await placeOrder(order)).json as Json).id);
    await step('the first confirmation', () =>
      eventually(() => expect(warehouse.listCalls('confirmations').length).toBeGreaterThan(0)),
    );
    await sleep(300);
    await step('confirmations under way at the same time', () =>
      expect(warehouse.listCalls('confirmations')).toHaveLength(1),
    );
    confirmations.open();

    await untilConfirmed(warehouse, 3);
    await step('confirmations, in the order in which they arrived', () =>
      expect(warehouse.listCalls('confirmations').map(({ body }) => JSON.parse(body) as Json)).toMatchObject(
        orders.map(({ customer }, index) => ({ orderId: ids[index], customer })),
      ),
    );
  });

  it('refuses what is no order', async () => {
    const item = { sku: random.word(), quantity: 1 };
    const customer = random.word();
    const wrong: unknown[] = [
      [],
      {},
      { customer },
      { customer, items: [] },
      { customer, items: item },
      { customer, items: [{ sku: 7, quantity: 1 }] },
      { customer, items: [item, { ...item, quantity: 0 }] },
      { customer, items: [{ ...item, quantity: 1.5 }] },
      { customer: '', items: [item] },
      { customer: random.word(101), items: [item] },
      { customer: 5, items: [item] },
    ];
    for (const json of wrong) {
      await step(`POST /orders with ${JSON.stringify(json).slice(0, 80)}`, async () => {
        const answer = await subject.post('/orders', { json });
        expect(answer).toHaveStatus(400);
        expect(answer).toHaveJson({ error: expect.any(String) });
      });
    }
    await step('calls to the warehouse', () => expect(warehouse.listCalls('reservations')).toEqual([]));
  });
});
