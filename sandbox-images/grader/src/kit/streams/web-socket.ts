import { Agent, type ClientRequestArgs, type IncomingMessage } from 'node:http';
import type { ClientOptions, RawData, WebSocket } from 'ws';
import type { LoggedExchange } from '../exchange-log.js';
import { KitFailure, SuiteMistake } from '../failures.js';
import { libraries } from '../libraries.js';
import { lostConnection } from '../lost-connections.js';
import { readJson } from '../http/http-response.js';
import { limitInterimAnswers, MAX_HEADER_BYTES, readHeaders, toFailure } from '../http/send-request.js';
import { getScope, type Scope } from '../scope.js';
import { Inbox } from './inbox.js';

const MAX_MESSAGE_BYTES = 1024 * 1024;
/** Of one message. A real one has a handful; each costs the grader a hundred times its byte. */
const MAX_FRAGMENTS = 1000;
/** Pings and pongs of the program. */
const MAX_CONTROL_FRAMES = 1000;
const HANDSHAKE_TIMEOUT_MS = 3000;
const WAIT_MS = 2000;
/** Enough for what a slow reader leaves in the buffers of the network and reads later. */
const MAX_MIB = 16;

export interface WebSocketOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Subprotocols to offer. */
  readonly protocols?: readonly string[];
  /** From the first byte sent until the connection is upgraded. Default 3000. */
  readonly timeoutMs?: number;
}

export interface WebSocketMessage {
  readonly binary: boolean;
  /** As UTF-8; that of a binary message too. */
  readonly text: string;
  readonly bytes: Uint8Array;
  /** The text parsed; one that is not JSON fails the test. */
  readonly json: unknown;
}

export interface WebSocketClosure {
  /** 1005 when none was given, 1006 when the connection was cut. */
  readonly code: number;
  readonly reason: string;
}

/** A WebSocket to the subject. It is cut when its test is over. */
export interface WebSocketConnection {
  /** The subprotocol that the program chose, or empty. */
  readonly protocol: string;
  /** Everything received so far. */
  readonly messages: readonly WebSocketMessage[];
  send(message: string | Uint8Array): Promise<void>;
  sendJson(message: unknown): Promise<void>;
  /** The next message that was not taken before; rejects at the deadline (default 2000 ms) and when the connection ends. */
  next(deadlineMs?: number): Promise<WebSocketMessage>;
  /** The next message that satisfies the test; those before it are passed over. */
  until(test: (message: WebSocketMessage) => boolean, deadlineMs?: number): Promise<WebSocketMessage>;
  /** Sends a ping and resolves when its pong came. */
  ping(deadlineMs?: number): Promise<void>;
  /** Reads nothing more: what the program sends fills the buffers of the network, and then waits with the program. */
  pauseReading(): void;
  /** Reads on, beginning with what has waited. An end of the connection is noticed only then. */
  resumeReading(): void;
  /** Says goodbye and resolves with what the program answered; cuts the connection at the deadline (default 2000 ms). */
  close(code?: number, reason?: string, deadlineMs?: number): Promise<WebSocketClosure>;
  /** Resolves when the program ended the connection. */
  untilClosed(deadlineMs?: number): Promise<WebSocketClosure>;
  /** How it ended, or null while it is open. */
  readonly closed: WebSocketClosure | null;
}

/**
 * Opens a WebSocket. A handshake that is refused fails the test: to look at a refusal, send the same request with `get`.
 * SECURITY: H13 no compression, no redirects; messages of 1 MiB, headers, fragments, control frames and the connection
 * as a whole are capped; one absolute deadline covers the handshake.
 */
export async function openWebSocket(
  port: number,
  path: string,
  options: WebSocketOptions = {},
): Promise<WebSocketConnection> {
  if (!path.startsWith('/'))
    throw new SuiteMistake(`The path of a WebSocket begins with "/", but "${path}" does not.`);
  const scope = getScope('subject.webSocket');
  const { headers = {}, protocols = [], timeoutMs = HANDSHAKE_TIMEOUT_MS } = options;
  const url = `ws://127.0.0.1:${port}${path}`;
  const exchange: LoggedExchange = {
    method: 'GET',
    url,
    requestHeaders: headers,
    requestBody: null,
    response: null,
  };
  scope.exchanges.record(exchange);

  const socket = new libraries.ws(url, [...protocols], clientOptions(`WebSocket ${path}`, headers));
  const connection = new Connection(socket, `WebSocket ${path}`, scope);
  scope.signal.addEventListener('abort', () => socket.terminate(), { once: true });
  await connection.upgraded(exchange, { port, timeoutMs });
  return connection;
}

/** The types of `ws` lag behind it. */
type AllClientOptions = ClientOptions & ClientRequestArgs & { readonly maxPendingAutoPongs: number };

function clientOptions(what: string, headers: Readonly<Record<string, string>>): AllClientOptions {
  return {
    headers: { ...headers },
    // One connection for each, never one that was used before.
    agent: new Agent({ keepAlive: false }),
    maxHeaderSize: MAX_HEADER_BYTES,
    maxPayload: MAX_MESSAGE_BYTES,
    maxFragments: MAX_FRAGMENTS,
    // More than are counted, so that the learner reads why the connection ended.
    maxPendingAutoPongs: MAX_CONTROL_FRAMES + 1,
    perMessageDeflate: false,
    followRedirects: false,
    finishRequest: (request) => {
      limitInterimAnswers(request, what, (failure) => request.destroy(failure));
      request.end();
    },
  };
}

class Connection implements WebSocketConnection {
  readonly #socket: WebSocket;
  readonly #what: string;
  readonly #scope: Scope;
  readonly #inbox: Inbox<WebSocketMessage>;
  #controlFrames = 0;
  #closed: WebSocketClosure | null = null;

  constructor(socket: WebSocket, what: string, scope: Scope) {
    this.#socket = socket;
    this.#what = what;
    this.#scope = scope;
    this.#inbox = new Inbox({ what, item: 'message', textOf: ({ text }) => text, maxMib: MAX_MIB }, scope);
    socket.on('message', (data, binary) => this.#guard(() => this.#receive(data, binary)));
    socket.on('ping', () => this.#guard(() => this.#countControlFrame()));
    socket.on('pong', () => this.#guard(() => this.#countControlFrame()));
    socket.on('error', (error) => this.#break(toStreamFailure(what, error)));
    socket.on('close', (code, reason) => {
      this.#closed = { code, reason: reason.toString('utf8') };
      this.#inbox.end();
    });
  }

  /** Settles once the handshake is through. */
  async upgraded(
    exchange: LoggedExchange,
    { port, timeoutMs }: { port: number; timeoutMs: number },
  ): Promise<void> {
    const what = this.#what;
    await new Promise<void>((resolve, reject) => {
      const settle = (failure?: Error) => {
        clearTimeout(deadline);
        this.#scope.signal.removeEventListener('abort', stop);
        if (failure === undefined) return resolve();
        this.#socket.terminate();
        reject(failure);
      };
      const stop = () => settle(this.#scope.signal.reason as Error);
      const deadline = setTimeout(
        () =>
          settle(new KitFailure('timeout', `${what}: the handshake was not complete within ${timeoutMs} ms`)),
        timeoutMs,
      );
      this.#scope.signal.addEventListener('abort', stop, { once: true });
      this.#socket.once('error', (error) => settle(toStreamFailure(what, error)));
      this.#socket.once('unexpected-response', (_request, response) => {
        exchange.response = toLogged(response);
        settle(
          new KitFailure(
            'assertion',
            `${what}: expected the connection to be upgraded (status 101), got status ${response.statusCode ?? 0}`,
          ),
        );
      });
      this.#socket.once('upgrade', (response) => {
        exchange.response = toLogged(response);
        // A connection to oneself has the same port at both ends (threat G10).
        if (response.socket.localPort === port)
          return settle(lostConnection(`${what}: nothing listens on port ${port}`));
        // Not before: a listener of ours would take what arrived with the handshake away from the parser.
        this.#socket.once('open', () => {
          response.socket.on('data', (chunk: Buffer) => this.#guard(() => this.#inbox.count(chunk.length)));
          settle();
        });
      });
    });
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  get messages(): readonly WebSocketMessage[] {
    return this.#inbox.items;
  }

  get closed(): WebSocketClosure | null {
    return this.#closed;
  }

  async send(message: string | Uint8Array): Promise<void> {
    const closed = () =>
      this.#inbox.failure ?? lostConnection(`${this.#what}: it was closed while a message was being sent`);
    await this.#scope.race(
      new Promise<void>((resolve, reject) => {
        this.#socket.send(message, (error) => (error ? reject(closed()) : resolve()));
      }),
    );
  }

  async sendJson(message: unknown): Promise<void> {
    await this.send(JSON.stringify(message));
  }

  async next(deadlineMs = WAIT_MS): Promise<WebSocketMessage> {
    return this.#inbox.take(() => true, deadlineMs);
  }

  async until(test: (message: WebSocketMessage) => boolean, deadlineMs = WAIT_MS): Promise<WebSocketMessage> {
    return this.#inbox.take(test, deadlineMs);
  }

  async ping(deadlineMs = WAIT_MS): Promise<void> {
    await this.#scope.race(
      new Promise<void>((resolve, reject) => {
        const settle = (failure?: KitFailure) => {
          clearTimeout(timer);
          this.#socket.off('pong', answered).off('close', closed);
          if (failure) reject(failure);
          else resolve();
        };
        const answered = () => settle();
        const closed = () => settle(lostConnection(`${this.#what}: it was closed before a pong came`));
        const timer = setTimeout(
          () => settle(new KitFailure('timeout', `${this.#what}: no pong came within ${deadlineMs} ms`)),
          deadlineMs,
        );
        if (this.#socket.readyState !== this.#socket.OPEN) return closed();
        this.#socket.on('pong', answered).on('close', closed);
        this.#socket.ping();
      }),
    );
  }

  pauseReading(): void {
    this.#socket.pause();
  }

  resumeReading(): void {
    this.#socket.resume();
  }

  async close(code = 1000, reason = '', deadlineMs = WAIT_MS): Promise<WebSocketClosure> {
    this.#socket.close(code, reason);
    const cut = setTimeout(() => this.#socket.terminate(), deadlineMs);
    try {
      return await this.untilClosed(deadlineMs + WAIT_MS);
    } finally {
      clearTimeout(cut);
    }
  }

  async untilClosed(deadlineMs = WAIT_MS): Promise<WebSocketClosure> {
    await this.#inbox.untilEnded(deadlineMs);
    return this.#closed ?? { code: 1006, reason: '' };
  }

  #receive(data: RawData, binary: boolean): void {
    const bytes = data as Buffer;
    const what = `a message of ${this.#what}`;
    const text = bytes.toString('utf8');
    this.#inbox.put({
      binary,
      text,
      bytes,
      get json() {
        return readJson(text, what);
      },
    });
  }

  #countControlFrame(): void {
    this.#controlFrames += 1;
    if (this.#controlFrames > MAX_CONTROL_FRAMES)
      throw new KitFailure('error', `${this.#what}: more than ${MAX_CONTROL_FRAMES} pings and pongs`);
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (failure) {
      this.#break(failure as KitFailure);
    }
  }

  #break(failure: KitFailure): void {
    this.#inbox.end(failure);
    this.#socket.terminate();
  }
}

function toLogged(response: IncomingMessage): NonNullable<LoggedExchange['response']> {
  return { status: response.statusCode ?? 0, headers: readHeaders(response), body: new Uint8Array() };
}

function toStreamFailure(what: string, error: Error): KitFailure {
  const { code = '' } = error as { code?: string };
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
    return new KitFailure('error', `${what}: a message is larger than 1 MiB`);
  if (code.startsWith('WS_ERR_'))
    return new KitFailure('error', `${what}: the program broke the WebSocket protocol (${error.message})`);
  const failure = toFailure(what, error);
  if (failure instanceof KitFailure) return failure;
  return new KitFailure('assertion', `${what}: the handshake went wrong (${failure.message})`);
}
