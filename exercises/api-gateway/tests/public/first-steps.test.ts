import { random, step, subject, upstream } from '@touchstone/kit';

const customers = upstream('customers');
const orders = upstream('orders');
const points = upstream('points');
const stock = upstream('stock');

const ada = { id: 'c7', name: 'Ada' };
const order = { id: 'o1', sku: 'A1', quantity: 2 };
const headers = { authorization: 'Bearer t0ps3cret' };

beforeEach(() => {
  customers.respond(() => ({ json: { ...ada, passwordHash: random.word() } }));
  orders.respond(({ path }) => ({ json: path.startsWith('/orders/') ? order : { orders: [order] } }));
  points.respond(() => ({ json: { points: 420 } }));
  stock.respond(() => ({ json: { items: [{ sku: 'A1', available: 12 }] } }));
});

describe('API gateway', () => {
  it('puts the home screen together', async () => {
    const answer = await subject.get('/home', { headers });

    expect(answer).toHaveStatus(200);
    expect(answer.json).toEqual({
      customer: ada,
      orders: [{ ...order, available: 12 }],
      points: 420,
      missing: [],
    });
    await step('what stock was asked for', () =>
      expect(stock.requests.map(({ path }) => path)).toEqual(['/stock?sku=A1']),
    );
  });

  it('shows one order', async () => {
    const answer = await subject.get('/orders/o1', { headers });

    expect(answer).toHaveStatus(200);
    expect(answer.json).toEqual({ order: { ...order, available: 12 }, missing: [] });
  });

  it('does without points when the service is down', async () => {
    await points.stop();

    const answer = await subject.get('/home', { headers });

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ points: null, missing: ['points'] });
  });

  it('does not do without orders', async () => {
    await orders.stop();

    const answer = await subject.get('/home', { headers });

    expect(answer).toHaveStatus(502);
    expect(answer).toHaveJson({ error: expect.any(String) });
  });

  it('tells orders who is asking, as customers says', async () => {
    await subject.get('/home', { headers: { ...headers, 'x-user-id': 'c1' } });

    expect(customers.requests[0]?.headers['authorization']).toBe(headers.authorization);
    await step('X-User-Id of the request to orders', () =>
      expect(orders.requests[0]?.headers['x-user-id']).toBe(ada.id),
    );
  });
});
