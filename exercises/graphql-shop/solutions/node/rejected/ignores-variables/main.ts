import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { prepare } from './database.ts';
import { Refusal, toError } from './errors.ts';
import { answer } from './answer.ts';

await prepare();

const MEDIA_TYPE = 'application/graphql-response+json; charset=utf-8';

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Refusal(400, 'BAD_REQUEST', 'The body is not JSON.');
  }
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    throw new Refusal(405, 'BAD_REQUEST', 'Only POST is answered here.');
  }
  if (!/^application\/json *(;|$)/i.test(request.headers['content-type'] ?? ''))
    throw new Refusal(415, 'BAD_REQUEST', 'The body must be application/json.');
  return answer(await readBody(request));
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': MEDIA_TYPE });
  response.end(JSON.stringify(body));
}

createServer((request, response) => {
  const path = (request.url ?? '').split('?')[0];
  if (path === '/healthz') return response.end('ok');
  if (path !== '/graphql') return response.writeHead(404).end();
  serve(request, response).then(
    (result) => send(response, 200, result),
    (error) => send(response, error instanceof Refusal ? error.status : 500, { errors: [toError(error)] }),
  );
}).listen(Number(process.env.PORT), '127.0.0.1');
