import type { WebSocket } from 'ws';
import { acknowledge, listen, look, read, stopListening, type Listener } from './store.ts';

const MOST_ON_THEIR_WAY = 10;

/** The connection of a device. It fetches from the inbox what it has room for: what does not fit waits there, and nowhere else. */
export class Device implements Listener {
  readonly #user: string;
  readonly #device: string;
  readonly #socket: WebSocket;
  /** The number of the last notification that was sent. */
  #last = 0;
  readonly #onTheirWay = new Set<string>();
  #isFetching = false;
  /** One thing after the other, so that nothing older is sent behind something newer. */
  #work: Promise<void> = Promise.resolve();

  constructor(user: string, device: string, socket: WebSocket) {
    this.#user = user;
    this.#device = device;
    this.#socket = socket;
    socket.on('message', (data) => this.#next(() => this.#carryOut(JSON.parse(data.toString()))));
    socket.on('close', () => stopListening(user, this));
    socket.on('error', (error) => console.error(error.message));
    this.#next(() => this.#greet());
    this.onNew();
  }

  onNew(): void {
    if (this.#isFetching) return;
    this.#isFetching = true;
    this.#next(async () => {
      this.#isFetching = false;
      await this.#fetch();
    });
  }

  onRead(ids: string[]): void {
    this.#next(async () => this.#send({ type: 'read', ids }));
  }

  async #greet(): Promise<void> {
    // Listen first and look then: nothing falls in between.
    await listen(this.#user, this);
    const inbox = await look(this.#user);
    const unread = inbox.filter((one) => !one.read).map(({ id }) => id);
    this.#send({ type: 'hello', unread });
  }

  async #fetch(): Promise<void> {
    const room = MOST_ON_THEIR_WAY - this.#onTheirWay.size;
    if (room <= 0) return;
    const inbox = await look(this.#user, this.#device);
    const waiting = inbox.filter(({ id, isAcked }) => !isAcked && Number(id) > this.#last);
    for (const { id, topic, text, read } of waiting.slice(0, room)) {
      this.#send({ type: 'notification', id, topic, text, read });
      this.#last = Number(id);
      this.#onTheirWay.add(id);
    }
  }

  async #carryOut({ type, ids }: { type: string; ids: string[] }): Promise<void> {
    if (type === 'read') return read(this.#user, ids);
    await acknowledge(this.#user, this.#device, ids);
    this.#send({ type: 'acked', ids });
    for (const id of ids) this.#onTheirWay.delete(id);
    await this.#fetch();
  }

  #send(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }

  #next(task: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (this.#socket.readyState !== this.#socket.OPEN) return;
      try {
        await task();
      } catch (error) {
        // It comes back, and loses nothing.
        console.error(error);
        this.#socket.close(1011);
      }
    });
  }
}
