import { random, step, type UpstreamAnswer } from '@touchstone/kit';
import { Shop, customers, expectApology, expectJson, orders, points, stock } from './shop.ts';

const KIB = 1024;

describe('Partial answers', () => {
  it('show the rest when points or stock fail, and say what is missing', async () => {
    const shop = new Shop();
    const failures: Record<string, UpstreamAnswer> = {
      'status 500': { status: 500, json: { points: 1, items: [] } },
      'status 404': { status: 404, text: 'nothing here' },
      'half an answer': { json: { points: 1, items: [] }, cut: true },
      'a page of HTML': { text: '<h1>Welcome</h1>', headers: { 'content-type': 'text/html' } },
      null: { json: null },
      'JSON of another form': { json: { points: 'many', items: [{ sku: shop.orders[0]!.sku }] } },
      'a redirect to a place that answers': {
        status: 302,
        headers: { location: `${customers.url}/elsewhere` },
      },
    };
    customers.respond(({ path }) =>
      path === '/elsewhere' ? { json: { points: 1, items: [] } } : shop.answerMe(),
    );
    for (const [what, answer] of Object.entries(failures)) {
      points.respond(() => answer);
      await step(`points answered with ${what}`, async () =>
        expectJson(await shop.ask(), shop.home(['points'])),
      );
      points.respond(shop.answerPoints);
      stock.respond(() => answer);
      await step(`stock answered with ${what}`, async () =>
        expectJson(await shop.ask(), shop.home(['stock'])),
      );
      stock.respond(shop.answerStock);
    }

    await points.stop();
    await stock.stop();
    await step('points and stock refused connections', async () => {
      expectJson(await shop.ask(), shop.home(['points', 'stock']));
      const [order] = shop.orders;
      expectJson(await shop.ask(`/orders/${order!.id}`), shop.order(order!, ['stock']));
    });
  });

  it('answer 502 when customers or orders fail, and 401 when customers does', async () => {
    const shop = new Shop();
    const [order] = shop.orders;
    for (const [what, answer] of Object.entries({
      'status 500': { status: 500, json: { ...shop.me, ...order, orders: [] } },
      'a page of HTML': { text: '<h1>Welcome</h1>' },
      'JSON of another form': { json: { orders: {} } },
    })) {
      customers.respond(() => answer);
      await step(`customers answered with ${what}`, async () => expectApology(await shop.ask(), 502));
      customers.respond(shop.answerMe);
      orders.respond(() => answer);
      await step(`orders answered with ${what}`, async () => {
        expectApology(await shop.ask(), 502);
        expectApology(await shop.ask(`/orders/${order!.id}`), 502);
      });
      orders.respond(shop.answerOrders);
    }

    customers.respond(() => ({ status: 401, json: { message: 'token expired' } }));
    await step('customers answered with status 401', async () => expectApology(await shop.ask(), 401));
    customers.respond(shop.answerMe);

    await orders.stop();
    await step('orders refused connections', async () => expectApology(await shop.ask(), 502));
    await shop.settle();
  });

  it('tell the app nothing that is from inside', async () => {
    const shop = new Shop();
    const secret = random.word(16);
    const headers = { 'x-internal-token': secret, 'set-cookie': `session=${secret}`, server: secret };

    for (const [what, answer] of Object.entries({
      'status 500 and a text': { status: 500, text: `password ${secret} is wrong`, headers },
      'status 500 and JSON': { status: 500, json: { error: `db ${secret}`, stack: secret }, headers },
      'status 404 and JSON': { status: 404, json: { error: secret, message: secret }, headers },
      'something that is no JSON': { text: `${secret} is no JSON`, headers },
    })) {
      orders.respond(() => answer);
      const answered = await shop.ask(`/orders/${shop.orders[0]!.id}`);
      await step(`orders answered with ${what}, status to the app`, () =>
        expect(answered.status).toBe(answer.status === 404 ? 404 : 502),
      );
      await step(`orders answered with ${what}, text to the app`, () =>
        expect(answered.text).not.toContain(secret),
      );
      await step(`orders answered with ${what}, headers to the app`, () =>
        expect(JSON.stringify(answered.headers)).not.toContain(secret),
      );
    }

    customers.respond(() => ({ ...shop.answerMe(), headers }));
    orders.respond((request) => ({ ...shop.answerOrders(request), headers }));
    points.respond(() => ({ ...shop.answerPoints(), headers }));
    stock.respond((request) => ({ ...shop.answerStock(request), headers }));
    const whole = await shop.ask();
    expectJson(whole, shop.home());
    await step('all services had X-Internal-Token, Set-Cookie and Server, headers to the app', () =>
      expect(JSON.stringify(whole.headers)).not.toContain(secret),
    );

    await orders.stop();
    const refused = await shop.ask();
    await shop.settle();
    expectApology(refused, 502);
    await step('orders refused connections, text to the app', () =>
      expect(refused.text).not.toMatch(
        new RegExp(`${new URL(orders.url).port}|127\\.0\\.0\\.1|ECONN|fetch failed`, 'i'),
      ),
    );
  });

  it('take an answer of 256 KiB and none that is larger', async () => {
    const shop = new Shop();
    const large = (json: object, kib: number) => ({ json: { ...json, notes: 'x'.repeat(kib * KIB) } });
    const inPieces = { headers: { 'transfer-encoding': 'chunked' } };

    points.respond(() => large({ points: shop.total }, 255));
    await step('an answer of 255 KiB from points', async () => expectJson(await shop.ask(), shop.home()));

    points.respond(() => large({ points: shop.total }, 300));
    await step('an answer of 300 KiB from points', async () =>
      expectJson(await shop.ask(), shop.home(['points'])),
    );

    points.respond(() => ({ ...large({ points: shop.total }, 300), ...inPieces }));
    await step('an answer of 300 KiB from points, without Content-Length', async () =>
      expectJson(await shop.ask(), shop.home(['points'])),
    );

    customers.respond(() => ({ ...large(shop.me, 300), ...inPieces }));
    await step('an answer of 300 KiB from customers, without Content-Length', async () =>
      expectApology(await shop.ask(), 502),
    );
  });
});
