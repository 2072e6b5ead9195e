import { random, step } from '@touchstone/kit';
import {
  aCarrier,
  DURATIONS,
  expectCounted,
  findLabelValues,
  HUB_CALLS,
  IN_FLIGHT,
  keepTestsApart,
  REQUESTS,
  scrape,
  send,
  sendParcel,
} from './desk.ts';

keepTestsApart();

/** Names of labels, `le` aside, by metric. */
const OWN_LABELS: Readonly<Record<string, readonly string[]>> = {
  [REQUESTS]: ['method', 'route', 'status'],
  [DURATIONS]: ['method', 'route'],
  [IN_FLIGHT]: [],
  [HUB_CALLS]: ['carrier', 'outcome'],
};

describe('Labels', () => {
  it('name the route, not the parcel', async () => {
    const since = await scrape();
    const known = await sendParcel(await aCarrier());
    const word = random.word(12);
    const ids = [
      known,
      `${random.integer(10_000_000, 99_999_999)}`,
      random.uuid(),
      `${word}@${word}.example`,
      `${word}%20${word}`,
      'address',
    ];

    for (const id of ids) {
      await send('GET', `/parcels/${id}`);
      await send('GET', `/parcels/${id}/address`);
      await send('DELETE', `/parcels/${random.uuid()}`);
    }

    const metrics = await expectCounted(since, {
      'PUT /carriers 204': 1,
      'POST /parcels 201': 1,
      'GET /parcels/:id 200': 1,
      'GET /parcels/:id 404': 5,
      'GET /parcels/:id/address 200': 1,
      'GET /parcels/:id/address 404': 5,
      'DELETE /parcels/:id 404': 6,
    });
    for (const part of [word, ...ids.slice(0, 3)])
      await step(`values of labels with "${part}" in them`, () =>
        expect(findLabelValues(metrics, part)).toEqual([]),
      );
  });

  it('put all paths that do not exist together', async () => {
    const since = await scrape();
    const word = random.word(12);
    const paths = [
      `/${word}`,
      `/${word}/login.php`,
      `/parcels/${word}/${word}`,
      `/parcels/${word}/address/${word}`,
      `/parcel/${word}`,
      `/carriers/${word}`,
      '/',
    ];

    for (const path of paths)
      await step(`GET ${path}`, async () => expect(await send('GET', path)).toHaveStatus(404));

    const metrics = await expectCounted(since, { 'GET unmatched 404': paths.length });
    await step(`values of labels with "${word}" in them`, () =>
      expect(findLabelValues(metrics, word)).toEqual([]),
    );
  });

  it('say unmatched for a method that a path does not have', async () => {
    const since = await scrape();

    for (const [method, path] of [
      ['GET', '/carriers'],
      ['PUT', '/parcels'],
      ['DELETE', '/carriers'],
      ['PATCH', `/parcels/${random.word()}`],
      ['POST', `/parcels/${random.word()}/address`],
      // Only a GET is the scrape.
      ['POST', '/metrics'],
    ] as const)
      await step(`${method} ${path}`, async () => expect(await send(method, path)).toHaveStatus(404));

    await expectCounted(since, {
      'GET unmatched 404': 1,
      'PUT unmatched 404': 1,
      'DELETE unmatched 404': 1,
      'PATCH unmatched 404': 1,
      'POST unmatched 404': 2,
    });
  });

  it('put all methods that nobody knows together', async () => {
    const since = await scrape();
    const methods = random
      .shuffle(['PROPFIND', 'MKCOL', 'PURGE', 'REPORT', 'LOCK', 'SEARCH', 'MOVE'])
      .slice(0, 5);

    for (const method of methods) {
      const path = random.pick(['/parcels', '/carriers', `/parcels/${random.word()}`, `/${random.word()}`]);
      await step(`${method} ${path}`, async () => expect(await send(method, path)).toHaveStatus(404));
    }

    await expectCounted(since, { 'other unmatched 404': methods.length });
  });

  it('leave out what stands behind the question mark', async () => {
    const since = await scrape();
    const word = random.word(12);

    for (let n = 0; n < 3; n += 1) {
      await send('GET', `/parcels/${random.uuid()}?trace=${word}${n}`);
      await send('GET', `/${random.word()}?trace=${word}${n}`);
    }

    const metrics = await expectCounted(since, { 'GET /parcels/:id 404': 3, 'GET unmatched 404': 3 });
    await step(`values of labels with "${word}" in them`, () =>
      expect(findLabelValues(metrics, word)).toEqual([]),
    );
  });

  it('are those of the statement and no others', async () => {
    const since = await scrape();
    await sendParcel(await aCarrier());
    await send('GET', `/${random.word()}`);

    const metrics = await expectCounted(since, {
      'PUT /carriers 204': 1,
      'POST /parcels 201': 1,
      'GET unmatched 404': 1,
    });

    for (const [name, labels] of Object.entries(OWN_LABELS)) {
      const found = metrics.family(name).samples.map((sample) =>
        Object.keys(sample.labels)
          .filter((label) => label !== 'le')
          .sort(),
      );
      await step(`labels of ${name}`, () => {
        expect(found.length).toBeGreaterThan(0);
        expect([...new Set(found.map((names) => names.join(', ')))]).toEqual([labels.join(', ')]);
      });
    }
  });
});
