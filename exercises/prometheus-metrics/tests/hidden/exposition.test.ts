import { load, random, step, subject } from '@touchstone/kit';
import {
  aCarrier,
  anAddress,
  DURATIONS,
  expectCounted,
  gatherCalls,
  HUB_CALLS,
  IN_FLIGHT,
  keepTestsApart,
  readCounts,
  readMeasured,
  REQUESTS,
  scrape,
  send,
  sendParcel,
  subtract,
} from './desk.ts';

keepTestsApart();

describe('Exposition', () => {
  it('has the content type of version 0.0.4, and ends with a line feed', async () => {
    await sendParcel(await aCarrier());

    const answer = await subject.get('/metrics');

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveHeader('content-type', /^text\/plain; *version=0\.0\.4 *(;|$)/);
    await step('the last character of the body', () => expect(answer.text.at(-1)).toBe('\n'));
  });

  it('declares every metric with its type and a help text', async () => {
    const since = await scrape();
    await sendParcel(await aCarrier());
    const metrics = await expectCounted(since, { 'PUT /carriers 204': 1, 'POST /parcels 201': 1 });

    const families = [REQUESTS, DURATIONS, IN_FLIGHT, HUB_CALLS].map((name) => metrics.family(name));

    await step('their types', () =>
      expect(Object.fromEntries(families.map(({ name, type }) => [name, type]))).toEqual({
        [REQUESTS]: 'counter',
        [DURATIONS]: 'histogram',
        [IN_FLIGHT]: 'gauge',
        [HUB_CALLS]: 'counter',
      }),
    );
    for (const { name, help } of families)
      await step(`the help text of ${name}`, () => expect(help).toMatch(/\w/));
  });

  it('does not show the scrape itself', async () => {
    const since = await scrape();

    for (let n = 0; n < 3; n += 1) await scrape();
    await send('GET', `/parcels/${random.word()}`);
    const now = await expectCounted(since, { 'GET /parcels/:id 404': 1 });

    await step(`what ${DURATIONS} measured in this test, by method and route`, () =>
      expect(subtract(readMeasured(now), readMeasured(since))).toEqual({ 'GET /parcels/:id': 1 }),
    );
  });

  it('stays readable while many requests run, with counters that never go down', async () => {
    const carrier = await aCarrier();
    const id = await sendParcel(carrier);
    let last = await scrape();
    const look = async () => {
      const now = await scrape();
      now.histograms(DURATIONS);
      const gone = Object.entries(subtract(readCounts(now), readCounts(last))).filter(([, by]) => by < 0);
      await step(`counts of ${REQUESTS} that went down`, () => expect(gone).toEqual([]));
      last = now;
    };

    for (let round = 0; round < 3; round += 1) {
      gatherCalls(6);
      const parcels = load(12, 6, () => send('POST', '/parcels', { carrier, to: anAddress() }));
      const reads = await load<unknown>(20, 4, (index) =>
        index % 5 === 0 ? scrape() : send('GET', `/parcels/${id}/address`),
      );
      const { errors } = await parcels;
      await step('requests and scrapes that failed', () => expect([...errors, ...reads.errors]).toEqual([]));
      await look();
    }
  });
});
