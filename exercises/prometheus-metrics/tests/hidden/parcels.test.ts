import { random, step } from '@touchstone/kit';
import { aCarrier, anAddress, hub, keepTestsApart, send, sendParcel, sendText } from './desk.ts';

keepTestsApart();

describe('Parcels', () => {
  it('are sent through the hub, found and deleted', async () => {
    const [carrier, to] = [await aCarrier(), anAddress()];

    const id = await sendParcel(carrier, to);

    await step('what the hub was asked', () =>
      expect(hub.requests.map(({ method, path, json }) => [method, path, json])).toEqual([
        ['POST', '/labels', { carrier, to }],
      ]),
    );
    const parcel = await send('GET', `/parcels/${id}`);
    expect(parcel).toHaveStatus(200);
    expect(parcel).toHaveJson({ id, carrier, to });
    const address = await send('GET', `/parcels/${id}/address`);
    await step('the address', () => expect(address.json).toEqual({ to }));
    expect(await send('GET', `/parcels/${id}/${random.word()}`)).toHaveStatus(404);
    expect(await send('DELETE', `/parcels/${id}`)).toHaveStatus(204);
    expect(await send('GET', `/parcels/${id}`)).toHaveStatus(404);
    expect(await send('DELETE', `/parcels/${id}`)).toHaveStatus(404);
  });

  it('are refused with 502 when the hub prints no label', async () => {
    const carrier = await aCarrier();
    for (const [what, failure] of [
      ['a hub that answers 503', { status: 503 }],
      ['a hub that answers 404', { status: 404 }],
      ['a hub that does not answer', { drop: true }],
    ] as const) {
      hub.respond(() => failure);
      await step(what, async () =>
        expect(await send('POST', '/parcels', { carrier, to: anAddress() })).toHaveStatus(502),
      );
    }
  });

  it('are refused with 400 when they are none', async () => {
    const carrier = await aCarrier();
    const wrong = [
      {},
      { carrier },
      { carrier, to: '' },
      { carrier, to: 7 },
      { carrier: random.word(), to: anAddress() },
    ];

    for (const json of wrong) {
      await step(`POST /parcels with ${JSON.stringify(json)}`, async () => {
        const answer = await send('POST', '/parcels', json);
        expect(answer).toHaveStatus(400);
        expect(answer).toHaveJson({ error: expect.any(String) });
      });
    }
    await step('POST /parcels with half a body', async () =>
      expect(await sendText('POST', '/parcels', '{"carrier": "')).toHaveStatus(400),
    );
    await step('PUT /carriers with an empty list', async () =>
      expect(await send('PUT', '/carriers', { names: [] })).toHaveStatus(400),
    );
    await step('calls to the hub', () => expect(hub.requests.map(({ body }) => body)).toEqual([]));
  });
});
