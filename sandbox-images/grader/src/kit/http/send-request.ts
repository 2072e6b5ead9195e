import { request as openRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { KitFailure } from '../failures.js';
import { lostConnection } from '../lost-connections.js';
import type { ReceivedBytes } from '../received-bytes.js';

/** Largest body of an answer that is read, in bytes. */
const MAX_BODY_BYTES = 1024 * 1024;
export const MAX_HEADER_BYTES = 16 * 1024;
const MAX_INTERIM_ANSWERS = 20;

export interface OutgoingRequest {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Where the body is counted. */
  readonly received: ReceivedBytes;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Sends one request on a connection of its own and reads the whole answer.
 * SECURITY: H01–H06 the answer is hostile: body and headers are capped, nothing is decompressed or followed, and one
 * absolute deadline covers everything from the first byte sent to the last byte received.
 * @throws KitFailure in words for the learner
 */
export async function sendRequest(outgoing: OutgoingRequest): Promise<RawResponse> {
  const { request, value } = await carryOut(outgoing, async (response) => ({
    status: response.statusCode ?? 0,
    body: await readBody(response, outgoing),
    headers: readHeaders(response),
  }));
  request.destroy();
  return value;
}

/**
 * The answer as soon as its headers are there, for those that never end. Its body is the caller's to bound and to cut.
 * @throws KitFailure in words for the learner
 */
export async function openResponse(outgoing: OutgoingRequest): Promise<IncomingMessage> {
  const { value } = await carryOut(outgoing, (response) => Promise.resolve(response));
  return value;
}

async function carryOut<T>(
  outgoing: OutgoingRequest,
  read: (response: IncomingMessage) => Promise<T>,
): Promise<{ request: ClientRequest; value: T }> {
  const what = whatOf(outgoing);
  return new Promise((resolve, reject) => {
    const request = open(outgoing);
    const deadline = setTimeout(
      () => fail(new KitFailure('timeout', `${what}: no complete answer within ${outgoing.timeoutMs} ms`)),
      outgoing.timeoutMs,
    );
    const stop = () => fail(outgoing.signal.reason);
    outgoing.signal.addEventListener('abort', stop);

    function finish(): void {
      clearTimeout(deadline);
      outgoing.signal.removeEventListener('abort', stop);
    }
    function fail(error: unknown): void {
      finish();
      request.destroy();
      reject(toFailure(what, error));
    }
    function take(response: IncomingMessage): void {
      const oddity = findOddity(response);
      if (oddity) return fail(new KitFailure('error', `${what}: the answer is not valid HTTP (${oddity})`));
      read(response).then((value) => {
        finish();
        resolve({ request, value });
      }, fail);
    }

    request.on('error', fail);
    request.on('socket', (socket) =>
      socket.on('connect', () => {
        // A connection to oneself has the same port at both ends (threat G10).
        if (socket.localPort === outgoing.port)
          fail(lostConnection(`${what}: nothing listens on port ${outgoing.port}`));
      }),
    );
    limitInterimAnswers(request, what, fail);
    request.on('upgrade', take);
    request.on('response', take);
    request.end(outgoing.body ?? undefined);
  });
}

/** What Node's parser lets through although no client of the web would. */
function findOddity({ statusCode = 0, httpVersionMajor, httpVersion }: IncomingMessage): string | null {
  if (httpVersionMajor !== 1) return `version ${httpVersion}`;
  return statusCode < 100 || statusCode > 599 ? `status ${statusCode}` : null;
}

const whatOf = ({ method, path }: OutgoingRequest): string => `${method} ${path}`;

/** SECURITY: H04 interim answers (1xx) count neither as headers nor as a body: without a cap they never end. */
export function limitInterimAnswers(
  request: ClientRequest,
  what: string,
  fail: (failure: KitFailure) => void,
): void {
  let interimAnswers = 0;
  request.on('information', () => {
    interimAnswers += 1;
    if (interimAnswers > MAX_INTERIM_ANSWERS)
      fail(new KitFailure('error', `${what}: more than ${MAX_INTERIM_ANSWERS} interim (1xx) answers`));
  });
}

function open({ port, method, path, headers, body }: OutgoingRequest): ClientRequest {
  const length = body ? { 'content-length': String(body.length) } : {};
  return openRequest({
    host: '127.0.0.1',
    port,
    method,
    path,
    headers: { ...length, ...headers },
    agent: false,
    maxHeaderSize: MAX_HEADER_BYTES,
  });
}

async function readBody(response: IncomingMessage, outgoing: OutgoingRequest): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  if (response.statusCode === 101) {
    // What follows an upgrade is another protocol, and its socket no longer the request's.
    response.socket.destroy();
    return new Uint8Array();
  }
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES)
      throw new KitFailure('error', `${whatOf(outgoing)}: the body of the answer is larger than 1 MiB`);
    outgoing.received.add(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function readHeaders(response: IncomingMessage): Record<string, string> {
  const headers = new Map<string, string>();
  for (let i = 0; i + 1 < response.rawHeaders.length; i += 2) {
    const name = (response.rawHeaders[i] ?? '').toLowerCase();
    const value = response.rawHeaders[i + 1] ?? '';
    const earlier = headers.get(name);
    headers.set(
      name,
      earlier === undefined ? value : `${earlier}${name === 'set-cookie' ? '\n' : ', '}${value}`,
    );
  }
  // fromEntries defines own properties, so that a header called __proto__ is only a header (threat H07).
  return Object.fromEntries(headers);
}

/** An error of Node's HTTP client in words for the learner. */
export function toFailure(what: string, error: unknown): Error {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const sentence = CONNECTION_PROBLEMS[code];
  if (sentence) return lostConnection(`${what}: ${sentence}`, { cause: error });
  if (code.startsWith('HPE_'))
    return new KitFailure('error', `${what}: the answer is not valid HTTP (${message})`);
  return error instanceof Error ? error : new Error(String(error));
}

const CONNECTION_PROBLEMS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused; is the program still listening on its PORT?',
  ECONNRESET: 'the connection was closed before the answer was complete',
  EPIPE: 'the connection was closed while the request was being sent',
  ETIMEDOUT: 'the connection could not be opened in time',
  EADDRNOTAVAIL: 'no local port was free for a connection; does the program use them all up?',
};
