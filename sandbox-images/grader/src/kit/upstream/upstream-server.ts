import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { KitFailure } from '../failures.js';
import { getScope, runInScope, type Scope } from '../scope.js';
import { sendAnswer, type UpstreamAnswer } from './upstream-answer.js';
import type { UpstreamCaps } from './upstream-caps.js';
import type { UpstreamRequest } from './upstream-request.js';

export type UpstreamHandler = (request: UpstreamRequest) => UpstreamAnswer | Promise<UpstreamAnswer>;

/** An HTTP server of the grader's that stands in for somebody else's. */
export interface Upstream {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** What this test's program has asked so far. */
  readonly requests: readonly UpstreamRequest[];
  /**
   * How to answer from now on; without it every answer is an empty 200. What the handler throws fails the test, so that it
   * may hold expectations of its own.
   */
  respond(handler: UpstreamHandler): void;
  /** Takes no connection any more and cuts those there are. */
  stop(): Promise<void>;
  /** Well again: listens, and answers at once and in full. Done before each test. */
  start(): Promise<void>;
  /** Takes connections and requests, and says nothing. */
  stall(): void;
  /** Lets every answer wait. */
  slow(ms: number): void;
  /** Cuts every answer in the middle of its body. */
  cut(): void;
}

/** Slow senders lose their connection after it; Node looks at them this often. */
const REQUEST_DEADLINE_MS = 10_000;
const CHECK_INTERVAL_MS = 1_000;
/** Longer than any test waits between two requests: a pooled connection that is cut just then would be bad luck, not a fault. */
const KEEP_ALIVE_MS = 65_000;

type Trouble = Pick<UpstreamAnswer, 'stall' | 'cut' | 'delayMs'>;

export class UpstreamServer implements Upstream {
  #requests: UpstreamRequest[] = [];
  #handler: UpstreamHandler = () => ({});
  #scope: Scope | null = null;
  #trouble: Trouble = {};
  readonly #unanswered = new Set<ServerResponse>();
  readonly #server = createServer(
    {
      requestTimeout: REQUEST_DEADLINE_MS,
      headersTimeout: REQUEST_DEADLINE_MS,
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    (incoming, outgoing) => {
      // At once: thousands of requests may lie in one packet, and each would cost a promise and an error.
      if (this.caps.spent) incoming.socket.destroy();
      else void this.#take(incoming, outgoing);
    },
  );

  constructor(
    /** As messages call it, e.g. `upstream catalogue`. */
    readonly label: string,
    readonly port: number,
    readonly caps: UpstreamCaps,
  ) {
    this.#server.on('connection', (socket) => caps.admit(socket));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get requests(): readonly UpstreamRequest[] {
    return this.#requests;
  }

  respond(handler: UpstreamHandler): void {
    this.#scope = getScope('respond');
    this.#handler = handler;
  }

  async stop(): Promise<void> {
    getScope('stop');
    await this.close();
  }

  async start(): Promise<void> {
    getScope('start');
    this.#trouble = {};
    await this.listen();
  }

  stall(): void {
    getScope('stall');
    this.#trouble = { stall: true };
  }

  slow(ms: number): void {
    getScope('slow');
    this.#trouble = { delayMs: ms };
  }

  cut(): void {
    getScope('cut');
    this.#trouble = { cut: true };
  }

  /** @throws KitFailure when somebody else has the port */
  async listen(): Promise<void> {
    if (this.#server.listening) return;
    await new Promise<void>((resolve, reject) => {
      const fail = () =>
        reject(
          new KitFailure(
            'error',
            `Port ${this.port} of the ${this.label} is taken: does your program use it?`,
          ),
        );
      this.#server.once('error', fail);
      this.#server.listen(this.port, '127.0.0.1', () => {
        this.#server.off('error', fail);
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /** A new test begins. Connections that a program keeps open for later stay; what still waits for an answer is cut. */
  async reset(): Promise<void> {
    this.#requests = [];
    this.#handler = () => ({});
    this.#scope = null;
    this.#trouble = {};
    for (const outgoing of this.#unanswered) outgoing.destroy();
    await this.listen();
  }

  async #take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    this.#unanswered.add(outgoing);
    outgoing.once('close', () => this.#unanswered.delete(outgoing));
    const requests = this.#requests;
    // Kept by hand: a request that was read to its end, or given up, no longer knows its socket.
    const { socket } = incoming;
    try {
      const request = await this.caps.read(incoming);
      // Of a test that is over by now.
      if (requests !== this.#requests) return void socket.destroy();
      requests.push(request);
      await this.#answer(request, outgoing);
    } catch {
      socket.destroy();
    }
  }

  /** @throws when the connection is to be cut */
  async #answer(request: UpstreamRequest, outgoing: ServerResponse): Promise<void> {
    const trouble = this.#trouble;
    if (trouble.stall === true) return;
    const answer = await this.#ask(request);
    const delayMs = (answer.delayMs ?? 0) + (trouble.delayMs ?? 0);
    if (delayMs > 0) await delay(delayMs, undefined, { ref: false });
    if (answer.drop === true) throw new Error('dropped');
    if (answer.stall === true || outgoing.destroyed) return;
    sendAnswer(outgoing, trouble.cut === true ? { ...answer, cut: true } : answer);
  }

  /** A handler's own mistake, or its expectation that the request does not meet, fails the test that gave it. */
  async #ask(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const scope = this.#scope;
    if (!scope) return this.#handler(request);
    try {
      return await runInScope(scope, () => this.#handler(request));
    } catch (error) {
      if (!scope.signal.aborted)
        scope.failures.push(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  }
}
