import { random, step } from '@touchstone/kit';
import {
  SERVICES,
  Shop,
  anOrder,
  customers,
  expectApology,
  expectJson,
  orders,
  skusIn,
  stock,
} from './shop.ts';

const ID = /^[A-Za-z0-9-]{8,64}$/;

/** The ids that the services were told in requests that are not among the earlier ones, and the app: each once. */
const listIds = (
  answered: string | undefined,
  earlier: ReadonlySet<unknown> = new Set(),
): (string | undefined)[] => [
  ...new Set([
    answered,
    ...listRequests()
      .filter((request) => !earlier.has(request))
      .map(({ headers }) => headers['x-request-id']),
  ]),
];

const listRequests = () => Object.values(SERVICES).flatMap(({ requests }) => requests);

describe('Headers and addresses', () => {
  it('tell each service what it may know', async () => {
    const shop = new Shop();
    const headers = { 'set-cookie': `session=${random.word(12)}; Path=/` };
    customers.respond(() => ({ ...shop.answerMe(), headers }));
    orders.respond((request) => ({ ...shop.answerOrders(request), headers }));
    const fromApp = {
      cookie: `session=${random.word(12)}`,
      'x-user-id': `c${random.integer(1, 999)}`,
      'x-internal-token': random.word(12),
      'x-role': 'admin',
    };
    const names = ['authorization', ...Object.keys(fromApp)];

    for (const which of ['first', 'second']) {
      const earlier = new Set(listRequests());
      expectJson(await shop.ask('/home', fromApp), shop.home());

      for (const [service, { requests }] of Object.entries(SERVICES)) {
        const { headers } = requests.find((request) => !earlier.has(request))!;
        const told = Object.entries(headers).filter(([name]) => names.includes(name));
        await step(`${names.join(', ')} in the ${which} request to ${service}`, () =>
          expect(Object.fromEntries(told)).toEqual(
            service === 'customers'
              ? { authorization: shop.token }
              : service === 'stock'
                ? {}
                : { 'x-user-id': shop.me.id },
          ),
        );
      }
    }
  });

  it('name a request to all by one id', async () => {
    const shop = new Shop();
    const given = random.pick([random.uuid(), random.word(8), 'Z'.repeat(64)]);
    const named = await shop.ask('/home', { 'x-request-id': given });
    expectJson(named, shop.home());
    await step('ids in all headers X-Request-Id, with one of the app’s', () =>
      expect(listIds(named.headers['x-request-id'])).toEqual([given]),
    );

    const bad = ['short', 'x'.repeat(65), `${random.word(9)}; admin`, `${random.word(9)}_1`];
    const made = new Set<string>();
    for (const id of [undefined, undefined, ...bad]) {
      const earlier = new Set(listRequests());
      const answer = await shop.ask('/home', id === undefined ? {} : { 'x-request-id': id });
      await step(`X-Request-Id of the answer, with ${id ?? 'none'} of the app’s`, () =>
        expect(answer).toHaveHeader('x-request-id', ID),
      );
      await step(`ids in all headers X-Request-Id, with ${id ?? 'none'} of the app’s`, () =>
        expect(listIds(answer.headers['x-request-id'], earlier)).toEqual([answer.headers['x-request-id']]),
      );
      made.add(answer.headers['x-request-id']!);
    }
    await step('different ids that were made for six requests', () => expect(made.size).toBe(6));

    customers.respond(() => ({ status: 500 }));
    for (const path of ['/home', '/nothing'])
      expect(await shop.ask(path, { 'x-request-id': given })).toHaveHeader('x-request-id', given);
  });

  it('keep a text one value, and nothing but it goes on', async () => {
    const odd = ['&', '#', '+', '%', '=', '?', ' ', '/', 'ü'];
    const anOddText = () => random.shuffle([random.word(), ...odd, random.word()]).join('');
    const shop = new Shop([anOrder(anOddText()), anOrder(anOddText())]);
    const q = `${anOddText()}&user=${random.word()}`;

    expectJson(await shop.ask(`/home?admin=true&q=${encodeURIComponent(q)}&limit=100000`), shop.home());

    const { path } = orders.requests[0]!;
    await step(`the query of GET ${path} to orders`, () =>
      expect([...new URL(path, orders.url).searchParams]).toEqual([['q', q]]),
    );
    await step('skus that stock was asked for', () =>
      expect(skusIn(stock.requests[0]!.path).sort()).toEqual(shop.orders.map(({ sku }) => sku).sort()),
    );
  });

  it('take no id that leads elsewhere', async () => {
    const shop = new Shop();
    orders.respond(() => ({ json: shop.orders[0] }));
    const { id } = shop.orders[0]!;
    expect(await shop.ask(`/orders/${id}`)).toHaveStatus(200);

    for (const bad of [
      '..%2Fadmin',
      '..%2f..%2fmetrics',
      `${id}%2Fcancel`,
      `${id}%3Fadmin=true`,
      `${id}%23`,
      `${id}%0A`,
      '%2E%2E',
      'x'.repeat(33),
    ]) {
      const before = orders.requests.length;
      const answer = await shop.ask(`/orders/${bad}`);
      await step(`addresses that orders was asked for, after GET /orders/${bad}`, () =>
        expect(orders.requests.slice(before).map(({ path }) => path)).toEqual([]),
      );
      expectApology(answer, 404);
    }
  });
});
