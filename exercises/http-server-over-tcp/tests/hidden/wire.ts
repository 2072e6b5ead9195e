import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { eventually, random, rawConnection, step, subject, type RawConnection } from '@touchstone/kit';

/** Long enough for a slow machine: an answer that has not come by then does not come. */
export const PATIENCE_MS = 4000;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** One character for each byte. */
  readonly body: string;
  /** How the end of the body was told. */
  readonly framing: 'none' | 'length' | 'chunked' | 'close';
}

export const toWire = (text: string): string => Buffer.from(text).toString('latin1');
export const toBytes = (wire: string): Buffer => Buffer.from(wire, 'latin1');

/** A text with letters of one, two, three and four bytes. */
export const aText = (): string => `${random.sentence(3)} Grüße, 灯台 🌊 ${random.integer(100_000, 999_999)}`;

export const logOf = (lines: number): string =>
  Array.from({ length: lines }, (_, at) => `${String(at + 1).padStart(127, '0')}\n`).join('');

export interface RequestParts {
  readonly version?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** A request as bytes, each as one character. A body is given as such bytes, too. */
export function request(line: string, { version = '1.1', headers = [], body }: RequestParts = {}): string {
  const length = body === undefined ? [] : [`Content-Length: ${body.length}`];
  const fields = ['Host: lighthouse.example', ...headers, ...length].map((field) => `${field}\r\n`);
  return `${line} HTTP/${version}\r\n${fields.join('')}\r\n${body ?? ''}`;
}

/** A client on one connection, which takes the answers one after the other. */
export class Client {
  #taken = 0;
  readonly #connection: RawConnection;

  constructor(connection: RawConnection) {
    this.#connection = connection;
  }

  send(wire: string): Promise<void> {
    return this.#connection.write(toBytes(wire));
  }

  /** What came and belongs to no answer yet. */
  get rest(): string {
    return this.#connection.received.slice(this.#taken);
  }

  /** The next answer. One to HEAD has no body. */
  async answer(what: string, method = 'GET'): Promise<Answer> {
    let read: ReadAnswer | null = null;
    await step(what, async () => {
      await this.#connection.until((received) => {
        read = readAnswer(received.slice(this.#taken), method, this.#connection.closed);
        return read !== null;
      }, PATIENCE_MS);
      expect(read).toMatchObject({ mistake: '' });
    });
    const { answer, length } = read as unknown as ReadAnswer;
    this.#taken += length;
    return answer;
  }

  async expectAnswer(what: string, status: number, body?: string, method = 'GET'): Promise<Answer> {
    const answer = await this.answer(what, method);
    await expectStatus(what, answer, status);
    if (body !== undefined) await expectBody(what, answer, body);
    return answer;
  }

  /** Waits until the program has closed the connection, and nothing more has come. */
  async expectClosed(what: string): Promise<void> {
    const isOver = () => this.#connection.closed || this.rest !== '';
    // How it ended is shown by the comparisons that follow.
    await this.#connection.until(isOver, PATIENCE_MS).catch(() => undefined);
    await step(`what came on the connection ${what}`, () => expect(show(this.rest)).toBe(show('')));
    await step(`the connection ${what}`, () =>
      expect(this.#connection.closed ? 'closed' : 'still open').toBe('closed'),
    );
    await this.#connection.end();
  }

  static async open(): Promise<Client> {
    return new Client(await rawConnection());
  }
}

export const expectStatus = (what: string, answer: Answer, status: number): Promise<void> =>
  step(`${what}, its status`, () => expect(answer.status).toBe(status));

export const expectBody = (what: string, answer: Answer, body: string): Promise<void> =>
  step(`${what}, its body`, () => {
    if (body.length < 2000) expect(answer.body).toBe(body);
    else expect(summary(answer.body)).toEqual(summary(body));
  });

/** A long body in a form that can be read in a message. */
function summary(body: string) {
  const lines = body.split('\n');
  const odd = lines.findIndex((line, at) => at < lines.length - 1 && Number(line) !== at + 1);
  return {
    bytes: body.length,
    firstWrongLine: odd < 0 ? null : show(lines[odd] ?? ''),
  };
}

export const show = (wire: string): string => {
  const quoted = JSON.stringify(wire);
  return quoted.length <= 120 ? quoted : `${quoted.slice(0, 100)}… (${wire.length} bytes)`;
};

interface ReadAnswer {
  readonly answer: Answer;
  readonly length: number;
  readonly mistake: string;
}

/** @returns null as long as it is not complete */
function readAnswer(wire: string, method: string, closed: boolean): ReadAnswer | null {
  const end = wire.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [start = '', ...lines] = wire.slice(0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3}) /.exec(`${start} `)?.[1]);
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(':')[0]!.toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const done = (framing: Answer['framing'], body: string, bodyLength: number, mistake = ''): ReadAnswer => ({
    answer: { status, headers, body, framing },
    length: end + 4 + bodyLength,
    mistake,
  });
  if (Number.isNaN(status)) return done('none', '', 0, `an answer begins with ${show(start)}`);
  if (status < 200 || status === 204 || status === 304 || method === 'HEAD') return done('none', '', 0);
  const rest = wire.slice(end + 4);
  if (headers['transfer-encoding'] !== undefined) {
    const { body, length, mistake } = readChunks(rest);
    return length === null ? null : done('chunked', body, length, mistake);
  }
  if (headers['content-length'] !== undefined) {
    const length = Number(headers['content-length']);
    return rest.length < length ? null : done('length', rest.slice(0, length), length);
  }
  return closed ? done('close', rest, rest.length) : null;
}

function readChunks(wire: string): { body: string; length: number | null; mistake: string } {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const end = wire.indexOf('\r\n', at);
    if (end < 0) return { body: '', length: null, mistake: '' };
    const line = wire.slice(at, end);
    if (!/^[0-9a-fA-F]+(;.*)?$/.test(line))
      return { body: '', length: at, mistake: `a chunk begins with ${show(line)} instead of its size` };
    const size = parseInt(line, 16);
    const start = end + 2;
    if (wire.length < start + size + 2) return { body: '', length: null, mistake: '' };
    if (wire.slice(start + size, start + size + 2) !== '\r\n')
      return { body: '', length: at, mistake: `a chunk of ${size} bytes is not followed by CR LF` };
    parts.push(wire.slice(start, start + size));
    at = start + size + 2;
    if (size === 0) return { body: parts.join(''), length: at, mistake: '' };
  }
}

/** Stores a note with the ordinary client. @returns its path */
export async function storeNote(text: string): Promise<string> {
  const answer = await subject.post('/notes', { body: Buffer.from(text), timeoutMs: PATIENCE_MS });
  await step('POST /notes', () => {
    expect(answer).toHaveStatus(201);
    expect(answer).toHaveJson({ id: expect.any(String), text });
    expect(answer).toHaveHeader('location', `/notes/${(answer.json as { id: string }).id}`);
  });
  return `/notes/${(answer.json as { id: string }).id}`;
}

/** The program has answered somebody else: what was sent before is no longer on its way to it. */
export async function untilRead(): Promise<void> {
  expect(await subject.get('/notes', { timeoutMs: PATIENCE_MS })).toHaveStatus(200);
}

/** A client that reads only when it wants to. */
export async function slowReader(wire: string): Promise<Socket> {
  const socket = connect(subject.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(toBytes(wire));
  let hasBegun = false;
  socket.once('readable', () => (hasBegun = true));
  await step('an answer has begun to arrive', () =>
    eventually(() => expect(hasBegun).toBe(true), PATIENCE_MS),
  );
  return socket;
}

/** Takes a chunked body as it comes and keeps next to nothing of it. */
export class ChunkedBody {
  bytes = 0;
  end = '';
  isComplete = false;
  #pending = Buffer.alloc(0);
  #inHead = true;

  add(piece: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, piece]);
    while (!this.isComplete && this.#step());
  }

  #step(): boolean {
    const lineEnd = this.#pending.indexOf(this.#inHead ? '\r\n\r\n' : '\r\n');
    if (lineEnd < 0) return false;
    if (this.#inHead) {
      this.#inHead = false;
      this.#pending = this.#pending.subarray(lineEnd + 4);
      return true;
    }
    const size = parseInt(this.#pending.toString('latin1', 0, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (!(this.#pending.length >= next)) return false;
    this.bytes += size;
    this.end = (this.end + this.#pending.toString('latin1', lineEnd + 2, next - 2)).slice(-128);
    this.#pending = this.#pending.subarray(next);
    this.isComplete = size === 0;
    return true;
  }
}
