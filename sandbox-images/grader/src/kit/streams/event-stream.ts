import type { IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import type { LoggedExchange } from '../exchange-log.js';
import { KitFailure, SuiteMistake } from '../failures.js';
import { readJson } from '../http/http-response.js';
import { openResponse, readHeaders, toFailure } from '../http/send-request.js';
import { getScope, type Scope } from '../scope.js';
import { Inbox } from './inbox.js';

const MAX_EVENT_CHARACTERS = 1024 * 1024;
const MAX_STRAY_LINES = 1000;
const HANDSHAKE_TIMEOUT_MS = 3000;
const WAIT_MS = 2000;
const MAX_MIB = 4;

export interface EventStreamOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as `last-event-id`. */
  readonly lastEventId?: string;
  /** From the first byte sent until the headers of the answer came. Default 3000. */
  readonly timeoutMs?: number;
}

export interface ServerSentEvent {
  /** Null when this event came without one. */
  readonly id: string | null;
  /** Its type: `message` when none was given. */
  readonly event: string;
  readonly data: string;
  /** The data parsed; data that is not JSON fails the test. */
  readonly json: unknown;
}

/** Server-sent events of the subject. The connection is cut when its test is over, and never opened again by itself. */
export interface EventStream {
  readonly headers: Readonly<Record<string, string>>;
  /** Everything received so far. */
  readonly events: readonly ServerSentEvent[];
  /** The next event that was not taken before; rejects at the deadline (default 2000 ms) and when the stream ends. */
  next(deadlineMs?: number): Promise<ServerSentEvent>;
  /** The next event that satisfies the test; those before it are passed over. */
  until(test: (event: ServerSentEvent) => boolean, deadlineMs?: number): Promise<ServerSentEvent>;
  /** Resolves when the program ended the stream. */
  untilClosed(deadlineMs?: number): Promise<void>;
  readonly closed: boolean;
  /** Cuts the connection. */
  close(): void;
}

/**
 * Opens a stream of server-sent events. An answer that is none fails the test: to look at a refusal, use `get`.
 * SECURITY: H15 one absolute deadline until the headers are there; events of 1 MiB, their number, comments and all, are
 * capped; nothing is decompressed, followed or connected again.
 */
export async function openEventStream(
  port: number,
  path: string,
  options: EventStreamOptions = {},
): Promise<EventStream> {
  if (!path.startsWith('/'))
    throw new SuiteMistake(`The path of an event stream begins with "/", but "${path}" does not.`);
  const scope = getScope('subject.eventStream');
  const { lastEventId, timeoutMs = HANDSHAKE_TIMEOUT_MS } = options;
  const headers = {
    accept: 'text/event-stream',
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    ...options.headers,
  };
  const url = `http://127.0.0.1:${port}${path}`;
  const exchange: LoggedExchange = {
    method: 'GET',
    url,
    requestHeaders: headers,
    requestBody: null,
    response: null,
  };
  scope.exchanges.record(exchange);

  const { signal, received } = scope;
  const request = { port, method: 'GET', path, headers, body: null, timeoutMs, signal, received };
  const response = await openResponse(request);
  exchange.response = {
    status: response.statusCode ?? 0,
    headers: readHeaders(response),
    body: new Uint8Array(),
  };
  const stream = new Stream(response, exchange.response.headers, { what: `GET ${path}`, scope });
  assertEventStream(exchange.response, stream, `GET ${path}`);
  return stream;
}

function assertEventStream(
  { status, headers }: NonNullable<LoggedExchange['response']>,
  stream: EventStream,
  what: string,
): void {
  const type = Object.hasOwn(headers, 'content-type') ? (headers['content-type'] ?? '') : '';
  if (status === 200 && /^text\/event-stream(?:;|$)/i.test(type.trim())) return;
  stream.close();
  throw new KitFailure(
    'assertion',
    `${what}: expected an event stream (status 200, content-type text/event-stream), got status ${status} with ` +
      (type === '' ? 'no content-type' : `content-type ${JSON.stringify(type.slice(0, 100))}`),
  );
}

class Stream implements EventStream {
  readonly headers: Readonly<Record<string, string>>;
  readonly #response: IncomingMessage;
  readonly #inbox: Inbox<ServerSentEvent>;

  constructor(
    response: IncomingMessage,
    headers: Readonly<Record<string, string>>,
    { what, scope }: { what: string; scope: Scope },
  ) {
    this.headers = headers;
    this.#response = response;
    this.#inbox = new Inbox({ what, item: 'event', textOf: ({ data }) => data, maxMib: MAX_MIB }, scope);
    scope.signal.addEventListener('abort', () => this.close(), { once: true });
    this.#read(what);
  }

  get events(): readonly ServerSentEvent[] {
    return this.#inbox.items;
  }

  get closed(): boolean {
    return this.#inbox.ended;
  }

  async next(deadlineMs = WAIT_MS): Promise<ServerSentEvent> {
    return this.#inbox.take(() => true, deadlineMs);
  }

  async until(test: (event: ServerSentEvent) => boolean, deadlineMs = WAIT_MS): Promise<ServerSentEvent> {
    return this.#inbox.take(test, deadlineMs);
  }

  async untilClosed(deadlineMs = WAIT_MS): Promise<void> {
    await this.#inbox.untilEnded(deadlineMs);
  }

  close(): void {
    this.#inbox.end();
    this.#response.destroy();
    // After an upgrade the socket is no longer the answer's.
    this.#response.socket.destroy();
  }

  #read(what: string): void {
    const decoder = new TextDecoder();
    let strayLines = 0;
    const fail = (error: unknown) => {
      const failure = toFailure(what, error);
      this.#inbox.end(
        failure instanceof KitFailure ? failure : new KitFailure('error', `${what}: ${failure.message}`),
      );
      this.#response.destroy();
    };
    const parser = createParser({
      maxBufferSize: MAX_EVENT_CHARACTERS,
      onEvent: ({ id, event, data }) => this.#inbox.put(toServerSentEvent(what, { id, event, data })),
      onError: ({ type }) => {
        if (type === 'max-buffer-size-exceeded')
          throw new KitFailure('error', `${what}: an event is larger than 1 MiB`);
        // Unknown fields are to be passed over, says the standard; but each costs an error with its stack.
        strayLines += 1;
        if (strayLines > MAX_STRAY_LINES)
          throw new KitFailure(
            'error',
            `${what}: more than ${MAX_STRAY_LINES} lines with fields that nobody knows`,
          );
      },
    });
    this.#response.on('data', (chunk: Buffer) => {
      if (this.#inbox.ended) return;
      try {
        this.#inbox.count(chunk.length);
        parser.feed(decoder.decode(chunk, { stream: true }));
      } catch (error) {
        fail(error);
      }
    });
    this.#response.on('end', () => this.#inbox.end());
    // Cut short is how such streams end, too.
    this.#response.on('close', () => this.#inbox.end());
    this.#response.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' ? this.#inbox.end() : fail(error),
    );
  }
}

function toServerSentEvent(
  what: string,
  { id, event, data }: { id: string | undefined; event: string | undefined; data: string },
): ServerSentEvent {
  return {
    id: id ?? null,
    event: event ?? 'message',
    data,
    get json() {
      return readJson(data, `the data of an event of ${what}`);
    },
  };
}
