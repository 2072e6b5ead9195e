import { random, step } from '@touchstone/kit';
import {
  Gate,
  Shop,
  aSku,
  anOrder,
  countCalls,
  expectApology,
  expectJson,
  orders,
  points,
  skusIn,
  stock,
} from './shop.ts';

describe('Screens', () => {
  it('show what they are made for, and nothing that is the services’ own business', async () => {
    const shop = new Shop([anOrder(), anOrder()], true);
    const home = await shop.ask();
    expectJson(home, shop.home());
    expect(home).toHaveHeader('content-type', /^application\/json/);

    const order = random.pick(shop.orders);
    expectJson(await shop.ask(`/orders/${order.id}`), shop.order(order));
    expectApology(await shop.ask(`/orders/${random.word(11)}`), 404);
    expectApology(await shop.ask(`/${random.word(11)}`), 404);

    stock.respond(() => ({ json: { items: [] } }));
    await step('stock knows none of the skus', async () =>
      expectJson(await shop.ask(), { ...shop.home(['stock']), missing: [] }),
    );
  });

  it('ask stock once for all orders, with each sku once, and not at all for none', async () => {
    const skus = [aSku(), aSku(), aSku()];
    const shop = new Shop(random.shuffle([...skus, ...skus, ...skus]).map((sku) => anOrder(sku)));

    expectJson(await shop.ask(), shop.home());

    await step('how often each service was asked for one home screen with nine orders of three skus', () =>
      expect(countCalls()).toEqual({ customers: 1, orders: 1, points: 1, stock: 1 }),
    );
    await step('skus that stock was asked for', () =>
      expect(skusIn(stock.requests[0]!.path).sort()).toEqual([...skus].sort()),
    );

    const empty = new Shop([]);
    expectJson(await empty.ask(), empty.home());
    await step('requests to stock after another home screen, without orders', () =>
      expect(stock.requests.length).toBe(1),
    );
  });

  it('ask orders and points at the same time', async () => {
    const shop = new Shop();
    const [ordersAsked, pointsAsked] = [new Gate(), new Gate()];
    orders.respond(async (request) => {
      ordersAsked.open();
      await pointsAsked.opened;
      return shop.answerOrders(request);
    });
    points.respond(async () => {
      pointsAsked.open();
      await ordersAsked.opened;
      return shop.answerPoints();
    });

    await step('orders and points each answered once the other was asked, too', async () =>
      expectJson(await shop.ask(), shop.home()),
    );
  });

  it('ask stock as soon as the orders are there', async () => {
    const shop = new Shop();
    const stockAsked = new Gate();
    points.respond(async () => {
      await stockAsked.opened;
      return shop.answerPoints();
    });
    stock.respond((request) => {
      stockAsked.open();
      return shop.answerStock(request);
    });

    await step('points answered once stock was asked', async () => expectJson(await shop.ask(), shop.home()));
  });
});
