import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { KitFailure } from '../failures.js';
import { lostConnection } from '../lost-connections.js';
import { BODY_LIMITS, parseJson } from '../http/parse-json.js';
import { LineSplitter } from '../network/line-splitter.js';

/** Largest message of a driver: a value of 1 MiB and its envelope. */
const MAX_MESSAGE_BYTES = 1024 * 1024 + 4096;
/** A value 64 levels deep is up to four times as deep on the wire: a Map is a tag, a list and a pair. */
const MESSAGE_LIMITS = { ...BODY_LIMITS, maxDepth: 260 };

export interface DriverReply {
  readonly ok: boolean;
  readonly value?: unknown;
  readonly handle?: number;
  readonly error?: unknown;
  readonly fault?: string;
}

interface Waiting {
  resolve(reply: DriverReply): void;
  reject(error: Error): void;
}

/**
 * One connection to a driver: a JSON message a line, each request answered once under its own random id.
 * SECURITY: H16 learner code can reach this socket. An id that nobody waits for, or that was answered before, breaks
 * the connection and fails the calls under way. Which answer belongs to which of two overlapping calls is the learner's to
 * say, and nothing is won by saying it wrongly: he knows both calls and could have made his function return either value,
 * and each value is compared with what its own call asks for. Ids are random so that no answer can be sent in advance.
 */
export class DriverConnection {
  readonly #waiting = new Map<string, Waiting>();
  readonly #abandoned = new Set<string>();
  readonly #lines = new LineSplitter(MAX_MESSAGE_BYTES);
  #broken: Error | null = null;

  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', () => this.#break(lost()));
    socket.on('close', () => this.#break(lost()));
  }

  /** @throws KitFailure when nothing accepts within `timeoutMs` */
  static async open(port: number, timeoutMs: number): Promise<DriverConnection> {
    const socket = connect({ host: '127.0.0.1', port });
    await new Promise<void>((resolve, reject) => {
      const fail = () => {
        socket.destroy();
        reject(lostConnection(`nothing accepts connections on port ${port}`));
      };
      const timer = setTimeout(fail, timeoutMs);
      socket.once('error', fail);
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.off('error', fail);
        // A connection to oneself has the same port at both ends (threat G10).
        if (socket.localPort === port) fail();
        else resolve();
      });
    });
    return new DriverConnection(socket);
  }

  get isOpen(): boolean {
    return this.#broken === null;
  }

  /** Why it can no longer be used, or null. */
  get broken(): Error | null {
    return this.#broken;
  }

  /** Rejects when the connection breaks or `signal` aborts; an answer that comes after that is dropped. */
  async request(operation: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<DriverReply> {
    if (this.#broken) throw this.#broken;
    const id = randomUUID();
    return new Promise((resolve, reject) => {
      const abandon = () => {
        this.#waiting.delete(id);
        this.#abandoned.add(id);
        reject(signal.reason as Error);
      };
      if (signal.aborted) return reject(signal.reason as Error);
      signal.addEventListener('abort', abandon, { once: true });
      const settled = () => signal.removeEventListener('abort', abandon);
      this.#waiting.set(id, {
        resolve: (reply) => (settled(), resolve(reply)),
        reject: (error) => (settled(), reject(error)),
      });
      this.#socket.write(`${JSON.stringify({ id, ...operation })}\n`);
    });
  }

  close(): void {
    this.#break(lost());
  }

  #read(chunk: Buffer): void {
    try {
      for (const line of this.#lines.push(chunk)) this.#receive(line);
    } catch {
      this.#break(new KitFailure('error', 'The program returned more than 1 MiB at once.'));
    }
  }

  #receive(line: string): void {
    const parsed = parseJson(line, MESSAGE_LIMITS);
    if (!parsed.ok)
      return this.#break(
        new KitFailure('error', `What the program returned cannot be read: ${parsed.problem}.`),
      );
    const message = (typeof parsed.value === 'object' && parsed.value !== null ? parsed.value : {}) as Record<
      string,
      unknown
    >;
    const id = typeof message['id'] === 'string' ? message['id'] : '';
    if (this.#abandoned.delete(id)) return;
    const waiting = this.#waiting.get(id);
    if (!waiting)
      return this.#break(new KitFailure('error', 'The program answered a call that nobody had made.'));
    this.#waiting.delete(id);
    waiting.resolve(message as unknown as DriverReply);
  }

  #break(error: Error): void {
    if (this.#broken) return;
    this.#broken = error;
    this.#socket.destroy();
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}

function lost(): KitFailure {
  return lostConnection('The program ended or closed its connection during the call.');
}
