import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { TYPES } from './dns.ts';
import { Failure } from './exchange.ts';
import { isName, Resolver } from './resolver.ts';

let resolver = new Resolver({ servers: [], timeoutMs: 1000, attempts: 2 });

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'PUT' && url.pathname === '/network') {
    let body = '';
    for await (const piece of request.setEncoding('utf8')) body += piece;
    resolver = new Resolver(JSON.parse(body));
    response.writeHead(204).end();
    return;
  }
  if (request.method !== 'GET' || url.pathname !== '/resolve')
    return send(response, 404, { error: 'there is nothing' });

  const name = (url.searchParams.get('name') ?? '').replace(/\.$/, '').toLowerCase();
  const type = url.searchParams.get('type') ?? '';
  if (!isName(name)) return send(response, 400, { error: 'this is no name' });
  if (!Object.hasOwn(TYPES, type)) return send(response, 400, { error: 'this is no type' });

  const found = await resolver.resolve(name, type as keyof typeof TYPES);
  const ttl = Math.max(0, Math.ceil((found.expiresAtMs - performance.now()) / 1000));
  if (!found.exists) return send(response, 404, { error: 'there is no such name', ttl });
  const { canonicalName, data } = found;
  send(response, 200, { name, type, canonicalName, ttl, data });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

createServer((request, response) => {
  answer(request, response).catch((error) => {
    send(response, error instanceof Failure ? error.status : 500, { error: String(error) });
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
