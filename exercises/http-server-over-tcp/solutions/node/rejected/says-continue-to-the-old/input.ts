import type { Socket } from 'node:net';

/** Why a request is not answered as its sender hoped; the connection ends behind it. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The client is not there any more. */
export class Gone extends Error {}

/** What comes from a client, taken by lines and by numbers of bytes: how it was cut on its way does not matter. */
export class Input {
  readonly #pieces: AsyncIterator<Buffer>;
  #pending: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#pieces = socket.iterator({ destroyOnReturn: false });
  }

  /** @returns a line without its end, or null when the input has ended before it */
  async line(longest: number, tooLong: number): Promise<string | null> {
    for (;;) {
      const end = this.#pending.indexOf('\n');
      if ((end < 0 ? this.#pending.length : end) > longest + 1) throw new Refusal(tooLong, 'A line is too long');
      if (end >= 0) {
        const line = this.#take(end + 1).toString('latin1');
        if (!line.endsWith('\r\n')) throw new Refusal(400, 'A line does not end with CR LF');
        return line.slice(0, -2);
      }
      if (!(await this.#more())) {
        if (this.#pending.length > 0) throw new Gone();
        return null;
      }
    }
  }

  async bytes(count: number): Promise<Buffer> {
    while (this.#pending.length < count) if (!(await this.#more())) throw new Gone();
    return this.#take(count);
  }

  /** Reads on and forgets, until the client has ended its side. */
  async discard(): Promise<void> {
    do this.#pending = Buffer.alloc(0);
    while (await this.#more());
  }

  #take(count: number): Buffer {
    const taken = this.#pending.subarray(0, count);
    this.#pending = this.#pending.subarray(count);
    return taken;
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#pieces.next();
    if (done === true) return false;
    this.#pending = Buffer.concat([this.#pending, value]);
    return true;
  }
}
