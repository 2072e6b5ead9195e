import type { ClientHttp2Session, ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2';
import type { Socket } from 'node:net';
import { KitFailure } from '../failures.js';
import { libraries } from '../libraries.js';
import { lostConnection } from '../lost-connections.js';
import { MAX_HEADER_BYTES } from '../http/send-request.js';
import { openSocket } from '../network/open-socket.js';

/** Of pings, and of settings. */
const MAX_CONTROL_FRAMES = 1000;

/**
 * One HTTP/2 connection to the learner's program, in plain text and with prior knowledge, as gRPC has it inside a network.
 * SECURITY: H05, H13 headers, pings, settings and what waits for the program are capped; nothing is pushed.
 */
export class GrpcConnection {
  readonly #session: ClientHttp2Session;
  #controlFrames = 0;
  #failure: KitFailure | null = null;
  #isCut = false;

  private constructor(socket: Socket) {
    this.#session = libraries.http2.connect('http://127.0.0.1', {
      createConnection: () => socket,
      settings: { enablePush: false, maxHeaderListSize: MAX_HEADER_BYTES },
    });
    this.#session.on('error', (error: Error) => this.#break(toFailure(error)));
    this.#session.on('close', () => {
      if (!this.#isCut) this.#break(lostConnection('the program closed the connection'));
    });
    this.#session.on('ping', () => this.#countControlFrame());
    this.#session.on('remoteSettings', () => this.#countControlFrame());
  }

  /** It is cut when `signal` aborts. @throws KitFailure when nobody takes it */
  static async open(port: number, signal: AbortSignal): Promise<GrpcConnection> {
    const socket = await openSocket(port, { allowHalfOpen: false });
    const connection = new GrpcConnection(socket);
    if (signal.aborted) connection.cut();
    signal.addEventListener('abort', () => connection.cut(), { once: true });
    return connection;
  }

  /** Whether it takes another call. */
  get isOpen(): boolean {
    return this.#failure === null && !this.#session.closed && !this.#session.destroyed;
  }

  /** Why the connection itself has ended, which it says only behind the ends of its calls; null while it is there. */
  async findFailure(): Promise<KitFailure | null> {
    const session = this.#session;
    if (session.destroyed && this.#failure === null && !this.#isCut)
      await new Promise<void>((resolve) => session.once('close', resolve));
    return this.#failure;
  }

  /** Begins a call; messages are the caller's to write and to bound. @throws KitFailure when it has just ended */
  begin(path: string, headers: OutgoingHttpHeaders): ClientHttp2Stream {
    if (!this.isOpen) throw this.#failure ?? lostConnection('the program closed the connection');
    return this.#session.request({
      ':method': 'POST',
      ':path': path,
      te: 'trailers',
      'content-type': 'application/grpc',
      ...headers,
    });
  }

  cut(): void {
    this.#isCut = true;
    this.#session.destroy();
  }

  #countControlFrame(): void {
    this.#controlFrames += 1;
    if (this.#controlFrames > MAX_CONTROL_FRAMES)
      this.#break(
        new KitFailure('error', `the program sent more than ${MAX_CONTROL_FRAMES} pings and settings`),
      );
  }

  #break(failure: KitFailure): void {
    this.#failure ??= failure;
    this.cut();
  }
}

function toFailure(error: Error): KitFailure {
  const { code = '' } = error as { code?: string };
  if (code.startsWith('ERR_HTTP2_'))
    return new KitFailure(
      'error',
      `the program broke the rules of HTTP/2 (${error.message}); gRPC is HTTP/2 without TLS here`,
      { cause: error },
    );
  return lostConnection('the connection broke', { cause: error });
}
