import { load, random, step } from '@touchstone/kit';
import {
  aCarrier,
  anAddress,
  expectCounted,
  gatherCalls,
  hub,
  keepTestsApart,
  readCounts,
  scrape,
  send,
  sendParcel,
  sendText,
  subtract,
} from './desk.ts';

keepTestsApart();

describe('Requests', () => {
  it('are counted by method, route and status', async () => {
    const since = await scrape();
    const carrier = await aCarrier();
    const ids = [await sendParcel(carrier), await sendParcel(carrier), await sendParcel(carrier)];

    for (const id of ids) await send('GET', `/parcels/${id}`);
    await send('GET', `/parcels/${ids[0]}/address`);
    await send('DELETE', `/parcels/${ids[1]}`);
    await send('GET', `/parcels/${ids[1]}`);
    await send('GET', `/parcels/${ids[1]}/address`);
    await send('DELETE', `/parcels/${ids[1]}`);

    await expectCounted(since, {
      'PUT /carriers 204': 1,
      'POST /parcels 201': 3,
      'GET /parcels/:id 200': 3,
      'GET /parcels/:id 404': 1,
      'GET /parcels/:id/address 200': 1,
      'GET /parcels/:id/address 404': 1,
      'DELETE /parcels/:id 204': 1,
      'DELETE /parcels/:id 404': 1,
    });
  });

  it('are counted when they are refused or fail, too', async () => {
    const since = await scrape();
    const carrier = await aCarrier();
    await send('POST', '/parcels', { carrier: random.word(), to: anAddress() });
    await send('PUT', '/carriers', { names: [] });
    hub.respond(() => ({ status: 500 }));
    await send('POST', '/parcels', { carrier, to: anAddress() });
    hub.respond(() => ({ drop: true }));
    await send('POST', '/parcels', { carrier, to: anAddress() });

    await expectCounted(since, {
      'PUT /carriers 204': 1,
      'POST /parcels 400': 1,
      'PUT /carriers 400': 1,
      'POST /parcels 502': 2,
    });
  });

  it('belong to their route also when their body is no JSON', async () => {
    const since = await scrape();

    await step('half a body', async () => {
      expect(await sendText('POST', '/parcels', `{"carrier": "${random.word()}`)).toHaveStatus(400);
      expect(await sendText('PUT', '/carriers', '{"names": [')).toHaveStatus(400);
    });

    await expectCounted(since, { 'POST /parcels 400': 1, 'PUT /carriers 400': 1 });
  });

  it('are counted on, however often somebody scrapes', async () => {
    const since = await scrape();
    const path = `/parcels/${random.word()}`;

    for (let count = 1; count <= 3; count += 1) {
      await send('GET', path);
      await expectCounted(since, { 'GET /parcels/:id 404': count });
    }
    const scrapes = [await scrape(), await scrape(), await scrape()];

    await step('what was counted in this test, in three scrapes one after the other', () =>
      expect(scrapes.map((metrics) => subtract(readCounts(metrics), readCounts(since)))).toEqual([
        { 'GET /parcels/:id 404': 3 },
        { 'GET /parcels/:id 404': 3 },
        { 'GET /parcels/:id 404': 3 },
      ]),
    );
  });

  it('are counted once each when many run at the same time', async () => {
    const since = await scrape();
    const carrier = await aCarrier();
    gatherCalls(8);

    const { errors } = await load(32, 8, () => send('POST', '/parcels', { carrier, to: anAddress() }));

    await step('requests that failed', () => expect(errors).toEqual([]));
    await expectCounted(since, { 'PUT /carriers 204': 1, 'POST /parcels 201': 32 });
  });
});
