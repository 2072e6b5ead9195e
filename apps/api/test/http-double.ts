import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface DoubleRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
export interface DoubleAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly json?: unknown;
}

/** A server of somebody else’s, on this machine. It keeps what it was asked. */
export class HttpDouble {
  readonly requests: DoubleRequest[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(
    answer: (request: DoubleRequest) => DoubleAnswer | Promise<DoubleAnswer>,
  ): Promise<HttpDouble> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const double = new HttpDouble(server, url);
    server.on('request', (message, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of message) chunks.push(chunk as Buffer);
        const request = {
          method: message.method ?? '',
          url: new URL(message.url ?? '/', url),
          headers: message.headers,
          body: Buffer.concat(chunks).toString(),
        };
        double.requests.push(request);
        const { status, headers = {}, json } = await answer(request);
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(json === undefined ? '' : JSON.stringify(json));
      })();
    });
    return double;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
