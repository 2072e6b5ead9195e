import type { Socket } from 'node:net';
import { KitFailure, SuiteMistake } from '../failures.js';
import { lostConnection } from '../lost-connections.js';
import type { ReceivedBytes } from '../received-bytes.js';
import { getScope } from '../scope.js';
import { getSession } from '../session.js';
import { openSocket } from './open-socket.js';

const MAX_RECEIVED_BYTES = 1024 * 1024;

export interface RawConnection {
  write(bytes: string | Uint8Array): Promise<void>;
  /** Everything received so far, as latin1 text: one character for each byte. */
  readonly received: string;
  /** Resolves with `received` when it satisfies the test or rejects at the deadline (default 2000 ms). */
  until(test: (received: string) => boolean, deadlineMs?: number): Promise<string>;
  /** Says that nothing more will be sent. */
  end(): Promise<void>;
  /** Whether the other side ended the connection. */
  readonly closed: boolean;
}

/**
 * Opens a raw TCP connection to an instance of the subject: for suites that test bytes on the wire. At most 1 MiB is
 * received; the connection is closed when the test is over.
 */
export async function rawConnection({ instance = 0 }: { instance?: number } = {}): Promise<RawConnection> {
  const scope = getScope('rawConnection');
  const port = getSession().pod.subjects[instance]?.port;
  if (port === undefined) throw new SuiteMistake(`rawConnection: there is no instance ${instance}.`);
  const socket = await openSocket(port, { allowHalfOpen: true });
  scope.signal.addEventListener('abort', () => socket.destroy());
  return new ReceivingConnection(socket, scope.received);
}

class ReceivingConnection implements RawConnection {
  #received = '';
  #closed = false;
  #overflow: KitFailure | null = null;
  readonly #watchers = new Set<() => void>();

  readonly #socket: Socket;
  readonly #budget: ReceivedBytes;

  constructor(socket: Socket, budget: ReceivedBytes) {
    this.#socket = socket;
    this.#budget = budget;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    for (const event of ['end', 'close', 'error']) socket.on(event, () => this.#end());
  }

  get received(): string {
    return this.#received;
  }

  get closed(): boolean {
    return this.#closed;
  }

  async write(bytes: string | Uint8Array): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#socket.write(bytes, (error) =>
        error
          ? reject(lostConnection('The program closed the connection while bytes were being sent.'))
          : resolve(),
      );
    });
  }

  async until(test: (received: string) => boolean, deadlineMs = 2000): Promise<string> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        finish();
      };
      const fail = (category: 'assertion' | 'timeout', why: string) =>
        settle(() =>
          reject(
            new KitFailure(
              category,
              `${why}; received so far: ${JSON.stringify(this.#received.slice(0, 300))}`,
            ),
          ),
        );
      const look = () => {
        if (test(this.#received)) return settle(() => resolve(this.#received));
        if (this.#overflow) return fail('assertion', this.#overflow.message);
        if (this.#closed) fail('assertion', 'The connection was closed before the awaited bytes arrived');
      };
      const timer = setTimeout(
        () => fail('timeout', `The awaited bytes did not arrive within ${deadlineMs} ms`),
        deadlineMs,
      );
      this.#watchers.add(look);
      look();
    });
  }

  async end(): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.end(() => resolve()));
  }

  #receive(chunk: Buffer): void {
    this.#received += chunk.toString('latin1');
    try {
      if (this.#received.length > MAX_RECEIVED_BYTES)
        throw new KitFailure('error', 'More than 1 MiB arrived');
      this.#budget.add(chunk.length);
    } catch (error) {
      this.#overflow = error as KitFailure;
      this.#socket.destroy();
    }
    for (const look of this.#watchers) look();
  }

  #end(): void {
    this.#closed = true;
    for (const look of this.#watchers) look();
  }
}
