import { random, sleep, step } from '@touchstone/kit';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { aPath, ask, askInTurn, openBackEnds, type Name } from './back-ends.ts';
import { Call, clearTheWire, playOnTheWire, until } from './wire.ts';

beforeEach(openBackEnds);
afterEach(clearTheWire);

const CHUNK = Buffer.alloc(64 * 1024, 'x');
const UPLOAD_BYTES = 16 * 1024 * 1024;
/** Far more than the buffers of two connections, and far less than all. */
const MOST_BYTES_UNREAD = 8 * 1024 * 1024;

/** More than the second that a back end has for its answer, which begins when the upload has ended. */
const SLOW_UPLOAD_MS = 2500;

/** Once an answer has begun, it may take its time. */
const SLOW_ANSWER_MS = 3500;

type Exchange = [request: IncomingMessage, response: ServerResponse, name: Name];

/** Back ends that leave requests for the path to the test, and answer others with their names. */
async function holdAt(path: string): Promise<Exchange[]> {
  const held: Exchange[] = [];
  await playOnTheWire((request, response, name) => {
    if (request.url === path) held.push([request, response, name]);
    else response.end(JSON.stringify({ by: name }));
  });
  return held;
}

describe('Streams', () => {
  it('bring an answer as it comes', async () => {
    const path = aPath();
    const held = await holdAt(path);
    const call = new Call(path);
    await until('the request comes to a back end', () => held.length > 0);
    const [, response] = held[0]!;
    let sent = '';

    for (let part = 1; part <= 3; part += 1) {
      const text = `${random.word()}, `;
      sent += text;
      response.write(text);
      await until(
        `part ${part} of an answer comes to the client before the next is sent${part === 3 ? `, ${SLOW_ANSWER_MS} ms after part 2` : ''}`,
        () => call.text === sent,
      );
      if (part === 2) await sleep(SLOW_ANSWER_MS);
    }
    response.end();

    await until('the end of the answer comes to the client', () => call.isWhole);
  });

  it('take no more of an upload than the back end reads, and give it all its time', async () => {
    const path = aPath();
    const held = await holdAt(path);
    const upload = new Call(path, { method: 'POST', headers: ['Content-Length', String(UPLOAD_BYTES)] });
    const pump = new Pump(upload);

    await pump.untilItRests();
    await step('an upload has come to a back end before its end was sent', () => expect(held.length).toBe(1));
    await step(`bytes of ${UPLOAD_BYTES} that the balancer took while the back end read none`, () =>
      expect(pump.taken).toBeLessThan(MOST_BYTES_UNREAD),
    );

    await sleep(SLOW_UPLOAD_MS);
    const [request, response] = held[0]!;
    let received = 0;
    request.on('data', ({ length }: Buffer) => (received += length));
    request.on('end', () => response.end('thanks'));
    await until(
      `an upload is answered after the back end has read nothing for ${SLOW_UPLOAD_MS} ms, and then all`,
      () => upload.isOver,
      12_000,
    );
    await step(`the answer to an upload of which the back end read nothing for ${SLOW_UPLOAD_MS} ms`, () =>
      expect([upload.answer?.statusCode, upload.text]).toEqual([200, 'thanks']),
    );
    await step('bytes that the back end read', () => expect(received).toBe(UPLOAD_BYTES));
  });

  it('break for the client when the back end breaks in the midst of an answer', async () => {
    const path = aPath();
    const held = await holdAt(path);
    const call = new Call(path);
    await until('the request comes to a back end', () => held.length > 0);
    const [, response] = held[0]!;
    response.write('the first half, ');
    await until('the first half comes to the client', () => call.text !== '');

    response.destroy();

    await until('the client’s answer is over, too', () => call.isOver);
    await step('whether the client could take half an answer for a whole one', () =>
      expect(call.isWhole).toBe(false),
    );
    await step('requests to a back end', () => expect(held.length).toBe(1));
  });

  it('end at the back end when the client leaves, and its place is free again', async () => {
    const path = aPath();
    const held = await holdAt(path);
    const call = new Call(path);
    await until('the request comes to a back end', () => held.length > 0);
    const [, response, name] = held[0]!;
    let isOver = false;
    response.on('close', () => (isOver = true));
    response.write('the first half, ');

    call.hangUp();

    await until('the connection to the back end ends after the client has left', () => isOver);
    await step(
      `who answered 3 requests, one after the other, after the request to ${name} has ended`,
      async () => expect(await askInTurn(3)).toContain(name),
    );
  });
});

/** Sends as much of an upload as the other side takes. */
class Pump {
  #written = 0;
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
    call.outgoing.on('drain', () => this.#write());
    this.#write();
  }

  get taken(): number {
    return this.#written - this.#call.outgoing.writableLength;
  }

  /** Once nothing is taken while the balancer does other work: not a pause of a machine that is busy. */
  async untilItRests(): Promise<void> {
    for (let before = -1; before !== this.taken && this.#written < UPLOAD_BYTES;) {
      before = this.taken;
      for (let i = 0; i < 20; i += 1) await ask();
    }
  }

  #write(): void {
    while (this.#written < UPLOAD_BYTES) {
      this.#written += CHUNK.length;
      if (!this.#call.outgoing.write(CHUNK)) return;
    }
    this.#call.outgoing.end();
  }
}
