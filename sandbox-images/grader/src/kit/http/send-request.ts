import { request as openRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { KitFailure } from '../failures.js';

/** Largest body of an answer that is read, in bytes. */
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_INTERIM_ANSWERS = 20;

export interface OutgoingRequest {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
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
  const what = `${outgoing.method} ${outgoing.path}`;
  return new Promise((resolve, reject) => {
    const request = open(outgoing);
    const deadline = setTimeout(
      () => fail(new KitFailure('timeout', `${what}: no complete answer within ${outgoing.timeoutMs} ms`)),
      outgoing.timeoutMs,
    );
    const stop = () => fail(outgoing.signal.reason);
    outgoing.signal.addEventListener('abort', stop);
    let interimAnswers = 0;

    function finish(): void {
      clearTimeout(deadline);
      outgoing.signal.removeEventListener('abort', stop);
      request.destroy();
    }
    function fail(error: unknown): void {
      finish();
      reject(toFailure(what, error));
    }

    request.on('error', fail);
    request.on('socket', (socket) =>
      socket.on('connect', () => {
        // A connection to oneself has the same port at both ends (threat G10).
        if (socket.localPort === outgoing.port)
          fail(new KitFailure('connection', `${what}: nothing listens on port ${outgoing.port}`));
      }),
    );
    request.on('information', () => {
      interimAnswers += 1;
      if (interimAnswers > MAX_INTERIM_ANSWERS)
        fail(new KitFailure('error', `${what}: more than ${MAX_INTERIM_ANSWERS} interim (1xx) answers`));
    });
    request.on('upgrade', (response) => {
      finish();
      resolve({ status: response.statusCode ?? 0, headers: readHeaders(response), body: new Uint8Array() });
    });
    request.on('response', (response) => {
      readBody(response, what).then((body) => {
        finish();
        resolve({ status: response.statusCode ?? 0, headers: readHeaders(response), body });
      }, fail);
    });
    request.end(outgoing.body ?? undefined);
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

async function readBody(response: IncomingMessage, what: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES)
      throw new KitFailure('error', `${what}: the body of the answer is larger than 1 MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readHeaders(response: IncomingMessage): Record<string, string> {
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

function toFailure(what: string, error: unknown): Error {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const sentence = CONNECTION_PROBLEMS[code];
  if (sentence) return new KitFailure('connection', `${what}: ${sentence}`);
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
