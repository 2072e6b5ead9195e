import { createHmac } from 'node:crypto';
import { random, services, step, subject, subjects, upstream } from '@touchstone/kit';

const payments = upstream('payments');

/** A provider that says yes to everything, and notes it. */
function playProvider(): { asked: unknown[] } {
  const asked: unknown[] = [];
  payments.respond(({ path, json, headers }) => {
    if (headers['idempotency-key'] === undefined) return { status: 400 };
    asked.push([path, json]);
    return { status: 201, json: { id: `${path.slice(1, 4)}_${asked.length}` } };
  });
  return { asked };
}

async function secret(): Promise<string> {
  await services.postgres.run(`
    CREATE TABLE IF NOT EXISTS public.secrets (name text PRIMARY KEY, value text NOT NULL);
    INSERT INTO public.secrets VALUES ('webhook', 'whsec_${random.word(20)}') ON CONFLICT (name) DO NOTHING;
    GRANT SELECT ON public.secrets TO app;`);
  const [row] = await services.postgres.query<{ value: string }>(
    `SELECT value FROM public.secrets WHERE name = 'webhook'`,
  );
  return row?.value ?? '';
}

beforeEach(secret);

async function offer(vendor: string, price: number): Promise<string> {
  const sku = `${random.word(8)}-1`;
  const json = { name: 'Comté, 250 g', price, stock: 12 };
  const answer = await subject.put(`/products/${sku}`, { headers: { 'x-vendor': vendor }, json });
  expect(answer).toHaveStatus(200);
  expect(answer.json).toEqual({ sku, vendor, ...json });
  return sku;
}

async function putIntoCart(customer: string, sku: string, quantity: number): Promise<void> {
  const answer = await subject.put(`/cart/${sku}`, {
    headers: { 'x-customer': customer },
    json: { quantity },
  });
  expect(answer).toHaveStatus(200);
}

const buy = (customer: string) =>
  subject.post('/checkouts', {
    headers: { 'x-customer': customer, 'idempotency-key': random.uuid() },
    json: { card: 'card_5Fh2kQ' },
  });

interface Order {
  id: string;
  vendor: string;
  total: number;
}

describe('The shop', () => {
  it('shows a product at both instances', async () => {
    const sku = await offer('lena', 1150);

    for (const instance of subjects)
      expect(await instance.get(`/products/${sku}`)).toHaveJson({
        sku,
        vendor: 'lena',
        price: 1150,
        stock: 12,
      });
  });

  it('makes one order for each vendor, and asks for one authorization', async () => {
    const { asked } = playProvider();
    const customer = random.word(12);
    await putIntoCart(customer, await offer('lena', 1150), 2);
    await putIntoCart(customer, await offer('omar', 3100), 1);

    const answer = await buy(customer);

    expect(answer).toHaveStatus(201);
    expect(answer).toHaveJson({
      status: 'authorized',
      total: 6199,
      orders: [
        { vendor: 'lena', goods: 2300, shipping: 341, total: 2641, commission: 288, status: 'authorized' },
        { vendor: 'omar', goods: 3100, shipping: 458, total: 3558, commission: 388, status: 'authorized' },
      ],
    });
    const { id } = answer.json as { id: string };
    await step('what the provider was asked', () =>
      expect(asked).toEqual([['/authorizations', { amount: 6199, card: 'card_5Fh2kQ', reference: id }]]),
    );
  });

  it('gives everything back when the card is declined', async () => {
    payments.respond(() => ({ status: 402, json: { reason: 'insufficient_funds' } }));
    const customer = random.word(12);
    const sku = await offer('lena', 1150);
    await putIntoCart(customer, sku, 2);

    expect(await buy(customer)).toHaveStatus(402);

    expect(await subject.get(`/products/${sku}`)).toHaveJson({ stock: 12 });
    const cart = await subject.get('/cart', { headers: { 'x-customer': customer } });
    expect(cart).toHaveJson({ items: [{ sku, quantity: 2 }] });
  });

  it('believes what the provider has signed, and nothing else', async () => {
    playProvider();
    const customer = random.word(12);
    const vendor = random.word(12);
    await putIntoCart(customer, await offer(vendor, 1150), 2);
    const [order] = ((await buy(customer)).json as { orders: Order[] }).orders;
    const path = `/orders/${order?.id ?? ''}`;
    const headers = { 'x-vendor': vendor };
    expect(await subject.post(`${path}/capture`, { headers })).toHaveJson({
      status: 'captured',
      refunded: 0,
    });
    const data = { refund: `re_${random.word(12)}`, reference: order?.id, amount: 500 };
    const body = JSON.stringify({ id: 'evt_1', type: 'refund.succeeded', data });
    const t = Math.floor(Date.now() / 1000);
    const tell = async (key: string) => {
      const v1 = createHmac('sha256', key).update(`${t}.${body}`).digest('hex');
      return subject.post('/webhooks', { headers: { 'payment-signature': `t=${t},v1=${v1}` }, body });
    };

    expect(await tell('a guess')).toHaveStatus(400);
    expect(await subject.get(path, { headers })).toHaveJson({ refunded: 0 });

    expect(await tell(await secret())).toHaveStatus(200);
    expect(await subject.get(path, { headers })).toHaveJson({ refunded: 500 });
  });
});
