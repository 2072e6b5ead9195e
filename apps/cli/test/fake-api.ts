import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json as readJson } from 'node:stream/consumers';

export interface SeenRequest {
  readonly method: string;
  /** Below `/api/v1/`, with its query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export type Handler = (response: ServerResponse, request: SeenRequest) => void | Promise<void>;

/** Stands in for the API: answers from a script, and keeps what it was asked. */
export class FakeApi {
  readonly requests: SeenRequest[] = [];
  private readonly scripts = new Map<string, Handler[]>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeApi> {
    const server = createServer();
    const api = new FakeApi(server);
    server.on('request', (request, response) => void api.take(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Answers `METHOD path` with each handler in turn, and from then on with the last. */
  on(route: string, ...handlers: Handler[]): this {
    this.scripts.set(route, handlers);
    return this;
  }

  asked(route: string): SeenRequest[] {
    return this.requests.filter(({ method, path }) => `${method} ${path.split('?')[0]}` === route);
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const body: unknown = headers['content-type'] === undefined ? null : await readJson(request);
    const seen = { method, path: url.replace('/api/v1/', ''), headers, body };
    this.requests.push(seen);
    const script = this.scripts.get(`${method} ${seen.path.split('?')[0]}`) ?? [];
    const handler = script.length > 1 ? script.shift() : script[0];
    await (handler ?? problem(404, 'not-found', 'There is no such thing here.'))(response, seen);
  }
}

export const json =
  (body: unknown, status = 200): Handler =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

export const problem =
  (status: number, code: string, detail: string, errors?: { path: string; message: string }[]): Handler =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ type: `/problems/${code}`, title: code, status, code, detail, errors }));
  };

export const noContent: Handler = (response) => {
  response.writeHead(204).end();
};

/** Breaks the connection before an answer. */
export const hangUp: Handler = (response) => {
  response.destroy();
};

/** Streams events, then ends politely, or cuts the connection mid-frame. */
export const events =
  (frames: readonly (readonly [id: string | null, event: object])[], end: 'end' | 'cut' = 'end'): Handler =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 1000\n\n: still here\n\n');
    for (const [id, event] of frames) {
      response.write(`${id === null ? '' : `id: ${id}\n`}data: ${JSON.stringify(event)}\n\n`);
    }
    if (end === 'end') response.end();
    else response.write('data: {"type":"te', () => response.destroy());
  };
