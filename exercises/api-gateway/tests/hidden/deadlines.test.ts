import { once } from 'node:events';
import { createServer, request as open } from 'node:http';
import { eventually, random, sleep, step, subject, type UpstreamRequest } from '@touchstone/kit';
import {
  Gate,
  PATIENCE_MS,
  Shop,
  customers,
  expectApology,
  expectJson,
  orders,
  points,
  stock,
} from './shop.ts';

/** When a first attempt fails: in the midst of its second, so that another second would end much later. */
const FAILS_AFTER_MS = 500;

/** How much later another app asks. Its calls run out of time later, too, however busy the machine is. */
const LATER_MS = 150;

/** A program that forgets about calls which ran out of time would have fewer places for other tests. */
const startAnew = () => subject.restart();

describe('Deadlines', () => {
  it('show the rest without points that say nothing, and 504 without orders', async () => {
    const [one, other] = [new Shop(), new Shop()];
    customers.respond(({ headers }) =>
      headers['authorization'] === one.token ? one.answerMe() : other.answerMe(),
    );
    orders.respond((request) => {
      if (request.headers['x-user-id'] === other.me.id) return { stall: true };
      return one.answerOrders(request);
    });
    points.respond(({ headers }) => {
      if (headers['x-user-id'] === one.me.id) return { stall: true };
      return other.answerPoints();
    });
    stock.respond((request) => one.answerStock(request));

    const [withoutPoints, withoutOrders] = await Promise.all([one.ask(), other.ask()]);
    await startAnew();

    await step('points took the request and said nothing', () =>
      expectJson(withoutPoints, one.home(['points'])),
    );
    await step('orders took the request and said nothing', () => expectApology(withoutOrders, 504));
    await step('how often they were asked, who did not answer in time', () => {
      const isOf =
        ({ me }: Shop) =>
        (request: UpstreamRequest) =>
          request.headers['x-user-id'] === me.id;
      expect([points.requests.filter(isOf(one)).length, orders.requests.filter(isOf(other)).length]).toEqual([
        1, 1,
      ]);
    });
  });

  it('are for the whole answer, and end the call', async () => {
    const shop = new Shop();
    let asked = 0;
    let closed = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.on('close', () => (closed += 1));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
      response.write('{"points":');
    });
    await points.stop();
    server.listen(Number(new URL(points.url).port), '127.0.0.1');
    await once(server, 'listening');
    try {
      await step('points sent the first ten bytes of an answer, and then no more', async () =>
        expectJson(await shop.ask(), shop.home(['points'])),
      );
      await step('calls to points, and those that the program has closed when they ran out of time', () =>
        eventually(() => expect({ asked, closed }).toEqual({ asked: 1, closed: 1 }), PATIENCE_MS / 2),
      );
    } finally {
      const ended = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await ended;
      await points.start();
      await startAnew();
    }
  });

  it('are for both attempts together', async () => {
    const [one, other] = [new Shop(), new Shop([])];
    const isOfOne = ({ headers }: UpstreamRequest) => headers['x-user-id'] === one.me.id;
    const countAttempts = () => points.requests.filter(isOfOne).length;
    customers.respond(({ headers }) =>
      headers['authorization'] === one.token ? one.answerMe() : other.answerMe(),
    );
    orders.respond((request) => (isOfOne(request) ? one : other).answerOrders(request));
    stock.respond((request) => one.answerStock(request));
    points.respond(async (request) => {
      if (!isOfOne(request) || countAttempts() > 1) return { stall: true };
      await sleep(FAILS_AFTER_MS);
      return { status: 503 };
    });
    const answered: string[] = [];
    const ask = async (shop: Shop, name: string) => {
      const answer = await shop.ask();
      answered.push(name);
      return answer;
    };

    const asked = ask(one, 'the first');
    await until('points is asked', () => countAttempts() > 0);
    await sleep(LATER_MS);
    const answers = await Promise.all([asked, ask(other, 'the later one')]);
    await startAnew();

    await step(
      `which of two apps was answered first: points said 503 to the first after ${FAILS_AFTER_MS} ms and nothing to its second attempt; the later one asked ${LATER_MS} ms behind it, and points said nothing`,
      () => expect(answered).toEqual(['the first', 'the later one']),
    );
    for (const [i, shop] of [one, other].entries())
      await step('what they were answered', () => expectJson(answers[i]!, shop.home(['points'])));
  });

  it('end with the app: when it hangs up, nobody is asked any more', async () => {
    // A machine that is busy may let the call run out of time, which ends it, too: hence more than once.
    for (let round = 1; round <= 3; round += 1) {
      const gone = new Shop();
      const shop = new Shop();
      const held = new Gate();
      const isOfGone = (token: string | undefined) => token === gone.token;
      customers.respond(async ({ headers }) => {
        if (!isOfGone(headers['authorization'])) return shop.answerMe();
        await held.opened;
        return gone.answerMe();
      });
      const app = open(`${subject.url}/home`, { headers: { authorization: gone.token }, agent: false });
      app.on('error', () => undefined);
      app.end();
      await until('the request of an app comes to customers', () =>
        customers.requests.some(({ headers }) => isOfGone(headers['authorization'])),
      );

      app.destroy();
      await sleep(20);
      // What others are answered behind it shows that the program had the time to notice.
      expectJson(await shop.ask(), shop.home());
      held.open();
      for (let i = 0; i < 2; i += 1) expectJson(await shop.ask(), shop.home());

      await step('requests to orders for an app that had hung up while customers was being asked', () =>
        expect(orders.requests.filter(({ headers }) => headers['x-user-id'] === gone.me.id).length).toBe(0),
      );
    }
  });
});

async function until(what: string, holds: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS / 2;
  while (!holds() && performance.now() < giveUpAt) await sleep(5);
  await step(what, () => expect(holds()).toBe(true));
}
