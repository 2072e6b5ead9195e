import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Told } from './event-frame.js';
import { writeEvents } from './write-events.js';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const aTest = (index: number): Told => ({
  id: `1-${index}`,
  event: { type: 'test', index, group: 'Basics', status: 'failed', message: 'x'.repeat(4_000) },
});

/** Serves the events to one reader; `written` settles when writing has ended. */
async function serve(events: AsyncIterable<Told>, drainTimeoutMs?: number) {
  let settle: (writing: Promise<void>) => void;
  const written = new Promise<void>((resolve) => (settle = resolve));
  server = createServer((_, response) => settle(writeEvents(response, events, drainTimeoutMs)));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const response = await new Promise<IncomingMessage>((answered, failed) =>
    get({ port, host: '127.0.0.1' }, answered).on('error', failed),
  );
  return { response, written };
}

describe('writeEvents', () => {
  it('frames events, remarks without an id, and signs of life', async () => {
    async function* events(): AsyncGenerator<Told> {
      yield { id: null, event: { type: 'queue-position', position: 2 } };
      yield 'heartbeat';
      yield { id: '1-1', event: { type: 'plan', total: 3 } };
    }

    const { response, written } = await serve(events());
    const text = (await response.setEncoding('utf8').toArray()).join('');
    await written;

    expect(text).toBe(
      'retry: 1000\n\n' +
        'data: {"type":"queue-position","position":2}\n\n' +
        ': still here\n\n' +
        'id: 1-1\ndata: {"type":"plan","total":3}\n\n',
    );
  });

  it('cuts off a reader that takes nothing, having pulled no more than fits in between', async () => {
    let pulled = 0;
    async function* endless(): AsyncGenerator<Told> {
      for (;;) yield aTest((pulled += 1));
    }

    const { response, written } = await serve(endless(), 200);
    response.pause();
    await written;

    // Some megabytes fit into the buffers of the kernel; the rest of an endless run does not pile up in ours.
    expect(pulled).toBeLessThan(10_000);
    await expect(response.toArray()).rejects.toThrow('aborted');
  });

  it('cuts the connection and tells when the source breaks', async () => {
    async function* broken(): AsyncGenerator<Told> {
      yield aTest(1);
      throw new Error('the source broke');
    }

    const { response, written } = await serve(broken());

    await expect(written).rejects.toThrow('the source broke');
    await expect(response.toArray()).rejects.toThrow('aborted');
  });
});
