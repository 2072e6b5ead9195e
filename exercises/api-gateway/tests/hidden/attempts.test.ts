import { random, step, type UpstreamAnswer } from '@touchstone/kit';
import { Shop, expectApology, expectJson, orders, points } from './shop.ts';

describe('Second attempts', () => {
  it('are made when a connection breaks or a service is out for a moment', async () => {
    const shop = new Shop();
    const failures: Record<string, UpstreamAnswer> = {
      'a connection that broke': { drop: true },
      'half an answer': { json: {}, cut: true },
      'status 502': { status: 502 },
      'status 503': { status: 503 },
      'status 504': { status: 504 },
    };
    for (const [what, failure] of Object.entries(failures)) {
      let [ordersCalls, pointsCalls] = [0, 0];
      orders.respond((request) => ((ordersCalls += 1) === 1 ? failure : shop.answerOrders(request)));
      points.respond(() => ((pointsCalls += 1) === 1 ? failure : shop.answerPoints()));

      await step(`orders and points answered with ${what}, and well after that`, async () =>
        expectJson(await shop.ask(), shop.home()),
      );
    }
  });

  it('are the last, and are not made when they cannot help', async () => {
    const shop = new Shop();
    const plans: [what: string, answer: UpstreamAnswer, calls: number][] = [
      ['status 503, each time', { status: 503 }, 2],
      ['a connection that broke, each time', { drop: true }, 2],
      ['half an answer, each time', { json: {}, cut: true }, 2],
      ['status 500', { status: 500 }, 1],
      [`status 429`, { status: 429, headers: { 'retry-after': '0' } }, 1],
      ['something that is no JSON', { text: random.word() }, 1],
      ['more than 256 KiB', { json: { points: 1, orders: [], notes: 'x'.repeat(300_000) } }, 1],
    ];
    for (const [what, answer, calls] of plans) {
      let [ordersCalls, pointsCalls] = [0, 0];
      points.respond(() => {
        pointsCalls += 1;
        return answer;
      });
      orders.respond(shop.answerOrders);
      await step(`points answered with ${what}`, async () =>
        expectJson(await shop.ask(), shop.home(['points'])),
      );
      await step(`requests to points, which answered with ${what}`, () => expect(pointsCalls).toBe(calls));

      points.respond(shop.answerPoints);
      orders.respond(() => {
        ordersCalls += 1;
        return answer;
      });
      await step(`orders answered with ${what}`, async () => expectApology(await shop.ask(), 502));
      await step(`requests to orders, which answered with ${what}`, () => expect(ordersCalls).toBe(calls));
      await shop.settle();
    }
  });
});
