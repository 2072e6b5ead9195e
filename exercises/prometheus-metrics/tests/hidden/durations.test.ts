import { random, step } from '@touchstone/kit';
import {
  aCarrier,
  anAddress,
  DURATIONS,
  expectCounted,
  findHistogram,
  hub,
  keepTestsApart,
  readMeasured,
  scrape,
  send,
  sendParcel,
  sendSlowly,
  subtract,
  untilMeasured,
} from './desk.ts';

keepTestsApart();

const BOUNDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, Infinity];

const show = (le: number) => (le === Infinity ? '+Inf' : String(le));

describe('Durations', () => {
  it('have the buckets of the statement', async () => {
    const since = await scrape();
    await sendParcel(await aCarrier());
    await send('GET', `/parcels/${random.word()}`);
    await send('GET', `/${random.word()}`);

    const metrics = await untilMeasured(since, 4);

    for (const { labels, buckets } of metrics.histograms(DURATIONS))
      await step(`bounds of ${DURATIONS}{method="${labels.method}",route="${labels.route}"}`, () =>
        expect(buckets.map(({ le }) => show(le))).toEqual(BOUNDS.map(show)),
      );
  });

  it('are in seconds, and last until the answer', async () => {
    const begin = await scrape();
    const carrier = await aCarrier();
    const since = await untilMeasured(begin, 1);
    hub.respond(() => ({ status: 201, delayMs: 400 }));
    const startedAt = performance.now();

    await send('POST', '/parcels', { carrier, to: anAddress() });

    const now = await untilMeasured(since, 1);
    const elapsed = (performance.now() - startedAt) / 1000;
    const [then, after] = [since, now].map((metrics) => findHistogram(metrics, 'POST', '/parcels'));
    const seconds = (after?.sum ?? 0) - (then?.sum ?? 0);
    await step('what one request adds to the _sum of POST /parcels, when the hub takes 0.4 s', () => {
      expect(seconds).toBeGreaterThan(0.38);
      expect(seconds).toBeLessThanOrEqual(elapsed);
    });
  });

  it('begin when the request arrives, before its body is there', async () => {
    const begin = await scrape();
    const carrier = await aCarrier();
    const since = await untilMeasured(begin, 1);
    const body = JSON.stringify({ carrier, to: anAddress() });

    const answer = await sendSlowly('/parcels', body, 400);

    await step('the answer', () => expect(answer).toMatch(/^HTTP\/1\.1 201 /));
    const now = await untilMeasured(since, 1);
    const [then, after] = [since, now].map((metrics) => findHistogram(metrics, 'POST', '/parcels'));
    await step('what one request adds to the _sum of POST /parcels, when its body takes 0.4 s to come', () =>
      expect((after?.sum ?? 0) - (then?.sum ?? 0)).toBeGreaterThan(0.3),
    );
  });

  it('are counted in every bucket that they fit into', async () => {
    const begin = await scrape();
    const carrier = await aCarrier();
    let since = await untilMeasured(begin, 1);

    for (const delayMs of random.shuffle([0, 70, 160, 330])) {
      hub.respond(() => ({ status: 201, delayMs }));
      await send('POST', '/parcels', { carrier, to: anAddress() });
      const now = await untilMeasured(since, 1);
      const [then, after] = [since, now].map((metrics) => findHistogram(metrics, 'POST', '/parcels'));
      const seconds = (after?.sum ?? 0) - (then?.sum ?? 0);
      // A sum of many is a little wrong: what lies on a bound could be on either side of it.
      const bounds = BOUNDS.filter((bound) => Math.abs(bound - seconds) > 1e-6);
      const countIn = (histogram: typeof after, bound: number) =>
        histogram?.buckets.find(({ le }) => le === bound)?.count ?? 0;
      await step(`what a request of ${seconds.toFixed(3)} s (by _sum) adds to each bucket`, () =>
        expect(
          Object.fromEntries(
            bounds.map((bound) => [show(bound), countIn(after, bound) - countIn(then, bound)]),
          ),
        ).toEqual(Object.fromEntries(bounds.map((bound) => [show(bound), seconds <= bound ? 1 : 0]))),
      );
      since = now;
    }
  });

  it('are measured for every request, whatever its answer', async () => {
    const since = await scrape();
    const carrier = await aCarrier();
    const id = await sendParcel(carrier);
    await send('GET', `/parcels/${id}`);
    await send('GET', `/parcels/${random.word()}`);
    await send('POST', '/parcels', { carrier: random.word(), to: anAddress() });
    hub.respond(() => ({ drop: true }));
    await send('POST', '/parcels', { carrier, to: anAddress() });
    await send('GET', `/${random.word()}`);

    const metrics = await untilMeasured(since, 7);

    await step(`what ${DURATIONS} measured in this test, by method and route`, () =>
      expect(subtract(readMeasured(metrics), readMeasured(since))).toEqual({
        'PUT /carriers': 1,
        'POST /parcels': 3,
        'GET /parcels/:id': 2,
        'GET unmatched': 1,
      }),
    );
    await expectCounted(since, {
      'PUT /carriers 204': 1,
      'POST /parcels 201': 1,
      'POST /parcels 400': 1,
      'POST /parcels 502': 1,
      'GET /parcels/:id 200': 1,
      'GET /parcels/:id 404': 1,
      'GET unmatched 404': 1,
    });
  });
});
