import { random, step } from '@touchstone/kit';
import { aText, Client, expectStatus, request, toWire, untilRead } from './wire.ts';

const LARGEST_BODY = 1_048_576;

describe('Requests', () => {
  it('may come in pieces of any size', async () => {
    const text = aText();
    const body = toWire(text);
    const wire = request('POST /notes', { body });
    const start = wire.length - body.length;
    const wave = start + body.indexOf(toWire('🌊'));
    const client = await Client.open();

    let sent = 0;
    for (const cut of [
      random.integer(1, 9),
      start - 3,
      start - 1,
      wave + random.integer(1, 3),
      wire.length,
    ]) {
      await client.send(wire.slice(sent, cut));
      await untilRead(); // what follows is another piece
      sent = cut;
    }
    const stored = await client.expectAnswer('POST /notes in five pieces, one cut within a letter', 201);
    await step('the note in its answer', () =>
      expect(JSON.parse(Buffer.from(stored.body, 'latin1').toString())).toMatchObject({ text }),
    );

    const bytes = `${Buffer.from(random.bytes(60)).toString('latin1')}\r\n\r\n\xff`;
    for (const byte of request('POST /echo', { body: bytes })) await client.send(byte);
    await client.expectAnswer('POST /echo byte by byte', 200, bytes);
  });

  it('may have chunked bodies with extensions and trailers', async () => {
    const [first, second] = [toWire(aText()), `\r\n0\r\n\r\n${toWire(aText())}`];
    const chunk = (data: string, extension = '') =>
      `00${data.length.toString(16).toUpperCase()}${extension}\r\n${data}\r\n`;
    const wire = [
      'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n',
      chunk(first, `;level="${random.word()}"`),
      chunk(second),
      `0\r\nX-Checksum: ${random.word()}\r\nX-Count: 2\r\n\r\n`,
    ].join('');
    const cut = wire.indexOf(chunk(second)) + 2; // within a size
    const client = await Client.open();

    await client.send(wire.slice(0, cut));
    await untilRead();
    await client.send(wire.slice(cut));
    await client.expectAnswer('POST /echo in two chunks', 200, first + second);

    const another = toWire(aText());
    await client.send(request('POST /echo', { body: another }));
    await client.expectAnswer('the next request on the connection, behind the trailers', 200, another);
  });

  it('that expect 100 Continue are told to go on, or refused at once', async () => {
    const body = toWire(aText());
    const head = (length: number) =>
      `POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\nExpect: 100-continue\r\n\r\n`;
    const client = await Client.open();

    await client.send(head(body.length));
    const interim = await client.answer('POST /echo with Expect: 100-continue and no body yet');
    await expectStatus('POST /echo with Expect: 100-continue and no body yet', interim, 100);
    await client.send(body);
    await client.expectAnswer('POST /echo, once the body has followed', 200, body);

    const old = await Client.open();
    await old.send(head(body.length).replace('HTTP/1.1', 'HTTP/1.0'));
    await old.send(body);
    await old.expectAnswer('POST /echo of HTTP/1.0 with Expect: 100-continue and a body', 200, body);

    await client.send(head(LARGEST_BODY + random.integer(1, 99)));
    await client.expectAnswer('Expect: 100-continue for a body that is too large', 413);
  });
});
