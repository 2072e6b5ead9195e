import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LinkService } from './link-service.ts';

/** More than a thorough suite needs; a loop without an end is stopped by it. */
export const MOST_REQUESTS = 300;
/** Of fifty requests at once: a client may open the next connection before it sees that the last one is free. */
const MOST_CONNECTIONS = 120;
const MOST_BODY_BYTES = 16 * 1024;
const REQUEST_DEADLINE_MS = 5000;

export interface Serving {
  readonly url: string;
  /** How many requests came. */
  readonly count: () => number;
  readonly close: () => Promise<void>;
}

/**
 * Lets a service listen on a port that nobody had before, inside the grader. The kit's upstreams are not for this: they take
 * 2,000 requests in a test, and the whole line-up is one.
 */
export async function serve(service: LinkService): Promise<Serving> {
  let count = 0;
  const server = createServer({ requestTimeout: REQUEST_DEADLINE_MS }, (incoming, outgoing) => {
    count += 1;
    if (count > MOST_REQUESTS) incoming.socket.destroy();
    else take(service, incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function take(
  service: LinkService,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await readBody(incoming);
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  const { 'idempotency-key': key, host = '' } = incoming.headers;
  const { status, headers, json } = service.answer({
    method: incoming.method ?? 'GET',
    path,
    query: query.join('?'),
    idempotencyKey: typeof key === 'string' ? key : null,
    origin: `http://${host}`,
    body,
  });
  outgoing.writeHead(status, { ...headers });
  outgoing.end(json === undefined ? undefined : JSON.stringify(json));
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BODY_BYTES) throw new RangeError('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
