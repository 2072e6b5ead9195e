import { connect } from 'node:net';
import { eventually, load, random, step, subject } from '@touchstone/kit';
import {
  aCarrier,
  anAddress,
  expectInFlight,
  gatherCalls,
  hub,
  IN_FLIGHT,
  keepTestsApart,
  PATIENCE_MS,
  scrape,
  send,
  sendText,
  startOver,
} from './desk.ts';

keepTestsApart();
beforeAll(startOver);

const MANY = 100;

const readNow = async () => (await scrape()).value(IN_FLIGHT) ?? 0;

/** Requests that are answered may be in it for a second. What the test before may have left behind is its own failure. */
const readInFlight = () =>
  eventually(async () => {
    expect(await readNow()).toBe(0);
    return 0;
  }, 1000).catch(readNow);

async function untilHubHas(calls: { readonly waiting: number }, number: number): Promise<void> {
  await step('calls to the hub that wait for their answer', () =>
    eventually(() => expect(calls.waiting).toBe(number), PATIENCE_MS),
  );
}

describe('In flight', () => {
  it('are the requests that wait for their answer', async () => {
    const carrier = await aCarrier();
    const before = await readInFlight();
    const calls = gatherCalls(MANY);

    const parcels = load(3, 3, () => send('POST', '/parcels', { carrier, to: anAddress() }));
    await untilHubHas(calls, 3);
    await expectInFlight(before + 3, 'while three parcels wait for the hub');
    calls.open();

    await step('requests that failed', async () => expect((await parcels).errors).toEqual([]));
    await expectInFlight(before, 'after three parcels were sent');
  });

  it('are none after errors, and no scrapes', async () => {
    const carrier = await aCarrier();

    await send('GET', `/parcels/${random.word()}`);
    await send('GET', `/${random.word()}`);
    await send('POST', '/parcels', { carrier: random.word(), to: anAddress() });
    await sendText('POST', '/parcels', '{"carrier": "');
    for (const failure of [{ status: 500 }, { drop: true }]) {
      hub.respond(() => failure);
      await send('POST', '/parcels', { carrier, to: anAddress() });
    }

    await expectInFlight(0, 'after six requests that were refused or failed');
  });

  it('are none when clients have hung up', async () => {
    const carrier = await aCarrier();
    const before = await readInFlight();
    const calls = gatherCalls(MANY);
    try {
      const clients = Array.from({ length: 3 }, () => callAndWait(carrier));
      await untilHubHas(calls, clients.length);
      await expectInFlight(before + clients.length, 'while three clients wait');

      for (const client of clients) client.resetAndDestroy();
      calls.open();

      await expectInFlight(before, 'after three clients have hung up and the hub has answered');
    } finally {
      await startOver();
    }
  });
});

/** A client whose connection the test can break. */
function callAndWait(carrier: string) {
  const body = JSON.stringify({ carrier, to: anAddress() });
  const socket = connect({ host: '127.0.0.1', port: subject.port });
  // Being cut is what it is for.
  socket.on('error', () => undefined);
  socket.write(
    `POST /parcels HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  return socket;
}
