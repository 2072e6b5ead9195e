import { random, step, subject } from '@touchstone/kit';
import {
  anOrder,
  findCallLine,
  findLine,
  listLeaks,
  newId,
  openWarehouse,
  placeOrder,
  withId,
  type Warehouse,
} from './shop.ts';

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await openWarehouse();
});

const aSecret = () => `s3cret-${random.word(16)}`;

describe('Secrets', () => {
  it('replaces the secret members of an order', async () => {
    const [card, cvv, password, iban] = [aSecret(), random.integer(100, 999), aSecret(), aSecret()];
    const id = newId();
    await placeOrder(
      anOrder({ payment: { card, cvv, method: 'visa' }, password, account: { iban } }),
      withId(id),
    );

    const { order } = await findLine(id, 'order received');

    await step('the order in the line', () =>
      expect(order).toMatchObject({
        payment: { card: '[redacted]', cvv: '[redacted]', method: 'visa' },
        password: '[redacted]',
        account: { iban: '[redacted]' },
      }),
    );
    await step('secrets that the log shows', async () =>
      expect(await listLeaks({ card, password, iban })).toEqual([]),
    );
  });

  it('finds them at any depth, in lists, in any case and of any type', async () => {
    const [first, second, third, fourth] = [aSecret(), aSecret(), aSecret(), aSecret()];
    const gift = random.word();
    const id = newId();
    const more = {
      Password: first,
      gifts: [{ name: gift, CARD: second }, [{ Token: [third, third] }]],
      a: { b: { c: { d: { iBan: { country: 'DE', number: fourth } } } } },
      token: null,
    };
    await placeOrder(anOrder(more), withId(id));

    const { order } = await findLine(id, 'order received');

    await step('the order in the line', () =>
      expect(order).toMatchObject({
        Password: '[redacted]',
        gifts: [{ name: gift, CARD: '[redacted]' }, [{ Token: '[redacted]' }]],
        a: { b: { c: { d: { iBan: '[redacted]' } } } },
        token: '[redacted]',
      }),
    );
    await step('secrets that the log shows', async () =>
      expect(await listLeaks({ Password: first, CARD: second, Token: third, iBan: fourth })).toEqual([]),
    );
  });

  it('leaves members alone that are only called similarly', async () => {
    const more = {
      cardholder: random.word(),
      passwordHint: random.word(),
      tokens: [random.word()],
      'gift-card': { colour: random.word() },
      note: 'card, cvv, password',
    };
    const id = newId();
    await placeOrder(anOrder(more), withId(id));

    const { order } = await findLine(id, 'order received');

    await step('the order in the line', () => expect(order).toMatchObject(more));
  });

  it('keeps the credentials of the client out of the log', async () => {
    const secrets = { authorization: aSecret(), cookie: aSecret(), query: aSecret() };
    const headers = { authorization: `Bearer ${secrets.authorization}`, cookie: `session=${secrets.cookie}` };
    const [good, bad, broken] = [newId(), newId(), newId()];

    await subject.post(`/orders?token=${secrets.query}`, {
      json: anOrder(),
      headers: { ...headers, ...withId(good) },
    });
    await subject.get(`/${random.word()}?token=${secrets.query}`, {
      headers: { ...headers, ...withId(bad) },
    });
    await subject.post(`/orders?token=${secrets.query}`, {
      body: `{"customer": "${secrets.cookie}`,
      headers: { ...headers, ...withId(broken), 'content-type': 'application/json' },
    });

    for (const id of [good, bad, broken]) await findLine(id, 'request');
    await step('secrets that the log shows', async () => expect(await listLeaks(secrets)).toEqual([]));
    await step('path in the line of a request with a query', async () =>
      expect(await findLine(good, 'request')).toMatchObject({ path: '/orders' }),
    );
  });

  it('keeps bodies that are refused out of the log', async () => {
    const [card, form] = [aSecret(), random.word(12)];
    const { customer } = anOrder();
    const [incomplete, broken] = [newId(), newId()];

    await subject.post('/orders', { json: { customer, payment: { card } }, headers: withId(incomplete) });
    await subject.post('/orders', {
      body: `card=${form}`,
      headers: { ...withId(broken), 'content-type': 'application/json' },
    });

    for (const id of [incomplete, broken]) await findLine(id, 'request');
    await step('secrets that the log shows', async () =>
      expect(
        await listLeaks({ 'card in an order without items': card, 'card in a body that is no JSON': form }),
      ).toEqual([]),
    );
  });

  it("keeps the warehouse's token and answers out of the log", async () => {
    const text = aSecret();
    const [fine, refused, cut] = [newId(), newId(), newId()];
    warehouse.respond(() => ({ json: { token: text } }));
    await placeOrder(anOrder(), withId(fine));
    await findCallLine(fine, 'confirmations');

    warehouse.respond(({ headers }) => ({
      status: 403,
      text: `${text}: ${headers.authorization ?? ''}`,
    }));
    await subject.post('/orders', { json: anOrder(), headers: withId(refused) });
    warehouse.respond(() => ({ drop: true }));
    await subject.post('/orders', { json: anOrder(), headers: withId(cut) });

    for (const id of [refused, cut]) await findLine(id, 'request');
    await step('secrets that the log shows', async () =>
      expect(await listLeaks({ 'the token of the warehouse': warehouse.token, 'its answer': text })).toEqual(
        [],
      ),
    );
  });
});
