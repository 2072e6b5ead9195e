import type { WebSocket } from 'ws';

const MOST_WAITING_BYTES = 1024 * 1024;
export const TOO_SLOW = 4008;

/** One client. Nothing here waits for it to read. */
export class Connection {
  readonly user: string;
  onTooSlow = () => {};
  readonly #socket: WebSocket;
  #waitingBytes = 0;

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

  /** What is new: there is a limit to how much of that may wait. */
  notify(event: object): void {
    if (!this.isOpen) return;
    const data = JSON.stringify(event);
    const bytes = Buffer.byteLength(data);
    this.#waitingBytes += bytes;
    this.#socket.send(data, () => (this.#waitingBytes -= bytes));
    if (this.#waitingBytes > MOST_WAITING_BYTES) this.onTooSlow();
  }
}
