import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { UpstreamRequest } from './upstream-request.js';

const MAX_BODY_BYTES = 1024 * 1024;
/** More than an honest load makes in one test; a suite that compares them all is still quick to tell what it found. */
const MAX_REQUESTS = 2_000;
/** Of all requests that are kept, and of those that are just being sent. */
const MAX_BYTES = 16 * 1024 * 1024;
/** A process of the grader has 256 files; the rest is for the subject, the services and the suite. */
const MAX_CONNECTIONS = 100;

/**
 * What all upstreams of a run take in together.
 * SECURITY: C14, G16, H01 the learner's program decides how much it sends: whatever is beyond a cap loses its connection,
 * so that the test fails and the grader goes on.
 */
export class UpstreamCaps {
  #bytesLeft = MAX_BYTES;
  #requestsLeft = MAX_REQUESTS;
  readonly #connections = new Set<Socket>();

  /** A new test: what the one before has received is no longer kept. */
  renew(): void {
    this.#bytesLeft = MAX_BYTES;
    this.#requestsLeft = MAX_REQUESTS;
  }

  /** There was too much in this test already. */
  get spent(): boolean {
    return this.#requestsLeft <= 0 || this.#bytesLeft < 0;
  }

  admit(socket: Socket): void {
    // Once there is too much, nothing that comes is worth reading before the next test.
    if (this.#connections.size >= MAX_CONNECTIONS || this.spent) {
      socket.destroy();
      return;
    }
    this.#connections.add(socket);
    socket.once('close', () => this.#connections.delete(socket));
  }

  /** @throws RangeError once there is too much of it */
  async read(incoming: IncomingMessage): Promise<UpstreamRequest> {
    this.#requestsLeft -= 1;
    const { method = 'GET', url: path = '/' } = incoming;
    this.#take(incoming.rawHeaders.join('').length + path.length);
    const body = await this.#readBody(incoming);
    return new UpstreamRequest(method, path, headersOf(incoming), body, performance.now());
  }

  async #readBody(incoming: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) throw new RangeError('the body is larger than 1 MiB');
      this.#take(chunk.length);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  #take(bytes: number): void {
    this.#bytesLeft -= bytes;
    if (this.#bytesLeft < 0) throw new RangeError('the requests are larger than 16 MiB together');
  }
}

/** fromEntries defines own properties, so that a header called __proto__ is only a header (threat H07). */
function headersOf(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]),
  );
}
