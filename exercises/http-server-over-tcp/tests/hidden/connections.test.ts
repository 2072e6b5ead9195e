import { random, step } from '@touchstone/kit';
import {
  aText,
  Client,
  expectBody,
  expectStatus,
  logOf,
  request,
  storeNote,
  toWire,
  untilRead,
} from './wire.ts';

const MANY = 24;

describe('Connections', () => {
  it('stay open for the next request, until the client asks to close', async () => {
    const [first, second] = [toWire(aText()), toWire(aText())];
    const client = await Client.open();

    await client.send(request('POST /echo', { body: first }));
    await client.expectAnswer('POST /echo', 200, first);
    await client.send(request(`GET /${random.word(12)}`));
    await client.expectAnswer('a second request on the same connection, for what is not there', 404);
    await client.send(request('POST /echo', { headers: ['Connection: x-radio, Close'], body: second }));
    const last = await client.expectAnswer('a third request, with Connection: x-radio, Close', 200, second);

    await step('the Connection header of the last answer', () =>
      expect(last.headers.connection?.toLowerCase()).toBe('close'),
    );
    await client.expectClosed('after an answer with Connection: close');
  });

  it('of HTTP/1.0 end with the answer, unless the client asks to keep them', async () => {
    const lines = random.integer(3000, 5000);
    const [plain, kept, long] = [await Client.open(), await Client.open(), await Client.open()];

    await plain.send('GET /notes HTTP/1.0\r\n\r\n');
    await plain.expectAnswer('GET /notes in HTTP/1.0', 200);
    await plain.expectClosed('after an answer to HTTP/1.0');

    await kept.send('GET /notes HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n');
    const first = await kept.expectAnswer('GET /notes in HTTP/1.0 with Connection: Keep-Alive', 200);
    await step('its Connection header', () =>
      expect(first.headers.connection?.toLowerCase()).toBe('keep-alive'),
    );
    await kept.send('GET /notes HTTP/1.0\r\n\r\n');
    await kept.expectAnswer('a second request on the connection that was kept', 200);
    await kept.expectClosed('after a second request without Connection: Keep-Alive');

    await long.send(`GET /log?lines=${lines} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n`);
    const log = await long.answer('GET /log in HTTP/1.0');
    await step('what says where the log ends for HTTP/1.0', () => expect(log.framing).toBe('close'));
    await expectBody('GET /log in HTTP/1.0', log, logOf(lines));
  });

  it('wait for nobody else', async () => {
    const text = aText();
    const wire = request('POST /notes', { body: toWire(text) });
    await Client.open(); // never says a word
    const halves = Array.from({ length: MANY }, (_, at) => ({
      // Some stop in the headers, some in the body.
      cut: at % 2 === 0 ? random.integer(3, 40) : wire.length - random.integer(1, 6),
      client: null as Client | null,
    }));
    for (const half of halves) {
      half.client = await Client.open();
      await half.client.send(wire.slice(0, half.cut));
    }

    await step(`GET /notes while ${MANY} others have sent half a request`, () => untilRead());
    await step('POST /notes at the same time', () => storeNote(text));

    for (const { client, cut } of halves.reverse()) {
      await client?.send(wire.slice(cut));
      await client?.expectAnswer('POST /notes, once its second half has come', 201);
    }
  });

  it('answer requests that came together in their order', async () => {
    const text = aText();
    const lines = random.integer(3000, 5000);
    const echoed = toWire(aText());
    const client = await Client.open();

    await client.send(
      [
        request(`GET /log?lines=${lines}`),
        request('POST /notes', { body: toWire(text) }),
        request('POST /echo', { body: echoed }),
        request('GET /log?lines=3'),
        request('GET /notes', { headers: ['Connection: close'] }),
        request('POST /notes', { body: 'too late' }),
      ].join(''),
    );

    const place = (number: number, what: string) => `answer ${number} to six requests in one piece (${what})`;
    await client.expectAnswer(place(1, 'a long log'), 200, logOf(lines));
    const stored = await client.expectAnswer(place(2, 'POST /notes'), 201);
    await client.expectAnswer(place(3, 'POST /echo'), 200, echoed);
    await client.expectAnswer(place(4, 'a log of 3 lines'), 200, logOf(3));
    const listed = await client.answer(place(5, 'GET /notes'));
    await expectStatus(place(5, 'GET /notes'), listed, 200);
    await step('the last of the notes in it', () =>
      expect((JSON.parse(listed.body) as unknown[]).at(-1)).toEqual(JSON.parse(stored.body)),
    );
    await client.expectClosed('after the answer to the request with Connection: close');
  });
});
