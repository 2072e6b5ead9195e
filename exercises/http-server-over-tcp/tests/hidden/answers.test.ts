import { once } from 'node:events';
import { eventually, random, step, subject } from '@touchstone/kit';
import {
  aText,
  ChunkedBody,
  Client,
  PATIENCE_MS,
  request,
  slowReader,
  storeNote,
  toWire,
  untilRead,
} from './wire.ts';

/** 48 MiB: many times as much as the buffers of the network hold. */
const LONG_LOG_LINES = 393_216;
const LINE_BYTES = 128;
const MOST_MIB_FOR_A_READER = 32;
const MIB = 1024 ** 2;

async function threeGetNotes(): Promise<void> {
  for (let round = 0; round < 3; round += 1) expect(await subject.get('/notes')).toHaveStatus(200);
}

describe('Answers', () => {
  it('to HEAD have the headers of GET and no body, and 204 has none', async () => {
    const path = await storeNote(aText());
    const client = await Client.open();

    await client.send(request(`GET ${path}`));
    const got = await client.expectAnswer('GET of a note', 200);
    await client.send(request(`HEAD ${path}`));
    const head = await client.expectAnswer('HEAD of the note', 200, undefined, 'HEAD');
    await step('the Content-Length for HEAD', () =>
      expect(head.headers['content-length']).toBe(got.headers['content-length']),
    );
    await client.send(request(`DELETE ${path}`));
    const deleted = await client.expectAnswer(
      'DELETE of the note, behind a HEAD on the same connection',
      204,
    );
    await step('what says how long the body of a 204 is', () => {
      expect(deleted.headers).not.toHaveProperty('content-length');
      expect(deleted.headers).not.toHaveProperty('transfer-encoding');
    });
    await client.send(request(`GET ${path}`));
    await client.expectAnswer('GET of the deleted note, behind a 204 on the same connection', 404);
  });

  it('that refuse a request leave none of its body behind', async () => {
    const path = await storeNote(aText());
    const body = request(`DELETE ${path}`);
    const client = await Client.open();

    await client.send(request(`POST /${random.word(12)}`, { body }) + request(`GET ${path}`));
    await client.expectAnswer('POST with a body to a path that is not there', 404);
    await client.expectAnswer('the GET of a note behind it', 200);

    await client.send(request('PUT /notes', { body }) + request(`GET ${path}`));
    const refused = await client.expectAnswer('PUT /notes with a body', 405);
    await step('its Allow header', () =>
      expect(refused.headers.allow?.split(/ *, */).sort()).toEqual(['GET', 'HEAD', 'POST']),
    );
    await client.expectAnswer('the GET of a note behind it', 200);
  });

  it('come in chunks, as fast as their client reads and no faster', async () => {
    await subject.restart(); // what earlier tests made it grow by is not counted
    await subject.get('/log?lines=4000');
    const before = await subject.usage();
    const reader = await slowReader(request(`GET /log?lines=${LONG_LOG_LINES}`));

    await step('GET /notes while a client does not read its log', () => untilRead());
    await untilRead();
    const after = await subject.usage();
    await step('MiB that the program grew by while a client did not read a log of 48 MiB', () =>
      expect(Math.round((after.memoryBytes - before.memoryBytes) / MIB)).toBeLessThan(MOST_MIB_FOR_A_READER),
    );

    const log = new ChunkedBody();
    reader.on('data', (piece: Buffer) => log.add(piece));
    await eventually(() => expect(log.isComplete).toBe(true), 10_000).catch(() => undefined);
    reader.destroy();
    await step('the log, once the client reads on', () =>
      expect({ bytes: log.bytes, lastLine: Number(log.end) }).toEqual({
        bytes: LONG_LOG_LINES * LINE_BYTES,
        lastLine: LONG_LOG_LINES,
      }),
    );
  });

  it('go on for everybody when a client leaves in the middle', async () => {
    const text = aText();
    const path = await storeNote(text);
    const witness = await Client.open();

    for (const lines of [LONG_LOG_LINES, random.integer(300_000, LONG_LOG_LINES)]) {
      const leaver = await slowReader(request(`GET /log?lines=${lines}`));
      leaver.resetAndDestroy();
      await once(leaver, 'close');
      await step('three new clients, after another one left in the middle of its answer', () =>
        eventually(threeGetNotes, PATIENCE_MS),
      );
    }
    await witness.send(request('POST /echo', { body: toWire(text) }));
    await witness.expectAnswer('a client that was there all the time', 200, toWire(text));

    const note = await subject.get(path);
    await step('a note that was stored before', () => {
      expect(note).toHaveStatus(200);
      expect(note).toHaveJson({ text });
    });
  });
});
