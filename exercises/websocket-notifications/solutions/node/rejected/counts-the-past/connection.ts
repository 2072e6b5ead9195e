import type { WebSocket } from 'ws';

const MOST_WAITING_BYTES = 1024 * 1024;
export const TOO_SLOW = 4008;

/** One client. Nothing here waits for it to read. */
export class Connection {
  readonly user: string;
  onTooSlow = () => {};
  readonly #socket: WebSocket;

  constructor(user: string, socket: WebSocket) {
    this.user = user;
    this.#socket = socket;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** What it has asked for, however much. */
  answer(event: object): void {
    this.#socket.send(JSON.stringify(event));
  }

  /** What is new. */
  notify(event: object): void {
    if (!this.isOpen) return;
    this.#socket.send(JSON.stringify(event));
    if (this.#socket.bufferedAmount > MOST_WAITING_BYTES) this.onTooSlow();
  }
}
