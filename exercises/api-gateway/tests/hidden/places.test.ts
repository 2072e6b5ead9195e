import { sleep, step, subject, type HttpResponse, type UpstreamAnswer } from '@touchstone/kit';
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

const PLACES = 4;

interface Round {
  readonly last: Shop;
  readonly fifth: HttpResponse;
  readonly four: readonly HttpResponse[];
  /** How many of the four were answered before the fifth. */
  readonly before: number;
  /** Calls to the service until the fifth was answered. */
  readonly calls: number;
}

/**
 * Four requests whose calls a service holds back, and a fifth of a customer without orders. Again when the machine was so busy that
 * the four ran out of time.
 */
async function fill(shop: Shop, name: 'orders' | 'points'): Promise<Round> {
  for (let round = 1; ; round += 1) {
    const last = new Shop([]);
    const held = new Gate();
    let calls = 0;
    customers.respond(({ headers }) =>
      headers['authorization'] === last.token ? last.answerMe() : shop.answerMe(),
    );
    orders.respond(async (request) => {
      if (name === 'orders') {
        calls += 1;
        await held.opened;
      }
      return (request.headers['x-user-id'] === last.me.id ? last : shop).answerOrders(request);
    });
    points.respond(async ({ headers }) => {
      if (name === 'points') {
        calls += 1;
        await held.opened;
      }
      return (headers['x-user-id'] === last.me.id ? last : shop).answerPoints();
    });
    stock.respond(shop.answerStock);

    let answered = 0;
    const four = Array.from({ length: PLACES }, async () => {
      const answer = await shop.ask();
      answered += 1;
      return answer;
    });
    const giveUpAt = performance.now() + PATIENCE_MS / 2;
    while (calls < PLACES && answered < PLACES && performance.now() < giveUpAt) await sleep(5);
    let fifth = await last.ask();
    // The four may not have left their places at orders yet: that is another story than the one about points.
    for (let i = 0; i < 20 && name === 'points' && fifth.status === 503; i += 1) {
      await sleep(10);
      fifth = await last.ask();
    }
    const [before, callsBefore] = [answered, calls];
    held.open();
    const result = { last, fifth, four: await Promise.all(four), before, calls: callsBefore };
    if (before === 0 || round === 3) return result;
  }
}

describe('Places', () => {
  it('are four at each service: a fifth call is not made and does not wait', async () => {
    const shop = new Shop();

    const atPoints = await fill(shop, 'points');
    await step('requests that were answered before a fifth, while points held the calls of four', () =>
      expect(atPoints.before).toBe(0),
    );
    await step('calls under way at points with five requests for the home screen', () =>
      expect(atPoints.calls).toBe(PLACES),
    );
    await step('the fifth', () => expectJson(atPoints.fifth, atPoints.last.home(['points'])));
    for (const answer of atPoints.four) await step('one of the four', () => expectJson(answer, shop.home()));

    const atOrders = await fill(shop, 'orders');
    await step('requests that were answered before a fifth, while orders held the calls of four', () =>
      expect(atOrders.before).toBe(0),
    );
    await step('the fifth, while orders held the calls of four', () => {
      expectApology(atOrders.fifth, 503);
      expect(atOrders.fifth).toHaveHeader('retry-after', '1');
    });
    for (const answer of atOrders.four) await step('one of the four', () => expectJson(answer, shop.home()));
  });

  it('come back after calls that failed', async () => {
    const shop = new Shop();
    const failures: Record<string, UpstreamAnswer> = {
      'status 500': { status: 500 },
      'something that is no JSON': { text: '<h1>Welcome</h1>' },
      nothing: { stall: true },
    };
    try {
      for (const [what, failure] of Object.entries(failures)) {
        points.respond(() => failure);
        await Promise.all(Array.from({ length: PLACES }, () => shop.ask()));
        points.respond(shop.answerPoints);

        await step(`points is well again, after ${PLACES} calls that it answered with ${what}`, async () =>
          expectJson(await shop.ask(), shop.home()),
        );
      }
    } finally {
      // A program that forgets to give them back has none left for other tests.
      await subject.restart();
    }
  });
});
