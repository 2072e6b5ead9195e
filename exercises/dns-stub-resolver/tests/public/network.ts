import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { random, step, subject, type HttpResponse } from '@touchstone/kit';
import { readQuery, replyBytes, type Reply } from './wire.ts';

/** How long a resolver on a busy machine may take for what it does in a moment on an idle one. */
const PATIENCE_MS = 8000;
/** Nobody waits that long who gets an answer. */
const LONG_MS = 4000;
/** Far more questions than any test asks for: whoever sends more gets no answers. */
const MOST_QUESTIONS = 300;

export interface Question {
  /** The place in the list of servers, from 1. */
  readonly server: number;
  readonly over: 'UDP' | 'TCP';
  readonly id: number;
  readonly flags: number;
  readonly name: string;
  readonly type: number;
  /** Where it came from. */
  readonly port: number;
  /** Sends bytes to whoever asked, over UDP, from the server's own port or from another one. */
  readonly send: (bytes: Buffer, from?: 'server' | 'stranger') => Promise<void>;
}

/** What a server says; null: nothing. `cut` closes the connection of a question over TCP. */
type Play = (question: Question) => Reply | null | 'cut' | Promise<Reply | null | 'cut'>;

let open: Network | null = null;

/** Name servers of the suite's, each at one port of 127.0.0.1 for UDP and TCP. */
export class Network {
  /** What they were asked, in order. */
  readonly questions: Question[] = [];
  readonly #udp: UdpSocket[] = [];
  readonly #tcp: Server[] = [];
  readonly #connections = new Set<Socket>();
  readonly #stranger = createSocket('udp4');
  #play: Play = () => null;

  /** Makes servers and tells the program of them. Whatever else it knew belongs to another network. */
  static async join(
    servers: number,
    options: { timeoutMs?: number; attempts?: number } = {},
  ): Promise<Network> {
    open = new Network();
    const addresses: string[] = [];
    for (let at = 1; at <= servers; at += 1) addresses.push(`127.0.0.1:${await open.#open(at)}`);
    const network = { servers: addresses, timeoutMs: LONG_MS, attempts: 1, ...options };
    const tell = (timeoutMs: number) => subject.put('/network', { json: network, timeoutMs });
    // A program that hangs has failed an earlier test, and shall not fail this one for that.
    const told = await tell(PATIENCE_MS / 2).catch(async () => {
      await subject.restart();
      return tell(PATIENCE_MS);
    });
    expect(told).toHaveStatus(204);
    return open;
  }

  respond(play: Play): void {
    this.#play = play;
  }

  count(name: string): number {
    return this.questions.filter((question) => question.name.toLowerCase() === name).length;
  }

  /** Who was asked, one after the other. */
  get order(): number[] {
    return this.questions.map(({ server }) => server);
  }

  /** From now on nobody listens at the last server's port. */
  async stopLast(): Promise<void> {
    this.#tcp.pop()!.close();
    await closeUdp(this.#udp.pop()!);
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.destroy();
    for (const server of this.#tcp) server.close();
    await Promise.all([this.#stranger, ...this.#udp].map(closeUdp));
  }

  async #open(server: number): Promise<number> {
    while (true) {
      const udp = createSocket('udp4');
      udp.bind(0, '127.0.0.1');
      await once(udp, 'listening');
      const { port } = udp.address();
      const tcp = createServer((connection) => this.#serve(server, connection));
      const isFree = await new Promise<boolean>((resolve) => {
        tcp.once('error', () => resolve(false));
        tcp.listen(port, '127.0.0.1', () => resolve(true));
      });
      if (!isFree) {
        udp.close();
        continue;
      }
      udp.on('error', () => undefined);
      this.#stranger.on('error', () => undefined);
      udp.on('message', (bytes, from) => void this.#answerOverUdp(server, udp, bytes, from.port));
      this.#udp.push(udp);
      this.#tcp.push(tcp);
      return port;
    }
  }

  async #answerOverUdp(server: number, udp: UdpSocket, bytes: Buffer, port: number): Promise<void> {
    const send: Question['send'] = async (message, from = 'server') => {
      const socket = from === 'server' ? udp : this.#stranger;
      // A socket that was closed meanwhile is nobody's mistake.
      await new Promise<void>((sent) => socket.send(message, port, '127.0.0.1', () => sent()));
    };
    const reply = await this.#ask(bytes, { server, over: 'UDP', port, send });
    if (reply && reply !== 'cut' && open === this) await send(reply);
  }

  #serve(server: number, connection: Socket): void {
    this.#connections.add(connection.setNoDelay(true));
    connection.on('error', () => undefined);
    connection.on('close', () => this.#connections.delete(connection));
    let received = Buffer.alloc(0);
    connection.on('data', async (piece) => {
      if (received.length > 1024) return;
      received = Buffer.concat([received, piece]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const bytes = received.subarray(2, 2 + received.readUInt16BE(0));
      received = Buffer.alloc(0);
      const send = () => Promise.resolve();
      const reply = await this.#ask(bytes, { server, over: 'TCP', port: connection.remotePort ?? 0, send });
      if (reply === 'cut') connection.destroy();
      else if (reply) await writeInPieces(connection, reply);
    });
  }

  async #ask(
    bytes: Buffer,
    how: Pick<Question, 'server' | 'over' | 'port' | 'send'>,
  ): Promise<Buffer | 'cut' | null> {
    const query = readQuery(bytes);
    if (!query || this.questions.length >= MOST_QUESTIONS) return null;
    const question = { ...query, ...how };
    this.questions.push(question);
    const reply = await this.#play(question);
    return reply && reply !== 'cut' ? replyBytes(question, reply) : reply;
  }
}

/** Half of the length, the other half with a byte of the message, some more, the rest: pieces that a reader on a busy machine sees, too. */
async function writeInPieces(connection: Socket, message: Buffer): Promise<void> {
  const bytes = Buffer.concat([Buffer.of(message.length >> 8, message.length & 255), message]);
  const cuts = [0, 1, 3, random.integer(20, 60), Math.floor(bytes.length / 2), bytes.length];
  for (const [at, cut] of cuts.slice(1).entries()) {
    if (connection.destroyed) return;
    connection.write(bytes.subarray(cuts[at], cut));
    await pause(60);
  }
}

const closeUdp = (socket: UdpSocket) => new Promise<void>((closed) => socket.close(closed));

/** For `afterEach`. */
export async function leaveNetwork(): Promise<void> {
  const network = open;
  open = null;
  await network?.close();
}

export const resolve = (name: string, type = 'A'): Promise<HttpResponse> =>
  subject.get(`/resolve?${new URLSearchParams({ name, type })}`, { timeoutMs: PATIENCE_MS });

/** A name that nobody asked for before. */
export const aName = (): string => `${random.word(10)}.${random.word(6)}.example`;

/** From the addresses that are kept for documentation: of servers that tell the truth, and of forgers. */
export const anAddress = (): string => `192.0.2.${random.integer(1, 254)}`;
export const aForgedAddress = (): string => `203.0.113.${random.integer(1, 254)}`;

export async function expectFound(what: string, answer: HttpResponse, data: unknown[]): Promise<void> {
  await step(what, () => {
    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ data });
  });
}

export async function expectApology(what: string, answer: HttpResponse, status: number): Promise<void> {
  await step(what, () => {
    expect(answer).toHaveStatus(status);
    expect(answer).toHaveJson({ error: expect.any(String) });
  });
}

export const ttlOf = (answer: HttpResponse): unknown => (answer.json as { ttl?: unknown }).ttl;
