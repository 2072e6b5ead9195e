import type { ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import type { LoggedCall } from '../facts/logged-call.js';
import { showInline } from '../facts/show-value.js';
import { KitFailure, SuiteMistake } from '../failures.js';
import { libraries } from '../libraries.js';
import type { Scope } from '../scope.js';
import { Inbox } from '../streams/inbox.js';
import type { GrpcConnection } from './grpc-connection.js';
import { findStatus, type GrpcStatus } from './grpc-status.js';
import { MessageSplitter } from './message-splitter.js';
import type { ProtoMethod } from './proto-service.js';
import {
  countHeaderBytes,
  isGrpc,
  readMetadata,
  readStatusMessage,
  type GrpcMetadata,
} from './read-metadata.js';

const MAX_INTERIM_ANSWERS = 20;
const MAX_MIB = 4;
const WAIT_MS = 2000;
/** Of a request, in the message of a failure. */
const MAX_SHOWN_CHARACTERS = 300;

/** How a call came to its end: what the program itself said, never what a client would make of a broken connection. */
export interface GrpcAnswer<Reply = unknown> {
  readonly status: GrpcStatus;
  /** What the program says to the status; empty when nothing. */
  readonly message: string;
  /** The first reply, or null. Fields that were not set have their defaults, 64-bit integers are numbers, enums are names. */
  readonly reply: Reply | null;
  readonly replies: readonly Reply[];
  /** What came before the first reply. */
  readonly metadata: GrpcMetadata;
  /** What came with the status. */
  readonly trailers: GrpcMetadata;
}

/** A call under way. It is cancelled when its test is over. */
export interface GrpcCall<Reply = unknown> {
  /** Everything received so far. */
  readonly replies: readonly Reply[];
  /** Sends a message of a method that takes a stream. What comes behind the end of the call is dropped. */
  send(message: unknown): Promise<void>;
  /** Says that nothing more will be sent. */
  end(): void;
  /** The next reply that was not taken before; rejects at the deadline (default 2000 ms) and when the call ends. */
  next(deadlineMs?: number): Promise<Reply>;
  /** The next reply that satisfies the test; those before it are passed over. */
  until(test: (reply: Reply) => boolean, deadlineMs?: number): Promise<Reply>;
  /** Resolves when the program ended the call; rejects at the deadline (default 2000 ms). */
  answer(deadlineMs?: number): Promise<GrpcAnswer<Reply>>;
  readonly ended: boolean;
  /** Tells the program that nobody waits any more, and takes in nothing more. */
  cancel(): void;
}

const callsOfAnswers = new WeakMap<object, { readonly what: string; readonly logged: LoggedCall }>();

/** What an answer answers; undefined for a value that is none. */
export function findCallOfAnswer(
  answer: object,
): { readonly what: string; readonly logged: LoggedCall } | undefined {
  return callsOfAnswers.get(answer);
}

interface Ending {
  readonly status: GrpcStatus;
  readonly message: string;
  readonly trailers: GrpcMetadata;
}

export interface CallSettings {
  readonly method: ProtoMethod;
  /** The one request of a method that takes no stream. */
  readonly request: unknown;
  readonly connection: GrpcConnection;
  readonly headers: Readonly<Record<string, string>>;
  readonly scope: Scope;
}

/**
 * SECURITY: H01, H05, H13 bytes, messages and headers are capped, and every wait has a deadline. H16 a status that the
 * program did not send itself is no status: a call that breaks off fails its test, whatever code would be made of it.
 */
export class RunningCall<Reply> implements GrpcCall<Reply> {
  readonly #method: ProtoMethod;
  readonly #connection: GrpcConnection;
  readonly #stream: ClientHttp2Stream;
  readonly #scope: Scope;
  readonly #what: string;
  readonly #logged: LoggedCall;
  readonly #sent: unknown[] = [];
  readonly #inbox: Inbox<Reply>;
  readonly #splitter = new MessageSplitter();
  #interimAnswers = 0;
  #metadata: GrpcMetadata = {};
  #ending: Ending | null = null;
  #answer: GrpcAnswer<Reply> | null = null;

  constructor({ method, request, connection, headers, scope }: CallSettings) {
    this.#method = method;
    this.#connection = connection;
    this.#scope = scope;
    this.#what = `${method.name}(${method.takesStream ? '…' : showInline(request, MAX_SHOWN_CHARACTERS)})`;
    this.#logged = { what: `${method.name}()`, args: this.#sent, answer: null };
    scope.calls.record(this.#logged);
    this.#inbox = new Inbox<Reply>(
      {
        what: this.#what,
        item: 'message',
        textOf: (reply) => showInline(reply, MAX_SHOWN_CHARACTERS),
        maxMib: MAX_MIB,
        notEnded: 'no status came',
        describeEnd: () => `it ended with ${this.#describeEnding()}`,
      },
      scope,
    );
    this.#stream = connection.begin(method.path, headers);
    this.#listen();
    if (!method.takesStream) {
      this.#write(request);
      this.#stream.end();
    }
  }

  get replies(): readonly Reply[] {
    return this.#inbox.items;
  }

  get ended(): boolean {
    return this.#inbox.ended;
  }

  async send(message: unknown): Promise<void> {
    if (!this.#method.takesStream)
      throw new SuiteMistake(`${this.#method.name} takes one request: give it to open().`);
    if (this.#stream.writableEnded && !this.ended)
      throw new SuiteMistake(`${this.#method.name}: the suite said that nothing more would be sent.`);
    if (this.ended) return;
    await this.#scope.race(new Promise<void>((resolve) => this.#write(message, resolve)));
  }

  end(): void {
    this.#stream.end();
  }

  async next(deadlineMs = WAIT_MS): Promise<Reply> {
    return this.#inbox.take(() => true, deadlineMs);
  }

  async until(test: (reply: Reply) => boolean, deadlineMs = WAIT_MS): Promise<Reply> {
    return this.#inbox.take(test, deadlineMs);
  }

  async answer(deadlineMs = WAIT_MS): Promise<GrpcAnswer<Reply>> {
    await this.#inbox.untilEnded(deadlineMs);
    if (this.#answer) return this.#answer;
    throw new SuiteMistake(
      `${this.#method.name} was cancelled by the suite: there is no answer to wait for.`,
    );
  }

  cancel(): void {
    if (this.ended) return;
    this.#inbox.end();
    this.#stream.close(libraries.http2.constants.NGHTTP2_CANCEL);
  }

  #write(message: unknown, written: () => void = () => undefined): void {
    const content = this.#method.encode(message);
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(content.length, 1);
    this.#sent.push(message);
    // When it fails the stream ends as well, and tells why.
    this.#stream.write(Buffer.concat([prefix, content]), () => written());
  }

  #listen(): void {
    const stream = this.#stream;
    stream.on('response', (headers, flags) =>
      this.#guard(() =>
        this.#takeResponse(headers, (flags & libraries.http2.constants.NGHTTP2_FLAG_END_STREAM) !== 0),
      ),
    );
    stream.on('headers', () => this.#guard(() => this.#countInterimAnswer()));
    stream.on('data', (bytes: Buffer) => this.#guard(() => this.#takeBytes(bytes)));
    stream.on('trailers', (headers: IncomingHttpHeaders) => this.#guard(() => this.#takeTrailers(headers)));
    stream.on('end', () => this.#guard(() => this.#finish()));
    // 'close' follows and says the same.
    stream.on('error', () => undefined);
    stream.on('close', () => void this.#explainClose());
  }

  #takeResponse(headers: IncomingHttpHeaders, isAll: boolean): void {
    this.#inbox.count(countHeaderBytes(headers));
    if (!isGrpc(headers))
      throw this.#failure(
        `the answer is not gRPC (HTTP status ${String(headers[':status'])}, content-type ${JSON.stringify(headers['content-type'] ?? null)})`,
      );
    if (isAll) return this.#takeTrailers(headers);
    this.#metadata = readMetadata(headers);
  }

  #takeBytes(bytes: Buffer): void {
    if (this.ended) return;
    this.#inbox.count(bytes.length);
    for (const message of this.#split(bytes)) this.#inbox.put(this.#decode(message));
  }

  #split(bytes: Buffer): Buffer[] {
    try {
      return this.#splitter.push(bytes);
    } catch (error) {
      throw this.#failure((error as Error).message);
    }
  }

  #decode(message: Buffer): Reply {
    try {
      return this.#method.decode(message) as Reply;
    } catch (error) {
      throw this.#failure(`a reply cannot be read as the .proto has it (${(error as Error).message})`);
    }
  }

  #takeTrailers(headers: IncomingHttpHeaders): void {
    this.#inbox.count(countHeaderBytes(headers));
    const code = headers['grpc-status'];
    if (code === undefined) throw this.#failure('it ended without a grpc-status');
    const status = findStatus(String(code));
    if (status === null) throw this.#failure(`its grpc-status ${JSON.stringify(code)} is none of gRPC`);
    this.#ending = { status, message: readStatusMessage(headers), trailers: readMetadata(headers) };
  }

  #countInterimAnswer(): void {
    this.#interimAnswers += 1;
    if (this.#interimAnswers > MAX_INTERIM_ANSWERS)
      throw this.#failure(`more than ${MAX_INTERIM_ANSWERS} interim answers`);
  }

  /** Without a status the call has broken off, alone or with its connection. */
  async #explainClose(): Promise<void> {
    const lost = this.#ending === null && !this.ended ? await this.#connection.findFailure() : null;
    this.#guard(() => {
      if (this.ended || this.#ending) return this.#finish();
      if (lost) throw new KitFailure(lost.category, `${this.#what}: ${lost.message}`, { cause: lost });
      const { rstCode } = this.#stream;
      throw this.#failure(`it ended without a grpc-status${rstCode ? ` (HTTP/2 error ${rstCode})` : ''}`);
    });
  }

  /** Nothing more comes. */
  #finish(): void {
    if (this.ended) return;
    const ending = this.#ending;
    // What became of it is known once it is closed.
    if (ending === null) return this.#stream.close();
    const { replies } = this;
    if (!this.#splitter.isBetweenMessages) throw this.#failure('it ended in the middle of a reply');
    if (ending.status === 'OK' && !this.#method.givesStream && replies.length !== 1)
      throw this.#failure(`it ended with OK and ${replies.length} replies instead of one`);
    const answer = { ...ending, reply: replies[0] ?? null, replies, metadata: this.#metadata };
    this.#keep(answer);
    this.#inbox.end();
    if (!this.#stream.writableEnded) this.#stream.close(libraries.http2.constants.NGHTTP2_CANCEL);
  }

  #keep(answer: GrpcAnswer<Reply>): void {
    const { status, message, reply, replies, trailers } = answer;
    const logged = this.#logged;
    this.#answer = answer;
    const came = this.#method.givesStream ? { replies } : { reply };
    logged.answer = { returned: { status, message, ...came, trailers } };
    callsOfAnswers.set(answer, { what: this.#what, logged });
    this.#scope.origins.remember(answer, { call: logged });
  }

  #describeEnding(): string {
    if (this.#ending === null) return 'no status';
    const { status, message } = this.#ending;
    return message === '' ? status : `${status} (${message})`;
  }

  #failure(why: string): KitFailure {
    return new KitFailure('error', `${this.#what}: ${why}`);
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (failure) {
      this.#inbox.end(failure as KitFailure);
      this.#stream.close(libraries.http2.constants.NGHTTP2_CANCEL);
    }
  }
}
