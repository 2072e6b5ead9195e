import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { KitFailure } from '../failures.js';
import { getScope } from '../scope.js';

/** Below the ephemeral range, so that no connection of anybody occupies them by chance (threat G09). */
const FIRST_PORT = 9000;
const LAST_PORT = 9099;
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_REQUESTS = 10_000;
const MAX_CONNECTIONS = 100;
/** Of all requests that are kept, and of those that are just being sent. */
const MAX_BYTES = 16 * 1024 * 1024;

export interface UpstreamRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface UpstreamAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  readonly delayMs?: number;
  /** Cuts the connection instead of answering. */
  readonly drop?: boolean;
}

export interface FakeUpstream {
  /** `http://127.0.0.1:<port>`; give it to the subject through the exercise's documented interface. */
  readonly url: string;
  /** Requests received so far: kept in the grader, out of the learner's reach. */
  readonly requests: readonly UpstreamRequest[];
  /** How to answer from now on. Without it every answer is an empty 200. */
  respond(handler: (request: UpstreamRequest) => UpstreamAnswer | Promise<UpstreamAnswer>): void;
}

/** Starts an HTTP server that stands in for somebody else's, on a port of 9000–9099, until the test is over. */
export async function fakeUpstream(): Promise<FakeUpstream> {
  const scope = getScope('fakeUpstream');
  const requests: UpstreamRequest[] = [];
  const budget = new Budget();
  let handler: Parameters<FakeUpstream['respond']>[0] = () => ({});

  const server = createServer((incoming, outgoing) => {
    // Kept by hand: a request that was read to its end, or given up, no longer knows its socket.
    const { socket } = incoming;
    takeRequest(incoming, requests, budget)
      .then((request) => answer(outgoing, handler(request)))
      .catch(() => socket.destroy());
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.requestTimeout = 10_000;
  const port = await listenSomewhere(server);
  scope.undoAtEnd(`upstream ${port}`, async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    respond: (next) => {
      handler = next;
    },
  };
}

/** SECURITY: C14 ten thousand requests of 1 MiB each would end the grader long before they are too many. */
class Budget {
  #left = MAX_BYTES;

  /** @throws RangeError once all requests together are too large */
  take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw new RangeError('the requests are larger than 16 MiB together');
  }
}

async function takeRequest(
  incoming: IncomingMessage,
  requests: UpstreamRequest[],
  budget: Budget,
): Promise<UpstreamRequest> {
  budget.take(incoming.rawHeaders.join('').length + (incoming.url ?? '').length);
  if (requests.length >= MAX_REQUESTS) throw new RangeError(`more than ${MAX_REQUESTS} requests`);
  const headers = Object.entries(incoming.headersDistinct).map(
    ([name, values]) => [name, (values ?? []).join(', ')] as const,
  );
  const request: UpstreamRequest = {
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers: Object.fromEntries(headers),
    body: await readBody(incoming, budget),
  };
  requests.push(request);
  return request;
}

/** @throws when the connection is to be cut */
async function answer(
  outgoing: ServerResponse,
  wanted: UpstreamAnswer | Promise<UpstreamAnswer>,
): Promise<void> {
  const { status = 200, headers = {}, json, text = '', delayMs = 0, drop = false } = await wanted;
  if (delayMs > 0) await delay(delayMs, undefined, { ref: false });
  if (drop) throw new Error('dropped');
  const type = json === undefined ? 'text/plain; charset=utf-8' : 'application/json';
  outgoing.writeHead(status, { 'content-type': type, ...headers });
  outgoing.end(json === undefined ? text : JSON.stringify(json));
}

async function readBody(incoming: IncomingMessage, budget: Budget): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new RangeError('the body is larger than 1 MiB');
    budget.take(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function listenSomewhere(server: Server): Promise<number> {
  for (let port = FIRST_PORT; port <= LAST_PORT; port += 1) {
    if (await listen(server, port)) return port;
  }
  throw new KitFailure(
    'error',
    `No port of ${FIRST_PORT}–${LAST_PORT} was free for a fake upstream; does the program use them?`,
  );
}

async function listen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const fail = () => resolve(false);
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', fail);
      resolve(true);
    });
  });
}
